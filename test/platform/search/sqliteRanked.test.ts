import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../../platform/search/filter.ts';
import { and, equals, exists, isIn, not, or, range } from '../../../platform/search/filter.ts';
import type { IndexSchema, Search, SearchDocument, SearchQuery, SortPosition } from '../../../platform/search/port.ts';
import { createSqliteSearch } from '../../../platform/search/sqlite.ts';

const schema: IndexSchema = {
  alias: 'news',
  fields: [
    { name: 'headline', type: 'text', boost: 4 },
    { name: 'body', type: 'text' },
    { name: 'owner', type: 'keyword' },
    { name: 'tags', type: 'keyword' },
    { name: 'published', type: 'date' },
    { name: 'words', type: 'number' },
    { name: 'live', type: 'boolean' },
  ],
};

const day = (number: number): string => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();
/** Longer than what a row holds of several values. */
const LONG = Array.from({ length: 12 }, (_, at) => `${'long-'.repeat(20)}${at}`);

/** Many weigh the same, so that ids decide, some of them beyond the basic plane. */
const documents: readonly SearchDocument[] = Array.from({ length: 300 }, (_, at) => ({
  id: `${['d', '\u{1F600}', '\uFF5E'][at % 3]}${String((at * 37) % 300)}`,
  version: 1,
  fields: {
    headline: at % 4 === 0 ? 'horse news' : 'news',
    body: 'news '.repeat(at % 3),
    owner: at % 3 === 0 ? 'north' : 'Süd',
    tags: at % 5 === 0 ? ['a', 'ab', ...LONG.slice(0, at % 13)] : at % 7 === 0 ? ['ab', 'ü'] : [],
    published: at % 11 === 0 ? [day(at), day(at * 2)] : at % 13 === 0 ? [] : day(at),
    words: at % 6 === 0 ? [at, -at] : at / 2,
    live: at % 2 === 0,
  },
}));

const FILTERS: readonly Filter[] = [
  and(),
  or(),
  equals('owner', 'Süd'),
  and(not(equals('tags', 'a')), equals('live', true)),
  isIn('tags', ['ab', LONG[3] ?? '', 'none']),
  equals('tags', LONG[7] ?? ''),
  range('published', { gt: day(20), lte: day(200) }),
  or(not(exists('published')), range('words', { gte: -30, lt: 40 })),
  equals('live', 'true'),
];

describe('what a text finds, kept while nobody writes', () => {
  let path: string;
  let search: Search;
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'masthead-search-'));
    search = createSqliteSearch({ file: join(path, 'search.sqlite'), schema });
    await search.prepare();
    await search.index(documents);
  });
  afterAll(async () => {
    await search.close();
    await rm(path, { recursive: true });
  });

  it('is asked for anew in each request: filter, order, count and pages are those of the index', async () => {
    for (const text of ['news', 'horse news'])
      for (const filter of FILTERS) {
        // A connection of its own has kept nothing.
        const fresh = createSqliteSearch({ file: join(path, 'search.sqlite'), schema });
        let after: SortPosition | undefined;
        do {
          const query: SearchQuery = { text, filter, size: 40, after, highlight: ['headline'] };
          await search.query(query);
          const kept = await search.query(query);
          expect(kept).toEqual(
            await fresh
              .query({ ...query, facets: [{ field: 'owner', size: 1 }] })
              .then((found) => ({ ...found, facets: [] })),
          );
          after = kept.hits.at(-1)?.position;
        } while (after !== undefined);
        await fresh.close();
      }
  });

  it('is forgotten with the next write, of another process too', async () => {
    const query: SearchQuery = { text: 'comet', filter: and(), size: 10 };
    const ids = async (): Promise<readonly string[]> => (await search.query(query)).hits.map(({ id }) => id);
    const other = createSqliteSearch({ file: join(path, 'search.sqlite'), schema });
    for (let round = 0; round < 3; round += 1) expect(await ids()).toEqual([]);
    for (const [writer, version, headline, expected] of [
      [search, 1, 'comet', ['c']],
      [other, 2, 'comet comet', ['c']],
      [other, 3, 'gone', []],
      [search, 4, 'a comet', ['c']],
    ] as const) {
      await writer.index([{ id: 'c', version, fields: { headline } }]);
      for (let round = 0; round < 3; round += 1) expect(await ids()).toEqual(expected);
    }
    await other.index([{ id: 'c', version: 5, fields: undefined }]);
    expect(await ids()).toEqual([]);
    await other.close();
  });
});
