import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../../platform/search/filter.ts';
import { and, equals, exists, isIn, not, or, range } from '../../../platform/search/filter.ts';
import type { IndexSchema, SearchDocument, SearchQuery } from '../../../platform/search/port.ts';
import { createSqliteSearch } from '../../../platform/search/sqlite.ts';

const schema: IndexSchema = {
  alias: 'news',
  fields: [
    { name: 'headline', type: 'text' },
    { name: 'status', type: 'keyword' },
    { name: 'owner', type: 'keyword' },
    { name: 'packages', type: 'keyword' },
    { name: 'tags', type: 'keyword' },
    { name: 'published', type: 'date' },
    { name: 'expires', type: 'date' },
  ],
};

const folder = async (): Promise<{ readonly path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), 'masthead-search-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
};

/** As many documents as wanted, of which the same few belong to `small`, lie in `p1`, are tagged `rare` or speak of a zebra. */
const documents = (count: number): readonly SearchDocument[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `d${at}`,
    version: 1,
    fields: {
      headline: `word${at % 50} ${at < 30 ? 'zebra' : 'horse'} news`,
      status: 'USABLE',
      owner: at < 40 ? 'small' : `large${at % 3}`,
      packages: at >= 40 && at < 60 ? ['p1', 'p2'] : [],
      tags: at < 25 ? ['rare', 'common'] : ['common'],
      published: new Date(Date.UTC(2024, 0, 1) + ((at * 7_919) % 500) * 86_400_000).toISOString(),
    },
  }));

/** What a reader of `small` may see: the shape of a permission. */
const visible: Filter = and(
  equals('status', 'USABLE'),
  range('published', { lte: '2026-01-01T00:00:00.000Z' }),
  or(not(exists('expires')), range('expires', { gt: '2026-01-01T00:00:00.000Z' })),
  or(equals('owner', 'small'), and(isIn('packages', ['p1']), equals('status', 'USABLE'))),
);

const queries: readonly SearchQuery[] = [
  { filter: visible, sort: [{ field: 'published', direction: 'descending' }], size: 10 },
  { filter: visible, facets: [{ field: 'tags', size: 10 }], size: 10 },
  { filter: and(visible, equals('tags', 'rare')), size: 10 },
  { filter: and(visible, equals('tags', 'absent')), size: 10 },
  { text: 'zebra', filter: and(), size: 10 },
  { text: 'zebra news', filter: and(), size: 10, sort: [{ field: 'published', direction: 'descending' }] },
  { text: 'news', filter: visible, sort: [{ field: 'published', direction: 'ascending' }], size: 10 },
  { text: 'news', filter: visible, size: 10 },
];

describe('search by SQLite', () => {
  it('reads as many rows among six times as many documents, where as many are hits', async () => {
    const measure = async (count: number): Promise<readonly (readonly [total: number, rows: number])[]> => {
      let rows = 0;
      const onRead = (read: number): void => {
        rows = read;
      };
      const search = createSqliteSearch({ file: ':memory:', schema, onRead });
      await search.prepare();
      const all = documents(count);
      for (let from = 0; from < all.length; from += 1_000) await search.index(all.slice(from, from + 1_000));
      const measured: (readonly [number, number])[] = [];
      for (const query of queries) measured.push([(await search.query(query)).total, rows]);
      await search.close();
      return measured;
    };
    const small = await measure(2_000);
    expect(small.map(([total]) => total)).toEqual([60, 60, 25, 0, 30, 30, 60, 60]);
    expect(await measure(12_000)).toEqual(small);
  });

  it('lets readers of the process read while it writes, and shows a call’s documents all at once', async () => {
    await using place = await folder();
    const search = createSqliteSearch({ file: join(place.path, 'search.db'), schema });
    await search.prepare();
    const seen = new Set<number>();
    const reading = new AbortController();
    const written = search.index(documents(1_000)).finally(() => reading.abort());
    while (!reading.signal.aborted) {
      seen.add((await search.query({ filter: and(), size: 0 })).total);
      await new Promise(setImmediate);
    }
    await written;
    seen.add((await search.query({ filter: and(), size: 0 })).total);
    expect([...seen]).toEqual([0, 1_000]);
    await search.close();
  });

  it('waits for another process that writes, and gives up after its time with UNAVAILABLE', async () => {
    await using place = await folder();
    const file = join(place.path, 'search.db');
    const search = createSqliteSearch({ file, schema, busyMs: 100 });
    await search.prepare();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const refused = await search.index(documents(1)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'PortError', code: 'UNAVAILABLE', retryable: true });
    expect((await search.query({ filter: and(), size: 0 })).total).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect((await search.index(documents(1)))[0]?.outcome).toBe('indexed');
    await search.close();
  });

  it('leaves nothing of a call whose caller stopped waiting in the middle', async () => {
    await using place = await folder();
    const search = createSqliteSearch({ file: join(place.path, 'search.db'), schema });
    await search.prepare();
    const stop = new AbortController();
    const written = search.index(documents(500), { signal: stop.signal }).catch((error: unknown) => error);
    await new Promise(setImmediate);
    stop.abort();
    expect(await written).toMatchObject({ code: 'UNAVAILABLE' });
    expect((await search.query({ filter: and(), size: 0 })).total).toBe(0);
    await search.close();
  });

  it('keeps what was written over a restart, and several indexes in one file apart', async () => {
    await using place = await folder();
    const file = join(place.path, 'search.db');
    const first = createSqliteSearch({ file, schema });
    const media = createSqliteSearch({ file, schema: { alias: 'media', fields: [{ name: 'caption', type: 'text' }] } });
    await first.prepare();
    await media.prepare();
    await first.index(documents(3));
    await media.index([{ id: 'm', version: 1, fields: { caption: 'zebra' } }]);
    await first.close();
    await media.close();
    const again = createSqliteSearch({ file, schema });
    await again.prepare();
    expect((await again.query({ text: 'zebra', filter: and(), size: 10 })).total).toBe(3);
    await again.close();
  });

  it('says what to do before an index is there, and that it is closed after', async () => {
    const search = createSqliteSearch({ file: ':memory:', schema });
    await expect(search.query({ filter: and(), size: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await search.prepare();
    await search.close();
    await search.close();
    await expect(search.query({ filter: and(), size: 1 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(search.index([])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('names the file that cannot be opened, with the reason and the way on, and the option that is wrong', async () => {
    await using made = await folder();
    const file = join(made.path, 'search.sqlite');
    await writeFile(file, 'no database, but a text that somebody has put here');
    expect(() => createSqliteSearch({ file, schema })).toThrow(
      `${file} cannot be opened: file is not a database; all that is in it is made of the records: move it away, and rebuild the index`,
    );
    expect(() => createSqliteSearch({ file: '/dev/null/search.db', schema })).toThrow(
      /\/dev\/null\/search\.db cannot be opened: unable to open database file$/,
    );
    expect(() => createSqliteSearch({ file: ':memory:', schema, busyMs: -1 })).toThrow('busyMs');
    expect(() => createSqliteSearch({ file: ':memory:', schema: { ...schema, alias: 'A' } })).toThrow('schema.alias');
  });
});
