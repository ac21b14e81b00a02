import { describe, expect, test } from 'vitest';
import { article, idOf, minutes, term } from '../../support/builders.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import type { Given } from './commands/newsroom.ts';
import { newsroomOf, writerOf } from './commands/newsroom.ts';

const read = (world: World, by: object, viewer = viewerOf()): Promise<unknown> =>
  world.data(
    'content',
    viewer,
    `query ($id: ID, $slug: String, $preview: Boolean, $first: Int) {
      collection(id: $id, slug: $slug, preview: $preview) {
        name version items(first: $first) { title url content { headline } section { name } }
      }
    }`,
    { ...by },
  );

const front = (items: readonly object[], more: Given = {}): Given => ({
  collection: { name: 'Front', items, ...more },
});
const to = (name: string) => ({ content: idOf(name) });
const headlinesIn = (answer: unknown): string[] =>
  [...JSON.stringify(answer).matchAll(/"headline":"About (\w+)"/g)].map(([, name = '']) => name);

describe('a collection', () => {
  test('shows its entries in order, each by what it leads to', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'));
    await world.saved(article('one'));
    const newsroom = newsroomOf(world);
    const items = [
      { section: idOf('Culture'), title: 'Arts' },
      { content: idOf('one') },
      { url: 'https://shop.example/', title: 'Shop' },
    ];
    const { id } = await newsroom.applied('saveCollection', front(items));
    const none = { title: null, url: null, content: null, section: null };
    const shown = {
      collection: {
        name: 'Front',
        version: 1,
        items: [
          { ...none, title: 'Arts', section: { name: 'Culture' } },
          { ...none, content: { headline: 'About one' } },
          { ...none, title: 'Shop', url: 'https://shop.example/' },
        ],
      },
    };
    expect(await read(world, { id })).toEqual(shown);
    expect(await read(world, { slug: 'front' })).toEqual(shown);
    expect(await read(world, { id, first: 1 })).toMatchObject({ collection: { items: [{ title: 'Arts' }] } });
  });

  test('keeps its order and leaves out what its reader may not see, until they may', async () => {
    await using world = await openWorld();
    for (const name of ['a', 'b', 'c']) await world.saved(article(name));
    await world.saved(article('later', { published: minutes(30) }));
    await world.saved(article('excluded', { excludedTerritories: ['AT'] }));
    await world.saved(article('draft'), { as: 'workingCopy' });
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied(
      'saveCollection',
      front(['c', 'later', 'a', 'draft', 'excluded', 'b'].map(to)),
    );
    expect(headlinesIn(await read(world, { id }, viewerOf({ territory: 'AT' })))).toEqual(['c', 'a', 'b']);
    await world.takeDown(idOf('a'));
    world.pass(31 * 60_000);
    expect(headlinesIn(await read(world, { id }))).toEqual(['c', 'later', 'excluded', 'b']);
  });

  test('is purged with what is in it, and an answer ends when an entry will show', async () => {
    await using world = await openWorld();
    await world.saved(article('a'));
    await world.saved(article('later', { published: minutes(30) }));
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('saveCollection', front([to('a'), to('later')]));
    const scope = world.scope(viewerOf());
    await world.subgraphs.content.execute(
      { query: '{ collection(slug: "front") { items { content { headline } } } }', variables: {} },
      scope,
    );
    const { tags, endsAt } = scope.touched;
    expect(endsAt).toBe(Date.parse(minutes(30)));
    await world.purged();
    const purges = async (change: () => Promise<unknown>): Promise<boolean> => {
      await change();
      return [...(await world.purged())].some((tag) => tags.has(tag));
    };
    expect(await purges(() => world.saved(article('a', { headline: 'New' })))).toBe(true);
    expect(
      await purges(() => newsroom.applied('saveCollection', { id, expectedVersion: 1, ...front([to('a')]) })),
    ).toBe(true);
    expect(await purges(() => world.saved(article('elsewhere')))).toBe(false);
  });

  test('is its subsidiary’s own', async () => {
    await using world = await openWorld();
    const { id } = await newsroomOf(world).applied('saveCollection', front([]));
    const query = `{ byId: collection(id: "${id}") { name } bySlug: collection(slug: "front") { name } }`;
    for (const viewer of [viewerOf({ organisation: 'blatt' }), partnerOf([])])
      expect(await world.data('content', viewer, query)).toEqual({ byId: null, bySlug: null });
    expect(await read(world, {})).toEqual({ collection: null });
    expect(await read(world, { id, slug: 'back' })).toEqual({ collection: null });
    await expect(read(world, { id, preview: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('that is set for a time is so then, once, whoever looks; editors see it before', async () => {
    await using world = await openWorld();
    await world.saved(article('a'));
    await world.saved(article('b'));
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('saveCollection', front([to('a')]));
    const next = front([to('b'), to('a')], { slug: 'evening' });
    await newsroom.applied('saveCollection', { id, expectedVersion: 1, ...next, at: minutes(60) });
    expect(headlinesIn(await read(world, { id }))).toEqual(['a']);
    expect(await read(world, { slug: 'evening' })).toEqual({ collection: null });
    expect(headlinesIn(await read(world, { slug: 'evening', preview: true }, writerOf()))).toEqual(['b', 'a']);
    world.pass(60 * 60_000 - 1);
    await world.apply();
    expect(headlinesIn(await read(world, { id }))).toEqual(['a']);
    world.pass(86_400_000);
    await Promise.all([world.apply(), world.apply()]);
    await world.apply();
    expect(headlinesIn(await read(world, { slug: 'evening' }))).toEqual(['b', 'a']);
    expect(await read(world, { id })).toMatchObject({ collection: { version: 3 } });
    expect(await read(world, { slug: 'front' })).toEqual({ collection: null });
    // The slug that it left is free.
    await newsroom.applied('saveCollection', front([], { slug: 'front' }));
  });

  test('that is saved anew is what it was to be no more', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const { id } = await newsroom.applied('saveCollection', { ...front([], { name: 'Later' }), at: minutes(60) });
    expect(await read(world, { id })).toEqual({ collection: null });
    await newsroom.applied('saveCollection', { id, expectedVersion: 1, ...front([], { name: 'Now' }) });
    world.pass(120 * 60_000);
    await world.apply();
    expect(await read(world, { id })).toMatchObject({ collection: { name: 'Now', version: 2 } });
  });
});

describe('saveCollection', () => {
  test('tells every fault with its place; what is another’s is not found, and nothing is kept', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Theirs', { owner: 'blatt' }));
    await world.saved(article('theirs', { owner: 'blatt' }));
    const newsroom = newsroomOf(world);
    const fields = async (given: object): Promise<unknown> =>
      (await newsroom.send('saveCollection', { ...given })).errors.map(({ code, field }) => [code, field]);
    expect(
      await fields(
        front([{}, { content: idOf('a'), url: 'https://x.example/' }, { url: 'https://x.example/' }], { name: '' }),
      ),
    ).toEqual([
      ['INVALID', 'collection.name'],
      ['INVALID', 'collection.items[0]'],
      ['INVALID', 'collection.items[1]'],
      ['INVALID', 'collection.items[2].title'],
    ]);
    expect(await fields(front(Array.from({ length: 101 }, () => to('a'))))).toEqual([['INVALID', 'collection.items']]);
    expect(
      await fields(front([to('theirs'), to('nobody’s'), { section: idOf('Theirs') }], { section: idOf('Theirs') })),
    ).toEqual([
      ['NOT_FOUND', 'collection.section'],
      ['NOT_FOUND', 'collection.items[2].section'],
      ['NOT_FOUND', 'collection.items[0].content'],
      ['NOT_FOUND', 'collection.items[1].content'],
    ]);
    expect((await world.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
  });

  test('takes the role publisher, of its section, its own subsidiary, and the version that there is', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
    const newsroom = newsroomOf(world);
    const culture = front([], { section: idOf('Culture') });
    const { id } = await newsroom.applied('saveCollection', culture);
    const told = async (given: object, as = writerOf()): Promise<unknown> =>
      (await newsroom.done('saveCollection', { ...given }, as)).errors.map(({ code, field }) => [code, field]);
    const change = { id, expectedVersion: 1, ...culture };
    expect(await told(change, writerOf({ roles: ['editor'] }))).toEqual([['FORBIDDEN', null]]);
    expect(await told(change, writerOf({ sections: [idOf('Sport')] }))).toEqual([
      ['FORBIDDEN', 'id'],
      ['FORBIDDEN', 'collection.section'],
    ]);
    expect(await told(change, writerOf({ organisation: 'blatt' }))).toEqual([['NOT_FOUND', 'id']]);
    expect(await told({ ...change, expectedVersion: 3 })).toEqual([['VERSION_CONFLICT', 'expectedVersion']]);
    expect(await told(front([], { slug: 'front' }))).toEqual([['SLUG_TAKEN', 'collection.slug']]);
    expect(await told(change, writerOf({ sections: [idOf('Culture')] }))).toEqual([]);
  });
});
