import { describe, expect, test } from 'vitest';
import { asset, idOf, minutes, term } from '../../../support/builders.ts';
import { viewerOf } from '../../../support/viewers.ts';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, story, writerOf } from './newsroom.ts';

const reader = viewerOf();

const shown = (world: World, id: string, viewer = reader, preview = false): Promise<unknown> =>
  world.data(
    'content',
    viewer,
    `query ($id: ID!, $preview: Boolean) {
      content(id: $id, preview: $preview) { headline slug version published firstPublished updated correction workflow { state } body { html } }
    }`,
    { id, preview },
  );

describe('a record that is written here', () => {
  test('is a working copy, goes live, is corrected, withdrawn, comes back, and is deleted', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const made = await newsroom.applied(
      'createContent',
      story('The first ferry', { body: [{ paragraph: 'It <b>sails</b>.' }] }),
    );
    expect(made).toEqual({ id: idOf('made 1'), version: 1 });
    const { id } = made;
    expect(await shown(world, id)).toEqual({ content: null });
    expect(await shown(world, id, writerOf(), true)).toMatchObject({
      content: { headline: 'The first ferry', slug: 'the-first-ferry', version: 1, workflow: { state: 'draft' } },
    });

    world.pass(60_000);
    const edited = await newsroom.applied('updateContent', {
      id,
      expectedVersion: 1,
      patch: { headline: 'The ferry', blocks: [{ edit: 'INSERT', at: 1, block: { heading: { html: 'More' } } }] },
    });
    world.pass(60_000);
    const live = await newsroom.applied('publishContent', { id, expectedVersion: edited.version });
    expect(live).toEqual({ id, version: 3 });
    expect(await shown(world, id)).toEqual({
      content: {
        headline: 'The ferry',
        slug: 'the-first-ferry',
        version: 3,
        published: minutes(2),
        firstPublished: minutes(2),
        updated: null,
        correction: null,
        workflow: { state: 'published' },
        body: { html: '<p>It <b>sails</b>.</p>\n<h2>More</h2>' },
      },
    });

    // A correction is drafted beside the living text, and keeps its place in the lists.
    const drafted = await newsroom.applied('updateContent', { id, expectedVersion: 3, patch: { slug: 'ferry' } });
    expect(await shown(world, id)).toMatchObject({ content: { slug: 'the-first-ferry', version: 3 } });
    world.pass(60_000);
    await newsroom.applied('publishContent', { id, expectedVersion: drafted.version, correction: 'It was Tuesday.' });
    expect(await shown(world, id)).toMatchObject({
      content: { slug: 'ferry', version: 5, published: minutes(2), updated: minutes(3), correction: 'It was Tuesday.' },
    });
    const bySlug = `{ contentBySlug(subsidiary: "courier", slug: "the-first-ferry") { slug } }`;
    expect(await world.data('content', reader, bySlug)).toEqual({ contentBySlug: { slug: 'ferry' } });

    await newsroom.applied('withdrawContent', { id, expectedVersion: 5 });
    expect(await shown(world, id)).toEqual({ content: null });
    expect(await shown(world, id, writerOf(), true)).toMatchObject({
      content: { headline: 'The ferry', version: 6, workflow: { state: 'withdrawn' } },
    });
    world.pass(60_000);
    await newsroom.applied('publishContent', { id, expectedVersion: 6 });
    expect(await shown(world, id)).toMatchObject({
      content: { version: 7, published: minutes(4), firstPublished: minutes(2) },
    });

    await newsroom.applied('deleteContent', { id, expectedVersion: 7 });
    expect(await shown(world, id)).toEqual({ content: null });
    expect(await shown(world, id, writerOf(), true)).toEqual({ content: null });
    const [state] = await world.store.states([id]);
    expect(state).toMatchObject({ meta: { live: false, version: 8, deleted: minutes(4) }, work: undefined });
    expect(
      await newsroom.done('updateContent', { id, expectedVersion: 8, patch: { headline: 'Again' } }),
    ).toMatchObject({
      state: 'REJECTED',
      id: null,
      errors: [{ code: 'NOT_FOUND', field: 'id' }],
    });
    const revisions = await world.store.revisions(id, { size: 20 });
    expect(revisions.map(({ version, live: seen, author }) => [version, seen, author])).toEqual([
      [8, false, 'ann'],
      [7, true, 'ann'],
      [6, false, 'ann'],
      [5, true, 'ann'],
      [4, false, 'ann'],
      [3, true, 'ann'],
      [2, false, 'ann'],
      [1, false, 'ann'],
    ]);
    expect(revisions.every(({ receipt }) => receipt !== undefined)).toBe(true);
  });

  test('keeps every field that it was given, and loses those that a patch takes away', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'), term('tag', 'Harbour'), term('contributor', 'Ann'));
    await world.saveMedia(asset('picture'), asset('other'));
    const newsroom = newsroomOf(world);
    const given = {
      section: idOf('Culture'),
      tags: [idOf('Harbour')],
      contributors: [idOf('Ann')],
      byline: 'By Ann',
      alternativeHeadline: 'Other',
      standfirst: 'Two lines\nof it',
      slug: 'ferry-1',
      canonicalUrl: 'https://www.courier.example/2026/ferry',
      seo: { title: 'T' },
      leadMedia: idOf('picture'),
      expires: minutes(500),
      usageTerms: 'Online',
      copyrightHolder: 'Courier',
      copyrightNotice: '© Courier',
      excludedTerritories: ['AT'],
      altIds: [{ role: 'desk:id', value: '7' }],
      extensions: { seen: [1, null] },
    };
    const body = [{ picture: { media: idOf('other'), caption: 'A ferry' } }, { html: '<div onclick="x()">more</div>' }];
    const { id } = await newsroom.applied('createContent', story('Ferry', { ...given, body }));
    const [state] = await world.store.states([id]);
    const { extensions, ...fields } = given;
    expect(state?.work).toMatchObject({
      ...fields,
      media: [idOf('picture'), idOf('other')],
      paths: [{ site: 'www.courier.example', path: '/2026/ferry' }],
      createdBy: 'ann',
      editedHere: true,
    });
    expect(await world.store.snapshots([{ id, version: 1 }])).toEqual([
      {
        blocks: [
          { kind: 'picture', mediaId: idOf('other'), caption: 'A ferry' },
          { kind: 'html', html: '<div>more</div>' },
        ],
        extensions,
      },
    ]);

    const gone = [
      'section',
      'byline',
      'alternativeHeadline',
      'standfirst',
      'canonicalUrl',
      'seo',
      'leadMedia',
      'expires',
    ];
    const patch = { ...Object.fromEntries(gone.map((name) => [name, null])), tags: [], altIds: [], extensions: null };
    await newsroom.applied('updateContent', { id, expectedVersion: 1, patch });
    const [after] = await world.store.states([id]);
    for (const name of gone) expect(after?.work).not.toHaveProperty(name);
    expect(after?.work).toMatchObject({ tags: [], altIds: [], media: [idOf('other')], copyrightHolder: 'Courier' });
    const [text] = await world.store.snapshots([{ id, version: 2 }]);
    expect(text).not.toHaveProperty('extensions');
  });

  test('goes live by itself when it is due, once, whoever looks and however late', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('createContent', story('At six'));
    await newsroom.applied('publishContent', { id, expectedVersion: 1, at: minutes(60) });
    expect(await shown(world, id, writerOf(), true)).toMatchObject({ content: { workflow: { state: 'scheduled' } } });
    // What is changed before then goes live as it is then.
    await newsroom.applied('updateContent', { id, expectedVersion: 2, patch: { headline: 'At seven' } });
    world.pass(60 * 60_000 - 1);
    await world.apply();
    expect(await shown(world, id)).toEqual({ content: null });
    world.pass(3 * 86_400_000);
    await Promise.all([world.apply(), world.apply()]);
    await world.apply();
    expect(await shown(world, id)).toMatchObject({
      content: { headline: 'At seven', version: 4, published: minutes(60), workflow: { state: 'published' } },
    });
    expect((await world.store.revisions(id, { size: 20 })).filter(({ live }) => live)).toHaveLength(1);
  });

  test('comes down by itself when it expires, and is then its editors’ alone', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('createContent', story('For an hour', { expires: minutes(60) }));
    await newsroom.applied('publishContent', { id, expectedVersion: 1 });
    world.pass(60 * 60_000);
    await world.apply();
    const [state] = await world.store.states([id]);
    expect(state).toMatchObject({
      meta: { live: false, version: 3 },
      work: { workflow: { state: 'expired' }, version: 3 },
    });
    await world.apply();
    expect((await world.store.states([id]))[0]).toEqual(state);
  });

  test('is not published, now or at a time, where it would be over before', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('createContent', story('For an hour', { expires: minutes(60) }));
    const over = { state: 'REJECTED', errors: [{ code: 'INVALID', message: expect.stringContaining(minutes(60)) }] };
    const send = (at?: string) => newsroom.done('publishContent', { id, expectedVersion: 1, at });
    expect(await send(minutes(60))).toMatchObject(over);
    world.pass(60 * 60_000);
    expect(await send()).toMatchObject(over);
    await newsroom.applied('updateContent', { id, expectedVersion: 1, patch: { expires: minutes(120) } });
    await newsroom.applied('publishContent', { id, expectedVersion: 2 });
    expect(await shown(world, id)).toMatchObject({ content: { headline: 'For an hour' } });
  });

  test('that cannot be read when it is due holds up no other, and is looked for no more', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const damaged = await newsroom.applied('createContent', story('Damaged'));
    const { id } = await newsroom.applied('createContent', story('Whole'));
    for (const each of [damaged.id, id])
      await newsroom.applied('publishContent', { id: each, expectedVersion: 1, at: minutes(10) });
    const key = { table: 'content-desk', pk: `C#${damaged.id}`, sk: 'WORK' };
    await world.records.transact([{ kind: 'update', key, set: { headline: 42 } }]);
    world.pass(10 * 60_000);
    await world.apply();
    expect(await shown(world, id)).toMatchObject({ content: { headline: 'Whole' } });
    const due = { table: 'content-desk', index: 'due', pk: 'DUE', limit: 10 };
    expect((await world.records.query(due)).items).toEqual([]);
  });

  test('that was to go live does not, once it is withdrawn', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('createContent', story('Never'));
    await newsroom.applied('publishContent', { id, expectedVersion: 1, at: minutes(60) });
    await newsroom.applied('withdrawContent', { id, expectedVersion: 2 });
    world.pass(120 * 60_000);
    await world.apply();
    expect(await shown(world, id)).toEqual({ content: null });
    expect(await newsroom.done('withdrawContent', { id, expectedVersion: 3 })).toMatchObject({
      state: 'REJECTED',
      errors: [{ code: 'INVALID' }],
    });
  });

  test('whose slug another has is not live when it is due, and is looked for no more until it is changed', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const first = await newsroom.applied('createContent', story('Ferry'));
    await newsroom.applied('publishContent', { id: first.id, expectedVersion: 1 });
    const { id } = await newsroom.applied('createContent', story('Ferry'));
    expect(await newsroom.done('publishContent', { id, expectedVersion: 1 })).toMatchObject({
      state: 'REJECTED',
      errors: [{ code: 'SLUG_TAKEN', field: 'slug' }],
    });
    await newsroom.applied('publishContent', { id, expectedVersion: 1, at: minutes(10) });
    world.pass(10 * 60_000);
    await world.apply();
    await world.apply();
    const due = { table: 'content-desk', index: 'due', pk: 'DUE', limit: 10 };
    expect((await world.records.query(due)).items).toEqual([]);
    await newsroom.applied('updateContent', { id, expectedVersion: 2, patch: { slug: 'another-ferry' } });
    await world.apply();
    expect(await shown(world, id)).toMatchObject({ content: { slug: 'another-ferry' } });
  });
});
