import { expect } from 'vitest';
import { compareText, exists, not } from '../../platform/search/filter.ts';
import type { SearchDocument, SearchQuery, SortKey } from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';
import { relatesAsMemory } from './searchRandom.ts';
import type { MakeSearch } from './searchSupport.ts';
import { ALL, day, documentsOf, idsOf, pages, rejection, searchFields, write } from './searchSupport.ts';

/** Sentences of order: sorts, pages, facets, related. */
export function searchOrder(contract: Contract<MakeSearch>): void {
  const { make } = contract;

  contract.it('counts facets over all hits, most frequent first, then by value, whatever the page', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const tags = [['b', 'a'], ['c', 'a'], ['a', 'a'], ['b'], ['d', 'é', '\u{1F600}', '\uFF5E']];
    await write(
      search,
      tags.map((own, at) => ({ id: `d${at}`, version: 1, fields: { tags: own, live: at > 1, words: at % 2 } })),
    );
    const { facets, hits } = await search.query({
      filter: ALL,
      size: 0,
      facets: [
        { field: 'tags', size: 3 },
        { field: 'tags', size: 100 },
        { field: 'live', size: 5 },
        { field: 'words', size: 5 },
      ],
    });
    expect(hits).toEqual([]);
    expect(facets.map(({ values }) => values.map(({ value, count }) => `${value} ${count}`))).toEqual([
      ['a 3', 'b 2', 'c 1'],
      ['a 3', 'b 2', 'c 1', 'd 1', 'é 1', '\uFF5E 1', '\u{1F600} 1'],
      ['true 3', 'false 2'],
      ['0 3', '1 2'],
    ]);
  });

  contract.it(
    'orders by date, number, keyword and truth, the missing last in both directions, ties by id',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        documentsOf({
          c: { published: day(2), words: 10, owner: 'b', live: false },
          a: { published: day(2), words: 9, owner: 'B', live: true },
          b: { published: [day(1), day(5)], words: [-1.5, 100], owner: ['a', 'z'], live: [true, false] },
          e: {},
          d: {},
        }),
      );
      const order = async (...sort: readonly SortKey[]): Promise<string> =>
        idsOf(await search.query({ filter: ALL, sort, size: 10 })).join('');
      expect(await order()).toBe('abcde');
      expect(await order({ field: 'published', direction: 'ascending' })).toBe('bacde');
      expect(await order({ field: 'published', direction: 'descending' })).toBe('bacde');
      expect(await order({ field: 'words', direction: 'ascending' })).toBe('bacde');
      expect(await order({ field: 'words', direction: 'descending' })).toBe('bcade');
      expect(await order({ field: 'owner', direction: 'ascending' })).toBe('abcde');
      expect(await order({ field: 'owner', direction: 'descending' })).toBe('bcade');
      expect(await order({ field: 'live', direction: 'ascending' })).toBe('bcade');
      expect(await order({ field: 'live', direction: 'descending' })).toBe('abcde');
      expect(await order({ field: 'live', direction: 'descending' }, { field: 'words', direction: 'descending' })).toBe(
        'bacde',
      );
    },
  );

  contract.it(
    'pages through any order by position, each hit once, with positions that are the same at every adapter',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      const documents = Array.from(
        { length: 23 },
        (_, at): SearchDocument => ({
          id: `d${String(at * 7).padStart(3, '0')}`,
          version: 1,
          fields: {
            headline: 'same words',
            ...(at % 4 === 0 ? {} : { published: day(at % 5) }),
            ...(at % 3 === 0 ? {} : { words: (at % 4) - 1.25 }),
            ...(at % 5 === 0 ? {} : { owner: ['é', 'z', 'Z', '\u{1F600}', '\uFF5E'][at % 5] }),
            ...(at % 2 === 0 ? {} : { live: at % 3 === 0 }),
          },
        }),
      );
      await write(search, documents);
      const all = documents.map(({ id }) => id).toSorted(compareText);
      for (const field of ['published', 'words', 'owner', 'live'])
        for (const direction of ['ascending', 'descending'] as const) {
          const whole = idsOf(await search.query({ filter: ALL, sort: [{ field, direction }], size: 100 }));
          expect(whole.toSorted(compareText)).toEqual(all);
          for (const size of [1, 4])
            expect(await pages(search, { filter: ALL, sort: [{ field, direction }], size })).toEqual(whole);
        }
      expect(await pages(search, { filter: ALL, size: 5 })).toEqual(all);
      const { hits } = await search.query({
        filter: exists('published'),
        sort: [
          { field: 'published', direction: 'descending' },
          { field: 'live', direction: 'ascending' },
          { field: 'words', direction: 'ascending' },
          { field: 'owner', direction: 'ascending' },
        ],
        size: 3,
      });
      expect(hits.map(({ position }) => position)).toEqual([
        [day(4), false, 1.75, '\uFF5E', 'd133'],
        [day(4), true, null, '\uFF5E', 'd063'],
        [day(4), null, 0.75, '\uFF5E', 'd098'],
      ]);
    },
  );

  contract.it(
    'neither loses nor repeats, while documents arrive and go, what was there when paging began',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      const document = (number: number): SearchDocument => ({
        id: `d${String((number * 37) % 101).padStart(3, '0')}`,
        version: 1,
        fields: { headline: 'flood', published: day(1 + (number % 7)), words: number % 4 },
      });
      const there = Array.from({ length: 40 }, (_, at) => document(at));
      let next = 40;
      await write(search, there);
      const queries: readonly Omit<SearchQuery, 'after'>[] = [
        { filter: ALL, sort: [{ field: 'published', direction: 'descending' }], size: 7 },
        { filter: ALL, sort: [{ field: 'words', direction: 'ascending' }], size: 7 },
        { filter: ALL, size: 7 },
        { text: 'flood', filter: ALL, sort: [{ field: 'published', direction: 'ascending' }], size: 7 },
      ];
      for (const query of queries) {
        const ids = await pages(search, query, async () => {
          if (next < 100) await write(search, [document(next), { id: `gone${next}`, version: 1, fields: undefined }]);
          next += 1;
        });
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of there) expect(ids).toContain(id);
      }
    },
  );

  contract.it('pages by relevance, each hit once, and scores equally the same words in the same place', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(
      search,
      Array.from(
        { length: 30 },
        (_, at): SearchDocument => ({
          id: `d${at}`,
          version: 1,
          fields: {
            headline: at % 3 === 0 ? 'Rail strike' : 'Other news',
            body: `${'rail '.repeat(1 + (at % 4))}and more`,
          },
        }),
      ),
    );
    const query = { text: 'rail', filter: ALL } as const;
    const { hits } = await search.query({ ...query, size: 100 });
    expect(hits).toHaveLength(30);
    expect(new Set(hits.slice(0, 10).map(({ id }) => Number(id.slice(1)) % 3))).toEqual(new Set([0]));
    expect(await pages(search, { ...query, size: 4 })).toEqual(hits.map(({ id }) => id));
    const scores = new Map(hits.map(({ id, position }) => [id, position[0]]));
    expect(scores.get('d1')).toBe(scores.get('d13'));
  });

  contract.it(
    'shows in an order by fields nothing of how frequent words are: documents beside the filter change no position',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        documentsOf({
          b: { headline: 'rain rain rain', body: 'rain', published: day(2) },
          c: { body: 'no rain here', published: day(3) },
          a: { body: 'rain', published: day(2) },
        }),
      );
      const filter = not(exists('owner'));
      const query = {
        text: 'rain',
        filter,
        sort: [{ field: 'published', direction: 'descending' }],
        size: 10,
      } as const;
      const { hits } = await search.query(query);
      expect(hits.map(({ position }) => position)).toEqual([
        [day(3), 'c'],
        [day(2), 'a'],
        [day(2), 'b'],
      ]);
      await write(search, documentsOf({ hidden: { owner: 'other', headline: 'rain', published: day(2) } }));
      expect((await search.query(query)).hits).toEqual(hits);
    },
  );

  contract.it(
    'relates documents by the weight of what they share, the newest first among equals, never a document to itself',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        documentsOf({
          self: { tags: ['x', 'y'], owner: 'north', published: day(9) },
          both: { tags: ['x', 'y', 'z'], published: day(1) },
          old: { tags: ['x'], published: day(2) },
          young: { tags: ['y'], published: day(3) },
          undated: { tags: ['x'] },
          owner: { owner: 'north', published: day(8) },
          other: { tags: ['z'], owner: 'south', published: day(9) },
          nothing: { published: day(9) },
        }),
      );
      const base = { dateField: 'published', filter: ALL, size: 10 } as const;
      const [related, ofOwner, ofNone, ofNothing, again] = await search.related({
        ...base,
        ids: ['self', 'owner', 'not there', 'nothing', 'self'],
        shared: [
          { field: 'tags', weight: 3 },
          { field: 'owner', weight: 0.5 },
        ],
      });
      expect(related?.map(({ id, position }) => [id, position[0]])).toEqual([
        ['both', 6],
        ['young', 3],
        ['old', 3],
        ['undated', 3],
        ['owner', 0.5],
      ]);
      expect(ofOwner?.map(({ id }) => id)).toEqual(['self']);
      expect([ofNone, ofNothing, again]).toEqual([[], [], related]);
      expect(await search.related({ ...base, ids: ['self'], shared: [] })).toEqual([[]]);
    },
  );

  contract.it('relates random documents under random filters as weighing all of them in memory does', async () => {
    await using made = await make(searchFields);
    await relatesAsMemory(made.search);
  });

  contract.it(
    'answers several queries at once as it answers each, in order, and fails all where one is wrong',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        documentsOf({
          a: { headline: 'one two', tags: ['x'], published: day(1) },
          b: { headline: 'two', tags: ['x', 'y'], published: day(2) },
        }),
      );
      const queries: readonly SearchQuery[] = [
        { filter: ALL, size: 1, sort: [{ field: 'published', direction: 'descending' }] },
        { text: '?', filter: ALL, size: 5 },
        { text: 'two', filter: ALL, size: 5, highlight: ['headline'], facets: [{ field: 'tags', size: 5 }] },
        { filter: ALL, size: 5, after: ['a'] },
      ];
      const answers = await search.queryMany(queries);
      expect(answers.map(({ total }) => total)).toEqual([2, 0, 2, 2]);
      for (const [at, query] of queries.entries()) expect(answers[at]).toEqual(await search.query(query));
      const wrong = search.queryMany([...queries, { filter: ALL, size: 1, fields: ['colour'] }]);
      expect(await rejection(wrong)).toMatchObject({ code: 'INVALID' });
    },
  );
}
