import { describe, expect, test } from 'vitest';
import { article, asset, idOf, minutes, term } from '../../../support/builders.ts';
import type { World } from '../../../support/world.ts';
import { openWorld } from '../../../support/world.ts';
import type { Given } from './newsroom.ts';
import { newsroomOf, story, writerOf } from './newsroom.ts';

/** Whether nothing was kept and nothing was sent. */
const expectNothing = async (world: World): Promise<void> => {
  expect((await world.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
};

describe('an input', () => {
  test('is checked whole, and every fault is told with its place', async () => {
    await using world = await openWorld();
    const wrong = story(' ', {
      language: 'no language',
      slug: 'A Slug',
      section: 'short',
      tags: ['short', idOf('nothing')],
      canonicalUrl: 'ftp://files.example',
      excludedTerritories: ['Austria'],
      seo: { title: 'x'.repeat(301) },
      body: [
        { paragraph: 'fine' },
        {},
        { paragraph: 'one', html: 'two' },
        { heading: { level: 7, html: 'x' } },
        { embed: { url: 'javascript:alert(1)' } },
        { post: { id: 'a', blocks: [{ gallery: { pictures: [] } }] } },
      ],
    });
    const { state, id, errors } = await newsroomOf(world).send('createContent', wrong);
    expect([state, id]).toEqual(['REJECTED', null]);
    expect(errors.every(({ code }) => code === 'INVALID')).toBe(true);
    expect(new Set(errors.map(({ field }) => field))).toEqual(
      new Set([
        'content.body[1]',
        'content.body[2]',
        'content.body[3].heading.level',
        'content.body[4].embed.url',
        'content.body[5].post.blocks[0].gallery.pictures',
        'content.canonicalUrl',
        'content.excludedTerritories[0]',
        'content.headline',
        'content.language',
        'content.section',
        'content.seo.title',
        'content.slug',
        'content.tags[0]',
      ]),
    );
    await expectNothing(world);
  });

  test('is told of what is not there beside what is wrong with its form, where it makes a record and where it changes one', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('createContent', story('Ferry'));
    const given = {
      headline: ' ',
      section: idOf('nowhere'),
      tags: ['short'],
      contributors: [idOf('nobody')],
      canonicalUrl: 'https://elsewhere.example/ferry',
      body: [{ picture: { media: idOf('nothing') } }],
    };
    const told = async (kind: 'createContent' | 'updateContent', input: Given): Promise<unknown> => {
      const { state, errors } = await newsroom.send(kind, input);
      return [state, errors.map(({ code, field }) => `${code} ${field?.replace(/^\w+\./, '')}`).sort()];
    };
    const expected = [
      'REJECTED',
      [
        'INVALID canonicalUrl',
        'INVALID headline',
        'INVALID tags[0]',
        'NOT_FOUND body[0].picture.media',
        'NOT_FOUND contributors[0]',
        'NOT_FOUND section',
      ],
    ];
    expect(await told('createContent', story('x', given))).toEqual(expected);
    expect(await told('updateContent', { id, expectedVersion: 1, patch: given })).toEqual(expected);
  });

  test.each<[string, Given, string]>([
    ['changes nothing', {}, 'patch'],
    ['gives a text whole and in parts', { body: [], blocks: [] }, 'patch.blocks'],
    [
      'removes what it gives',
      { blocks: [{ edit: 'REMOVE', at: 0, block: { paragraph: 'x' } }] },
      'patch.blocks[0].block',
    ],
    ['inserts nothing', { blocks: [{ edit: 'INSERT', at: 0 }] }, 'patch.blocks[0].block'],
  ])('that %s is refused', async (_, patch, field) => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const { errors } = await newsroomOf(world).send('updateContent', { id: idOf('story'), expectedVersion: 1, patch });
    expect(errors).toEqual([{ code: 'INVALID', message: expect.any(String), field }]);
  });

  test('that changes a text block by block names the change which shows what is not there', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const blocks = [
      { edit: 'REMOVE', at: 0 },
      { edit: 'INSERT', at: 0, block: { picture: { media: idOf('nothing') } } },
    ];
    const asked = { id: idOf('story'), expectedVersion: 1, patch: { blocks } };
    const { errors } = await newsroomOf(world).send('updateContent', asked);
    expect(errors).toMatchObject([{ code: 'NOT_FOUND', field: 'patch.blocks[1].block.picture.media' }]);
  });

  test('that changes a block which is not there is refused when it is applied', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const patch = {
      blocks: [
        { edit: 'REMOVE', at: 0 },
        { edit: 'REPLACE', at: 0, block: { paragraph: 'x' } },
      ],
    };
    const { state, errors } = await newsroomOf(world).done('updateContent', {
      id: idOf('story'),
      expectedVersion: 1,
      patch,
    });
    expect(state).toBe('REJECTED');
    expect(errors).toMatchObject([{ code: 'INVALID', field: 'patch.blocks[1].at' }]);
  });
});

describe('what is another subsidiary’s', () => {
  test('is not found, wherever it is named, and nothing is kept or sent', async () => {
    await using world = await openWorld();
    const blatt = { owner: 'blatt' };
    await world.saveTerms(
      term('section', 'Sport', blatt),
      term('tag', 'Wind', blatt),
      term('contributor', 'Bea', blatt),
    );
    await world.saveMedia(asset('theirs', { ...blatt }));
    await world.saved(article('theirs', blatt));
    const newsroom = newsroomOf(world);
    const named = {
      section: idOf('Sport'),
      tags: [idOf('Wind')],
      contributors: [idOf('Bea')],
      leadMedia: idOf('theirs'),
      body: [
        { paragraph: 'fine' },
        { picture: { media: idOf('theirs') } },
        { post: { id: 'a', blocks: [{ gallery: { pictures: [idOf('theirs'), idOf('nobody’s')] } }] } },
      ],
    };
    const foreign = await newsroom.send('createContent', story('Mine', named));
    expect(foreign.errors.map(({ code, field }) => [code, field])).toEqual([
      ['NOT_FOUND', 'content.section'],
      ['NOT_FOUND', 'content.tags[0]'],
      ['NOT_FOUND', 'content.contributors[0]'],
      ['NOT_FOUND', 'content.leadMedia'],
      ['NOT_FOUND', 'content.body[1].picture.media'],
      ['NOT_FOUND', 'content.body[2].post.blocks[0].gallery.pictures[1]'],
    ]);
    for (const id of [idOf('theirs'), idOf('nobody’s'), 'no id at all'])
      for (const mutation of ['publishContent', 'withdrawContent', 'deleteContent'] as const)
        expect((await newsroom.send(mutation, { id, expectedVersion: 1 })).errors).toEqual([
          { code: 'NOT_FOUND', message: 'There is no such record.', field: 'id' },
        ]);
    for (const id of [idOf('theirs'), idOf('nobody’s'), 'no id at all']) {
      const killed = await newsroom.send('killContent', { id, reason: ' ' });
      expect(killed.errors.map(({ code, field }) => [code, field])).toEqual([
        ['INVALID', 'reason'],
        ['NOT_FOUND', 'id'],
      ]);
      const restored = await newsroom.send('restoreRevision', { id, expectedVersion: 1, revision: 0 });
      expect(restored.errors.map(({ code, field }) => [code, field])).toEqual([
        ['INVALID', 'revision'],
        ['NOT_FOUND', 'id'],
      ]);
    }
    await expectNothing(world);
  });

  test('is told apart by nothing from what is not there', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('tag', 'Wind', { owner: 'blatt' }));
    const newsroom = newsroomOf(world);
    const [there, nowhere] = [idOf('Wind'), idOf('Calm')];
    const one = await newsroom.send('createContent', story('Mine', { tags: [there] }));
    const other = await newsroom.send('createContent', story('Mine', { tags: [nowhere] }));
    expect(JSON.stringify(one).replaceAll(there, 'it')).toBe(JSON.stringify(other).replaceAll(nowhere, 'it'));
  });

  test('is its site too', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const at = (canonicalUrl: string) => newsroom.send('createContent', story('Mine', { canonicalUrl }));
    expect(await at('https://blatt.example/mine')).toMatchObject({ errors: [{ field: 'content.canonicalUrl' }] });
    expect(await at('https://courier.example/mine')).toMatchObject({ state: 'QUEUED' });
  });
});

describe('who may do what', () => {
  const roles = ['reader', 'author', 'editor', 'publisher', 'administrator'] as const;

  test.each([
    ['createContent', 'author'],
    ['updateContent', 'editor'],
    ['publishContent', 'publisher'],
    ['withdrawContent', 'publisher'],
    ['deleteContent', 'publisher'],
    ['killContent', 'publisher'],
    ['restoreRevision', 'editor'],
  ] as const)('%s takes the role %s of what is live', async (mutation, least) => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const newsroom = newsroomOf(world);
    const given = {
      ...(mutation === 'createContent' ? story('New') : { id: idOf('story'), expectedVersion: 1 }),
      ...(mutation === 'updateContent' ? { patch: { headline: 'x' } } : {}),
      ...(mutation === 'killContent' ? { reason: 'x' } : {}),
      ...(mutation === 'restoreRevision' ? { revision: 1 } : {}),
    };
    for (const role of roles) {
      const { state, errors } = await newsroom.send(mutation, given, writerOf({ roles: [role] }));
      const allowed = roles.indexOf(role) >= roles.indexOf(least);
      expect([state, errors.map(({ code }) => code)], role).toEqual(
        allowed ? ['QUEUED', []] : ['REJECTED', ['FORBIDDEN']],
      );
    }
  });

  test('an author goes on with their own draft until it has been live, and with no other’s', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const ann = writerOf({ roles: ['author'], user: 'ann' });
    const bob = writerOf({ roles: ['author'], user: 'bob' });
    const { id } = await newsroom.applied('createContent', story('Mine'), ann);
    const change = { id, expectedVersion: 1, patch: { headline: 'Still mine' } };
    expect(await newsroom.send('updateContent', change, bob)).toMatchObject({ errors: [{ code: 'FORBIDDEN' }] });
    await newsroom.applied('updateContent', change, ann);
    await newsroom.applied('publishContent', { id, expectedVersion: 2 });
    const later = { id, expectedVersion: 3, patch: { headline: 'No longer' } };
    expect(await newsroom.send('updateContent', later, ann)).toMatchObject({ errors: [{ code: 'FORBIDDEN' }] });
    expect(await newsroom.send('deleteContent', { id, expectedVersion: 3 }, ann)).toMatchObject({
      errors: [{ code: 'FORBIDDEN' }],
    });
    const draft = await newsroom.applied('createContent', story('Another'), ann);
    await newsroom.applied('deleteContent', { id: draft.id, expectedVersion: 1 }, ann);
  });

  test('who is narrowed to sections writes in these, and moves nothing out of them', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
    await world.saved(article('sport', { section: idOf('Sport') }));
    await world.saved(article('culture', { section: idOf('Culture') }));
    const newsroom = newsroomOf(world);
    const narrowed = writerOf({ sections: [idOf('Culture')] });
    const fields = async (...sent: Parameters<typeof newsroom.send>): Promise<unknown> =>
      (await newsroom.send(...sent)).errors.map(({ code, field }) => [code, field]);
    expect(await fields('createContent', story('New'), narrowed)).toEqual([['FORBIDDEN', 'content.section']]);
    expect(await fields('createContent', story('New', { section: idOf('Culture') }), narrowed)).toEqual([]);
    expect(await fields('withdrawContent', { id: idOf('sport'), expectedVersion: 1 }, narrowed)).toEqual([
      ['FORBIDDEN', 'id'],
    ]);
    const moved = { id: idOf('culture'), expectedVersion: 1, patch: { section: idOf('Sport') } };
    expect(await fields('updateContent', moved, narrowed)).toEqual([['FORBIDDEN', 'patch.section']]);
    expect(await fields('updateContent', moved, { ...narrowed, roles: ['administrator'] })).toEqual([]);
  });

  test('is asked again when a command is applied: the record may have moved since it was accepted', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
    await world.saved(article('story', { section: idOf('Culture') }));
    const newsroom = newsroomOf(world);
    const id = idOf('story');
    await newsroom.send('updateContent', { id, expectedVersion: 1, patch: { section: idOf('Sport') } });
    const narrowed = writerOf({ sections: [idOf('Culture')] });
    const sent = await newsroom.send('publishContent', { id, expectedVersion: 2 }, narrowed);
    expect(sent.state).toBe('QUEUED');
    await world.apply();
    expect(await newsroom.receipt(sent.id ?? '')).toMatchObject({
      state: 'REJECTED',
      errors: [{ code: 'FORBIDDEN', field: 'id' }],
    });
  });
});

describe('a version', () => {
  test('that is stale is refused with the one that there is', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await world.saved(article('story', { headline: 'Second' }));
    const newsroom = newsroomOf(world);
    const id = idOf('story');
    for (const mutation of ['updateContent', 'publishContent', 'withdrawContent', 'deleteContent'] as const) {
      const patch = mutation === 'updateContent' ? { patch: { headline: 'x' } } : {};
      expect(await newsroom.done(mutation, { id, expectedVersion: 1, ...patch }), mutation).toMatchObject({
        state: 'REJECTED',
        version: null,
        errors: [
          {
            code: 'VERSION_CONFLICT',
            message: 'It has changed: its current version is 2, you expected 1.',
            field: 'expectedVersion',
          },
        ],
      });
    }
  });

  test('of a record that is not yet created is not found', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { subject } = await newsroom.send('createContent', story('New'));
    const early = { id: subject, expectedVersion: 1, patch: { headline: 'x' } };
    expect(await newsroom.send('updateContent', early)).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });

  test('cannot be published where there is no working copy', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    expect(
      await newsroomOf(world).done('publishContent', { id: idOf('story'), expectedVersion: 1, at: minutes(5) }),
    ).toMatchObject({ state: 'REJECTED', errors: [{ code: 'INVALID' }] });
  });
});

describe('receipts', () => {
  test('are the writer’s own, one by one and in pages', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const ids: (string | null)[] = [];
    for (const name of ['a', 'b', 'c']) {
      ids.unshift((await newsroom.send('createContent', story(name))).id);
      world.pass(1_000);
    }
    const list = `query ($after: String) { writeReceipts(first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
    const page = (after?: string) => world.data('content', writerOf(), list, { after });
    const first = await page();
    expect(first).toMatchObject({
      writeReceipts: { edges: [{ node: { id: ids[0] } }, { node: { id: ids[1] } }], pageInfo: { hasNextPage: true } },
    });
    const after = JSON.stringify(first).match(/"endCursor":"([^"]+)"/)?.[1];
    expect(await page(after)).toMatchObject({
      writeReceipts: { edges: [{ node: { id: ids[2] } }], pageInfo: { hasNextPage: false } },
    });
    expect(await newsroom.receipt(ids[0] ?? '', writerOf({ application: 'other' }))).toBeNull();
    expect(await newsroom.receipt(ids[0] ?? '', writerOf({ organisation: 'blatt' }))).toBeNull();
  });

  test('keep what was sent as it was, though what is stored is made safe', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const body = [{ paragraph: 'a <script>x</script><b onclick="y">word</b>' }];
    const { id, subject } = await newsroom.done('createContent', story('New', { body }));
    const receipt = await world.writes.receipts.get(id ?? '');
    const [part] = receipt ? await world.writes.receipts.partsOf(receipt) : [];
    expect(part?.command.input).toMatchObject({ content: { body } });
    expect(await world.store.snapshots([{ id: subject ?? '', version: 1 }])).toEqual([
      { blocks: [{ kind: 'paragraph', html: 'a <b>word</b>' }] },
    ]);
  });

  test('say for whom a system wrote, which decides nothing', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.send('createContent', { ...story('New'), onBehalfOf: 'bea' });
    expect(await world.writes.receipts.get(id ?? '')).toMatchObject({ actor: { user: 'ann', onBehalfOf: 'bea' } });
    expect(await newsroom.send('createContent', { ...story('New'), onBehalfOf: 'x'.repeat(201) })).toMatchObject({
      errors: [{ code: 'INVALID', field: 'onBehalfOf' }],
    });
  });
});
