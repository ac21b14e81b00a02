import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../../platform/search/filter.ts';
import { and, compareText, equals, exists, isIn, matches, not, or } from '../../../platform/search/filter.ts';
import type { Search, SearchDocument, SearchQuery } from '../../../platform/search/port.ts';
import { createSqliteSearch } from '../../../platform/search/sqlite.ts';

/** So many that hits are counted apart from their page, which is read off an index in its order. */
const COUNT = 2_600;
const day = (number: number): string => new Date(Date.UTC(2024, 0, number)).toISOString();
/** Longer than what a row holds of several values. */
const LONG = Array.from({ length: 12 }, (_, at) => `${'long-'.repeat(20)}${at}`);

/** Two thirds are dated, some twice; tags are parts of each other, and some are too long to stand in a row. */
const documents: readonly SearchDocument[] = Array.from({ length: COUNT }, (_, at) => ({
  id: `d${String((at * 37) % COUNT).padStart(4, '0')}`,
  version: 1,
  fields: {
    headline: at % 2 === 0 ? 'horse news' : 'news',
    owner: at % 3 === 0 ? 'north' : 'south',
    tags: at % 5 === 0 ? ['a', 'ab', ...LONG.slice(0, at % 13)] : at % 7 === 0 ? ['ab', 'b'] : 'b',
    published: at % 3 === 2 ? [] : at % 11 === 0 ? [day(at % 200), day((at * 3) % 200)] : day(at % 200),
  },
}));

const hits = (filter: Filter, descending: boolean): readonly string[] => {
  const keyed = documents
    .filter(({ fields }) => fields !== undefined && matches(filter, fields))
    .map(({ id, fields }) => {
      const dates = [fields?.published ?? []].flat().map(String).toSorted(compareText);
      return { id, key: descending ? dates.at(-1) : dates[0] };
    });
  const sign = descending ? -1 : 1;
  return keyed
    .toSorted((a, b) =>
      a.key === undefined || b.key === undefined
        ? Number(a.key === undefined) - Number(b.key === undefined) || compareText(a.id, b.id)
        : sign * compareText(a.key, b.key) || compareText(a.id, b.id),
    )
    .map(({ id }) => id);
};

const ALIKE = [
  { field: 'tags', weight: 2 },
  { field: 'owner', weight: 1 },
] as const;

/** What shares values with a document, the heaviest first, then the newest. */
const alike = (self: string, filter: Filter): readonly string[] => {
  const fields = new Map(documents.map(({ id, fields: own }) => [id, own ?? {}]));
  const valuesOf = (id: string, field: string): readonly unknown[] => [fields.get(id)?.[field] ?? []].flat();
  const weightOf = (id: string): number => {
    let sum = 0;
    for (const { field, weight } of ALIKE)
      for (const value of valuesOf(self, field)) if (valuesOf(id, field).includes(value)) sum += weight;
    return sum;
  };
  const fitting = hits(filter, true);
  if (!fitting.includes(self)) return [];
  return fitting
    .map((id) => ({ id, weight: id === self ? 0 : weightOf(id) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ id }) => id);
};

const FILTERS: Readonly<Record<string, Filter>> = {
  everything: and(),
  'most of it': not(equals('owner', 'north')),
  'one of several values, which others contain': not(equals('tags', 'a')),
  'several of several values': isIn('tags', ['ab', 'b', 'none']),
  'a value too long to stand in a row': equals('tags', LONG[3] ?? ''),
  'all but a value too long to stand in a row': not(isIn('tags', LONG.slice(2, 4))),
  'few of it': and(equals('owner', 'north'), equals('tags', 'ab'), exists('published')),
};

describe('search by SQLite over many hits', () => {
  let search: Search;
  beforeAll(async () => {
    search = createSqliteSearch({
      file: ':memory:',
      schema: {
        alias: 'news',
        fields: [
          { name: 'headline', type: 'text' },
          { name: 'owner', type: 'keyword' },
          { name: 'tags', type: 'keyword' },
          { name: 'published', type: 'date' },
        ],
      },
    });
    await search.prepare();
    for (let from = 0; from < COUNT; from += 1_000) await search.index(documents.slice(from, from + 1_000));
  });
  afterAll(() => search.close());

  const pages = async (query: Omit<SearchQuery, 'after' | 'size'>): Promise<readonly string[]> => {
    const ids: string[] = [];
    let after: SearchQuery['after'];
    do {
      const result = await search.query({ ...query, size: 100, after });
      ids.push(...result.hits.map(({ id }) => id));
      after = result.hits.at(-1)?.position;
      expect(result.total).toBeGreaterThanOrEqual(ids.length);
    } while (after !== undefined);
    return ids;
  };

  it.each(Object.entries(FILTERS))(
    'counts and pages %s, dated or not, as evaluation in memory does',
    async (_, filter) => {
      for (const direction of ['descending', 'ascending'] as const) {
        const expected = hits(filter, direction === 'descending');
        const sort = [{ field: 'published', direction }] as const;
        expect((await search.query({ filter, sort, size: 0 })).total).toBe(expected.length);
        expect(await pages({ filter, sort })).toEqual(expected);
        expect(await pages({ text: 'news', filter, sort })).toEqual(expected);
      }
    },
  );

  it('relates documents by values that many have, the newest first, the undated last', async () => {
    const few = or(not(exists('published')), equals('published', day(199)));
    for (const filter of [and(), not(exists('published')), few, equals('owner', 'north')])
      for (const size of [1, 5, 100])
        for (const id of ['d0000', 'd0037', 'd0259', 'd0185', 'd1234', ...hits(filter, true).slice(0, 2)]) {
          const [related] = await search.related({ ids: [id], shared: ALIKE, dateField: 'published', filter, size });
          expect(related?.map((hit) => hit.id)).toEqual(alike(id, filter).slice(0, size));
        }
  });
});
