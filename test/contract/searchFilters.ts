import { expect } from 'vitest';
import type { Filter } from '../../platform/search/filter.ts';
import { and, compareText, equals, isIn, not, or, range } from '../../platform/search/filter.ts';
import type { SearchQuery } from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';
import { agreesWithMemory } from './searchRandom.ts';
import type { MakeSearch } from './searchSupport.ts';
import { ALL, containing, documentsOf, idsOf, rejection, searchFields, write } from './searchSupport.ts';

/** Sentences of filters: what permissions are written in. */
export function searchFilters(contract: Contract<MakeSearch>): void {
  const { make } = contract;

  contract.it('applies the filter to hits, totals, facets, suggestions and related alike', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const shared = { headline: 'Council votes', tags: ['city', 'vote'] };
    await write(
      search,
      documentsOf({
        mine1: { ...shared, owner: 'north' },
        mine2: { ...shared, owner: 'north' },
        hidden: { ...shared, owner: 'south', tags: ['city', 'vote', 'secret'] },
      }),
    );
    const filter = equals('owner', 'north');
    const result = await search.query({ text: 'council', filter, size: 10, facets: [{ field: 'tags', size: 10 }] });
    expect([idsOf(result).toSorted(compareText), result.total, result.facets]).toEqual([
      ['mine1', 'mine2'],
      2,
      [
        {
          field: 'tags',
          values: [
            { value: 'city', count: 2 },
            { value: 'vote', count: 2 },
          ],
        },
      ],
    ]);
    expect(await search.suggest({ prefix: 'cou', fields: ['headline'], filter, size: 5 })).toEqual([
      { text: 'Council votes', field: 'headline', count: 2 },
    ]);
    expect(await search.suggest({ prefix: 'sec', fields: ['tags'], filter, size: 5 })).toEqual([]);
    const related = await search.related({
      ids: ['mine1'],
      shared: [{ field: 'tags', weight: 1 }],
      dateField: 'published',
      filter,
      size: 5,
    });
    expect(related.map((hits) => hits.map(({ id }) => id))).toEqual([['mine2']]);
    // What others are like a document would tell of its values.
    const ofHidden = {
      ids: ['hidden'],
      shared: [{ field: 'tags', weight: 1 }],
      dateField: 'published',
      size: 5,
    } as const;
    expect(await search.related({ ...ofHidden, filter })).toEqual([[]]);
    expect((await search.related({ ...ofHidden, filter: ALL })).flat()).not.toEqual([]);
  });

  contract.it(
    'gives for random documents and filters the hits, totals, orders and facets that evaluation in memory gives',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await agreesWithMemory(search);
    },
  );

  contract.it(
    'says what is wrong with a call: a field not declared or of another kind, a size, a foreign position',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      const base = { filter: ALL, size: 10 } as const;
      const wrong: readonly (readonly [SearchQuery, string])[] = [
        [{ ...base, filter: equals('colour', 'red') }, "'colour'"],
        [{ ...base, filter: equals('headline', 'red') }, "'headline'"],
        [{ ...base, filter: range('published', { gt: '2024' }) }, "'published'"],
        [{ ...base, text: 'a', fields: ['owner'] }, "'owner'"],
        [{ ...base, sort: [{ field: 'body', direction: 'ascending' }] }, "'body'"],
        [{ ...base, facets: [{ field: 'body', size: 1 }] }, "'body'"],
        [{ ...base, facets: [{ field: 'tags', size: 101 }] }, '101'],
        [{ ...base, highlight: ['tags'] }, "'tags'"],
        [{ ...base, size: 101 }, '101'],
        [{ ...base, after: ['a', 'b'] }, 'after'],
        [{ ...base, after: [1], sort: [{ field: 'words', direction: 'ascending' }] }, 'after'],
        [{ ...base, after: ['x', 'id'], sort: [{ field: 'words', direction: 'ascending' }] }, 'after'],
      ];
      for (const [query, named] of wrong)
        expect(await rejection(search.query(query))).toMatchObject({
          name: 'PortError',
          port: 'search',
          code: 'INVALID',
          retryable: false,
          message: containing(named),
        });
      const many = Array.from({ length: 1_001 }, (_, at) => ({ id: `d${at}`, version: 1, fields: {} }));
      expect(await rejection(search.index(many))).toMatchObject({ code: 'TOO_LARGE' });
    },
  );

  contract.it(
    'takes filters as wide as permissions need: a thousand values, five hundred clauses, thirty deep',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(search, documentsOf({ a: { tags: ['t999'], words: 249 }, b: { tags: ['other'] } }));
      const values = Array.from({ length: 1_000 }, (_, at) => `t${at}`);
      expect((await search.query({ filter: isIn('tags', values), size: 1 })).total).toBe(1);
      const clauses = Array.from({ length: 249 }, (_, at) => not(equals('words', at)));
      expect((await search.query({ filter: and(...clauses), size: 1 })).total).toBe(2);
      let deep: Filter = equals('tags', 'other');
      for (let depth = 0; depth < 29; depth += 1) deep = depth % 2 === 0 ? not(deep) : or(deep);
      expect((await search.query({ filter: deep, size: 1 })).total).toBe(1);
      for (const filter of [isIn('tags', [...values, 'more']), and(...clauses, ...clauses), and(or(deep, deep))])
        expect(await rejection(search.query({ filter, size: 1 }))).toMatchObject({ code: 'INVALID' });
    },
  );
}
