import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerError } from '../../../platform/errors.ts';
import { article, asset, bodyOf, idOf, minutes, term } from '../../support/builders.ts';
import { openGraph } from '../../support/graph.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

const news = { id: 'courier/news', delayMinutes: 0 };

interface Found {
  readonly search: {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: { readonly __typename: string; readonly id: string } }[];
    readonly facets: readonly {
      readonly field: string;
      readonly values: readonly { readonly value: string; readonly count: number }[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const QUERY = `query ($query: String, $filter: SearchFilter, $sort: SearchSort, $first: Int, $after: String) {
  search(query: $query, filter: $filter, sort: $sort, first: $first, after: $after) {
    totalCount edges { node { __typename ... on Content { id } ... on MediaAsset { id } } }
    facets(fields: [KIND, OWNER, TAG]) { field values { value count } } pageInfo { hasNextPage endCursor }
  }
}`;

const find = async (
  world: World,
  asked: Readonly<Record<string, unknown>> = {},
  viewer = viewerOf(),
): Promise<Found['search']> => {
  const data = await world.data('search', viewer, QUERY, asked);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is the query's above
  return (data as Found).search;
};
const idsOf = ({ edges }: Found['search']): string[] => edges.map(({ node }) => node.id);
const codeOf = async (world: World, query: string, variables: Readonly<Record<string, unknown>> = {}) => {
  const { errors } = await world.ask('search', viewerOf(), query, variables);
  return errors.map((error) => (error.originalError instanceof AnswerError ? error.originalError.code : error));
};

/** Three articles and a picture of the courier, one article of another house. */
const fill = async (world: World): Promise<void> => {
  await world.saveTerms(
    term('section', 'Culture'),
    term('tag', 'Harbour'),
    term('tag', 'Ships'),
    term('contributor', 'Ann Quill'),
  );
  await world.saved(
    article('ferry', {
      headline: 'The night ferry <b>& more</b>',
      section: idOf('Culture'),
      tags: [idOf('Harbour'), idOf('Ships')],
      contributors: [idOf('Ann Quill')],
      published: minutes(-10),
      packages: ['courier/news'],
    }),
    { body: bodyOf('It sails at night.') },
  );
  await world.saved(article('tram', { tags: [idOf('Harbour')], published: minutes(-20), type: 'GALLERY' }));
  await world.saved(article('strasse', { headline: 'Die Straße', language: 'de', published: minutes(-30) }));
  await world.saved(article('foreign', { owner: 'blatt', tags: [idOf('Harbour')], published: minutes(-40) }));
  await world.saveMedia(
    asset('ship', { altText: 'A ferry at the quay', creditText: 'Ann Quill', published: minutes(-15) }),
  );
  await world.index();
};

describe('search', () => {
  test('finds content and media by their words, in headline, text, names and captions, however they are spelled', async () => {
    await using world = await openWorld();
    await fill(world);
    const ids = async (query: string): Promise<string[]> => idsOf(await find(world, { query, sort: 'NEWEST' }));
    expect(await ids('ferry')).toEqual([idOf('ferry'), idOf('ship')]);
    expect(await ids('SAILS night')).toEqual([idOf('ferry')]);
    expect(await ids('quill')).toEqual([idOf('ferry'), idOf('ship')]);
    expect(await ids('harbour')).toEqual([idOf('ferry'), idOf('tram')]);
    expect(await ids('strasse')).toEqual([idOf('strasse')]);
    expect(await ids('ferry tram')).toEqual([]);
    expect(await ids('  ')).toHaveLength(4);
    expect(await ids('!?')).toEqual([]);
  });

  test('has the newest first where all hits weigh the same, whatever is hidden; a cursor of that order is that of the newest', async () => {
    await using world = await openWorld();
    const radio = partnerOf([news], { scoring: 'constant' });
    for (const name of ['one', 'two', 'three'])
      await world.saved(article(name, { headline: `Gale ${'gale '.repeat(name.length)}`, packages: ['courier/news'] }));
    await world.saved(article('last', { headline: 'A gale', published: minutes(-1), packages: ['courier/news'] }));
    await world.index();
    const before = await find(world, { query: 'gale', first: 2 }, radio);
    expect(idsOf(before)[0]).toBe(idOf('last'));
    for (const number of [1, 2, 3, 4, 5, 6]) await world.saved(article(`hidden ${number}`, { headline: 'Gale' }));
    await world.index();
    expect(await find(world, { query: 'gale', first: 2 }, radio)).toEqual(before);
    expect(await find(world, { query: 'gale', first: 2, sort: 'NEWEST' }, radio)).toEqual(before);
    const after = before.pageInfo.endCursor;
    const rest = await find(world, { query: 'gale', first: 2, after }, radio);
    expect(new Set([...idsOf(before), ...idsOf(rest)]).size).toBe(4);
    const { errors } = await world.ask('search', { ...radio, scoring: 'relevance' }, QUERY, { query: 'gale', after });
    expect(errors.map(({ originalError }) => originalError)).toMatchObject([{ code: 'BAD_CURSOR' }]);
  });

  test('filters, and orders by time both ways', async () => {
    await using world = await openWorld();
    await fill(world);
    const ids = async (filter: Record<string, unknown>, sort = 'NEWEST'): Promise<string[]> =>
      idsOf(await find(world, { filter, sort }));
    const [ferry, ship, tram, strasse] = ['ferry', 'ship', 'tram', 'strasse'].map(idOf);
    expect(await ids({})).toEqual([ferry, ship, tram, strasse]);
    expect(await ids({}, 'OLDEST')).toEqual([strasse, tram, ship, ferry]);
    expect(await ids({}, 'RELEVANCE')).toEqual([ferry, ship, tram, strasse]);
    expect(await ids({ kinds: ['MEDIA'] })).toEqual([ship]);
    expect(await ids({ kinds: ['CONTENT'], types: ['GALLERY', 'ARTICLE'] })).toEqual([ferry, tram, strasse]);
    expect(await ids({ types: ['GALLERY'] })).toEqual([tram]);
    expect(await ids({ tags: [idOf('Harbour')] })).toEqual([ferry, tram]);
    expect(await ids({ tags: [idOf('Ships')], sections: [idOf('Culture')] })).toEqual([ferry]);
    expect(await ids({ contributors: [idOf('Ann Quill')] })).toEqual([ferry]);
    expect(await ids({ languages: ['de'] })).toEqual([strasse]);
    expect(await ids({ owners: ['blatt'] })).toEqual([]);
    expect(await ids({ owners: [] })).toEqual([]);
    expect(await ids({ publishedFrom: minutes(-20), publishedBefore: minutes(-10) })).toEqual([ship, tram]);
    expect(await ids({ publishedFrom: '2026-11-02T12:40:00+01:00' })).toEqual([ferry, ship, tram]);
  });

  test('counts only what the viewer may see, in totals and facets', async () => {
    await using world = await openWorld();
    await fill(world);
    const courier = await find(world);
    expect(courier.totalCount).toBe(4);
    expect(courier.facets).toEqual([
      {
        field: 'KIND',
        values: [
          { value: 'CONTENT', count: 3 },
          { value: 'MEDIA', count: 1 },
        ],
      },
      { field: 'OWNER', values: [{ value: 'courier', count: 4 }] },
      {
        field: 'TAG',
        values: [
          { value: idOf('Harbour'), count: 2 },
          { value: idOf('Ships'), count: 1 },
        ],
      },
    ]);
    const partner = await find(world, {}, partnerOf([news]));
    expect(partner).toMatchObject({ totalCount: 1, edges: [{ node: { id: idOf('ferry') } }] });
    expect(await find(world, {}, partnerOf([{ ...news, delayMinutes: 11 }]))).toMatchObject({
      totalCount: 0,
      facets: [{ values: [] }, { values: [] }, { values: [] }],
    });
  });

  test('forgets what was taken down, withheld or moved out of a package', async () => {
    await using world = await openWorld();
    await fill(world);
    await world.takeDown(idOf('tram'));
    await world.saved(article('strasse', { pubStatus: 'WITHHELD' }));
    await world.saved(article('ferry', { headline: 'Another' }));
    await world.index();
    expect(idsOf(await find(world, { sort: 'NEWEST' }))).toEqual([idOf('ship'), idOf('ferry')]);
    expect((await find(world, { query: 'sails' })).totalCount).toBe(0);
    expect((await find(world, {}, partnerOf([news]))).totalCount).toBe(0);
  });

  test('pages with any sizes through every hit once', async () => {
    await using world = await openWorld();
    for (let index = 0; index < 25; index += 1)
      await world.saved(
        article(`story-${index}`, { published: minutes(-1 - (index % 4)), headline: `Story ${index}` }),
      );
    await world.index();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('NEWEST', 'OLDEST', 'RELEVANCE'),
        fc.constantFrom(null, 'story'),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
        async (sort, query, sizes) => {
          const all = idsOf(await find(world, { sort, query, first: 100 }));
          const paged: string[] = [];
          let after: string | null = null;
          for (let turn = 0; turn < 30; turn += 1) {
            const page: Found['search'] = await find(world, { sort, query, first: sizes[turn % sizes.length], after });
            paged.push(...idsOf(page));
            after = page.pageInfo.endCursor;
            if (!page.pageInfo.hasNextPage) break;
          }
          expect(all).toHaveLength(25);
          expect(paged).toEqual(all);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('knows at its longest page too whether there is more', async () => {
    await using world = await openWorld();
    const indexed = (from: number, to: number) =>
      world.search.index(
        Array.from({ length: to - from }, (_, index) => ({
          id: `C#${idOf(`${from + index}`)}`,
          version: 1,
          fields: { kind: 'CONTENT', owner: 'courier', pubStatus: 'USABLE', published: minutes(-1) },
        })),
      );
    await indexed(0, 100);
    expect((await find(world, { first: 100 })).pageInfo.hasNextPage).toBe(false);
    await indexed(100, 103);
    const page = await find(world, { first: 100 });
    expect(page.edges).toHaveLength(100);
    expect(page.pageInfo.hasNextPage).toBe(true);
    const rest = await find(world, { first: 100, after: page.pageInfo.endCursor });
    expect(rest.edges).toHaveLength(3);
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(new Set([...idsOf(page), ...idsOf(rest)]).size).toBe(103);
  });

  test('refuses cursors of another query, filter or order, and takes them for another size', async () => {
    await using world = await openWorld();
    await fill(world);
    const after = (await find(world, { sort: 'NEWEST', first: 1 })).pageInfo.endCursor;
    expect(idsOf(await find(world, { sort: 'NEWEST', first: 2, after }))).toEqual(['ship', 'tram'].map(idOf));
    for (const other of [
      { sort: 'OLDEST', after },
      { sort: 'NEWEST', query: 'ferry', after },
      { sort: 'NEWEST', filter: { owners: ['courier'] }, after },
      { sort: 'NEWEST', after: `${after}x` },
    ])
      expect(await codeOf(world, QUERY, other)).toEqual(['BAD_CURSOR']);
  });

  test.each([
    ['a page beyond 100', { first: 101 }],
    ['a page below none', { first: -1 }],
    ['a text beyond 500 characters', { query: 'x'.repeat(501) }],
    ['a filter beyond 100 values', { filter: { tags: Array.from({ length: 101 }, (_, index) => `${index}`) } }],
  ])('refuses %s', async (_, asked) => {
    await using world = await openWorld();
    expect(await codeOf(world, QUERY, asked)).toEqual(['BAD_REQUEST']);
  });

  test.each(['2026-11-02', 'yesterday', '2026-02-31T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-10:00'])(
    'refuses %s as a moment',
    async (publishedFrom) => {
      await using world = await openWorld();
      const { errors } = await world.ask('search', viewerOf(), QUERY, { filter: { publishedFrom } });
      expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('A DateTime is ISO 8601')]);
    },
  );

  test('shows where words stand, escaped', async () => {
    await using world = await openWorld();
    await fill(world);
    const query =
      '{ search(query: "ferry", filter: { kinds: [CONTENT] }) { edges { highlights { field text html } } } }';
    expect(await world.data('search', viewerOf(), query)).toEqual({
      search: {
        edges: [
          {
            highlights: [
              {
                field: 'headline',
                text: 'The night ferry <b>& more</b>',
                html: 'The night <mark>ferry</mark> &lt;b&gt;&amp; more&lt;/b&gt;',
              },
            ],
          },
        ],
      },
    });
  });

  test('tells nothing but answers or what was wrong, whatever is asked', async () => {
    await using world = await openWorld();
    await fill(world);
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800'), fc.constant('x'.repeat(9_000)));
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const codes = await codeOf(
          world,
          `query ($text: String!, $id: ID!) {
            search(query: $text) { totalCount } filtered: search(filter: { types: [$text], owners: [$id], tags: [$id] }) { totalCount facets { field } }
            suggest(prefix: $text) { text } after: search(after: $text) { totalCount }
          }`,
          { text, id: text },
        );
        for (const code of codes) expect(['BAD_REQUEST', 'BAD_CURSOR']).toContain(code);
      }),
      { numRuns: 40 },
    );
  });
});

describe('suggestions', () => {
  test('complete headlines and names that the viewer may see, with their number', async () => {
    await using world = await openWorld();
    await fill(world);
    const ask = (prefix: string, viewer = viewerOf(), first = 8) =>
      world.data('search', viewer, `query ($p: String!) { suggest(prefix: $p, first: ${first}) { text count } }`, {
        p: prefix,
      });
    expect(await ask('har')).toEqual({ suggest: [{ text: 'Harbour', count: 2 }] });
    expect(await ask('har', viewerOf({ organisation: 'blatt' }))).toEqual({ suggest: [{ text: 'Harbour', count: 1 }] });
    expect(await ask('strasse')).toEqual({ suggest: [{ text: 'Die Straße', count: 1 }] });
    expect(await ask('strasse', partnerOf([news]))).toEqual({ suggest: [] });
    expect(await ask('')).toEqual({ suggest: [] });
    expect(await ask('a', viewerOf(), 0)).toEqual({ suggest: [] });
  });
});

describe('what is like a record', () => {
  test('shares its tags, contributors and section, the newest first among equals, and is the viewer’s to see', async () => {
    await using world = await openWorld();
    const tags = ['a', 'b', 'c'].map(idOf);
    await world.saved(article('story', { tags, contributors: [idOf('ann')], section: idOf('s') }));
    await world.saved(article('two-tags', { tags: tags.slice(0, 2), published: minutes(-90) }));
    await world.saved(article('one-tag-old', { tags: tags.slice(0, 1), published: minutes(-80) }));
    await world.saved(article('one-tag-new', { tags: tags.slice(1, 2), published: minutes(-70) }));
    await world.saved(article('author', { contributors: [idOf('ann')] }));
    await world.saved(article('section', { section: idOf('s') }));
    await world.saved(article('nothing'));
    await world.saved(article('embargoed', { tags, published: minutes(1) }));
    await world.saved(article('foreign', { tags, owner: 'blatt' }));
    await world.index();
    const ask = (first: string) =>
      world.data(
        'search',
        viewerOf(),
        `{ _entities(representations: [{ __typename: "Content", id: "${idOf('story')}" }]) { ... on Content { related${first} { id } } } }`,
      );
    const related = ['two-tags', 'one-tag-new', 'one-tag-old', 'author', 'section'].map((name) => ({ id: idOf(name) }));
    expect(await ask('(first: 20)')).toEqual({ _entities: [{ related }] });
    expect(await ask('')).toEqual({ _entities: [{ related }] });
    expect(await ask('(first: 2)')).toEqual({ _entities: [{ related: related.slice(0, 2) }] });
    expect(await ask('(first: 0)')).toEqual({ _entities: [{ related: [] }] });
  });
});

describe('lists by tag and contributor', () => {
  const LIST = `query ($after: String, $other: String) { _entities(representations: [{ __typename: "Tag", id: "${idOf('Harbour')}" }, { __typename: "Contributor", id: "${idOf('Ann Quill')}" }]) {
    ... on Tag { content(first: 1, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }
    ... on Contributor { list: content(after: $other) { edges { node { id } } pageInfo { hasNextPage } } } } }`;

  test('hold what the viewer may see, newest first; a wrong cursor fails its own list alone', async () => {
    await using world = await openWorld();
    await fill(world);
    const end = world.cursors.encode(`tags ${idOf('Harbour')}`, [minutes(-10), `C#${idOf('ferry')}`]);
    const first = { edges: [{ node: { id: idOf('ferry') } }], pageInfo: { hasNextPage: true, endCursor: end } };
    const list = { edges: [{ node: { id: idOf('ferry') } }], pageInfo: { hasNextPage: false } };
    expect(await world.data('search', viewerOf(), LIST)).toEqual({ _entities: [{ content: first }, { list }] });
    expect(await world.data('search', viewerOf(), LIST, { after: end })).toMatchObject({
      _entities: [{ content: { edges: [{ node: { id: idOf('tram') } }], pageInfo: { hasNextPage: false } } }, { list }],
    });
    const { data } = await world.ask('search', viewerOf(), LIST, { other: end });
    expect(data).toEqual({ _entities: [{ content: first }, { list: null }] });
    expect(await codeOf(world, LIST, { other: end })).toEqual(['BAD_CURSOR']);
  });
});

test('hits, facets and their names cross the three subgraphs in one query', async () => {
  await using world = await openWorld();
  await fill(world);
  const graph = openGraph(world);
  const answer = await graph.ask(
    partnerOf([news]),
    `{ search(query: "ferry") { edges { node { ... on Content { headline owner { name } } ... on MediaAsset { altText owner { name } } } }
       facets(fields: [SECTION, TAG, CONTRIBUTOR, OWNER]) { values { count section { name } tag { name } contributor { name } owner { name } } } } }`,
  );
  const value = (parts: object) => ({ count: 1, section: null, tag: null, contributor: null, owner: null, ...parts });
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({
    search: {
      edges: [{ node: { headline: 'The night ferry <b>& more</b>', owner: { name: 'The Courier' } } }],
      facets: [
        { values: [value({ section: { name: 'Culture' } })] },
        { values: expect.arrayContaining([value({ tag: { name: 'Harbour' } }), value({ tag: { name: 'Ships' } })]) },
        { values: [value({ contributor: { name: 'Ann Quill' } })] },
        { values: [value({ owner: { name: 'The Courier' } })] },
      ],
    },
  });
});

test('a hit whose record has gone since is null, the others are there', async () => {
  await using world = await openWorld();
  await fill(world);
  await world.takeDown(idOf('ferry'));
  const graph = openGraph(world);
  const { data, errors } = await graph.ask(
    viewerOf(),
    '{ search(query: "ferry", sort: NEWEST) { edges { node { ... on Content { headline } ... on MediaAsset { altText } } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ search: { edges: [{ node: null }, { node: { altText: 'A ferry at the quay' } }] } });
});

test('a record that may not be seen any more is told of by the index alone until it has learnt so: its id, that it is one, and what is cut out', async () => {
  await using world = await openWorld();
  await fill(world);
  const graph = openGraph(world);
  const told = async () => {
    const { data } = await graph.ask(
      viewerOf(),
      '{ search(query: "ferry", filter: { kinds: [CONTENT] }) { totalCount edges { highlights { field } node { ... on Content { id } } } } }',
    );
    return data;
  };
  const before = await told();
  expect(before).toMatchObject({ search: { totalCount: 1, edges: [{ node: { id: idOf('ferry') } }] } });
  await world.takeDown(idOf('ferry'));
  expect(await told()).toEqual(before);
  await world.index();
  expect(await told()).toEqual({ search: { totalCount: 0, edges: [] } });
});
