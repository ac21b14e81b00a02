import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { OperatorError } from '../../../platform/errors.ts';
import { planQuery } from '../../../platform/records/reads.ts';
import { createSqliteRecords, type SqliteRecordsOptions } from '../../../platform/records/sqlite.ts';
import { querySql } from '../../../platform/records/sqliteQueries.ts';
import { createTables } from '../../../platform/records/tables.ts';
import { caughtUp, fill, pages, read, refusal } from '../../contract/recordsSubject.ts';
import { put, recordsTables } from '../../contract/recordsTables.ts';

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'records-'));
  return { file: join(path, 'records.db'), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

async function open(options: Partial<SqliteRecordsOptions> = {}) {
  const records = createSqliteRecords({
    file: ':memory:',
    tables: recordsTables,
    now: Date.now,
    retryBaseMs: 1,
    ...options,
  });
  await records.prepare();
  return Object.assign(records, { [Symbol.asyncDispose]: () => records.close() });
}

/** The operator's line with which a file is refused. */
function operatorLine(make: () => unknown): string {
  try {
    make();
  } catch (cause) {
    if (cause instanceof OperatorError) return cause.message;
    throw cause;
  }
  throw new Error('the file was opened');
}

describe('queries of the SQLite adapter', () => {
  const bounds = { from: 'a', to: 'b' };
  const query = { table: 'things', pk: 'p', limit: 1 };
  const indexed = { ...query, index: 'lists' };
  for (const [name, asked] of Object.entries({
    'a partition': query,
    'a partition, descending within bounds': { ...query, ...bounds, descending: true },
    'an index': indexed,
    'an index within bounds': { ...indexed, ...bounds },
    'an index, descending within bounds': { ...indexed, ...bounds, descending: true },
    'an index with the whole item': { ...indexed, index: 'days' },
  })) {
    for (const goesOn of [false, true]) {
      it(`read ${name}${goesOn ? ', going on,' : ''} as a range of an index, without a scan or a sort`, async () => {
        await using place = await folder();
        await using records = await open({ file: place.file });
        await fill(
          records,
          Array.from({ length: 5 }, (_, n) =>
            put('things', 'p', `a${n}`, { listPk: 'p', listSk: `a${n}`, day: 'p', minute: `a${n}` }),
          ),
        );
        const after = goesOn ? (await records.query(asked)).next : undefined;
        expect(after === undefined).toBe(!goesOn);
        const { sql, values } = querySql(
          { ...asked, after },
          planQuery(createTables(recordsTables), { ...asked, after }),
        );
        using database = new DatabaseSync(place.file, { readOnly: true });
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values, 10);
        const details = plan.map((row) => String(row.detail)).join('\n');
        expect(details).toMatch(/^SEARCH .* USING (COVERING )?INDEX/u);
        expect(details).not.toMatch(/SCAN|TEMP B-TREE/u);
        expect(details.includes('COVERING')).toBe('index' in asked && asked.index === 'lists');
      });
    }
  }
});

describe('a records file', () => {
  it('gains an index over the items that it holds when its owner declares one', async () => {
    await using place = await folder();
    const definition = { name: 'things', feed: true, indexes: [] };
    const before = await open({ file: place.file, tables: [definition] });
    await fill(
      before,
      Array.from({ length: 1200 }, (_, n) =>
        put('things', `p${n}`, 's', n % 2 === 0 ? { listPk: 'l', listSk: `${n}` } : {}),
      ),
    );
    await before.close();
    await using after = await open({ file: place.file });
    const listed = await pages(after, { table: 'things', index: 'lists', pk: 'l', limit: 500 });
    expect(listed.flatMap((page) => page.items)).toHaveLength(600);
  });

  it('of a newer version, or that is none, or cannot be made, is refused with one line', async () => {
    await using place = await folder();
    const make = (file: string) =>
      operatorLine(() => createSqliteRecords({ file, tables: recordsTables, now: Date.now }));
    using database = new DatabaseSync(place.file);
    database.exec('PRAGMA user_version = 99');
    expect(make(place.file)).toMatch(/records\.db was written by a newer version \(shape 99/u);
    await writeFile(`${place.file}.txt`, 'this is not a database, whatever it is called'.repeat(30));
    expect(make(`${place.file}.txt`)).toMatch(
      /records\.db\.txt cannot be opened as a records file: file is not a database/u,
    );
    expect(make(join(place.file, 'below', 'a file'))).toMatch(/cannot be opened as a records file/u);
  });

  it('that was not prepared answers NOT_FOUND and says what makes the table', async () => {
    await using place = await folder();
    const records = createSqliteRecords({ file: place.file, tables: recordsTables, now: Date.now });
    const error = await refusal(records.getMany([{ table: 'plain', pk: 'a', sk: 'b' }]));
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: 'no such table: plain: prepare() makes it' });
    await records.close();
    expect(await refusal(records.ping())).toMatchObject({ code: 'UNAVAILABLE', retryable: false });
  });

  it('refuses options that make no sense, naming them', () => {
    const make = (options: Partial<SqliteRecordsOptions>) => () =>
      createSqliteRecords({ file: ':memory:', tables: recordsTables, now: Date.now, ...options });
    expect(make({ pollMs: 0 })).toThrow(/pollMs/u);
    expect(make({ feedKeptMs: 10, feedKeptAtMostMs: 5 })).toThrow(/feedKeptAtMostMs/u);
    expect(make({ tables: [] })).toThrow(/tables/u);
    const twice = { name: 'things', feed: true, indexes: [] };
    expect(make({ tables: [twice, twice] })).toThrow(/'things' is defined twice/u);
    expect(make({ tables: [twice, { ...twice, name: 'Things' }] })).toThrow(/'Things'/u);
  });

  it('waits for another process that writes, without holding up its own, and says so when it takes too long', async () => {
    await using place = await folder();
    await using records = await open({ file: place.file });
    using other = new DatabaseSync(place.file);
    other.exec('BEGIN IMMEDIATE');
    const waiting = records.transact([put('plain', 'a', 'b')]);
    expect(await read(records, 'plain', 'a', 'b')).toBeUndefined();
    other.exec('COMMIT');
    await waiting;
    expect(await read(records, 'plain', 'a', 'b')).toBeDefined();

    other.exec('BEGIN IMMEDIATE');
    const stop = new AbortController();
    const refused = refusal(records.transact([put('plain', 'a', 'c')], { signal: stop.signal }));
    stop.abort();
    expect(await refused).toMatchObject({ code: 'UNAVAILABLE' });
    other.exec('COMMIT');
    expect(await read(records, 'plain', 'a', 'c')).toBeUndefined();
  });
});

describe('a records file that is filled at once', () => {
  it('reads and feeds what was written, and shows it to others when it is closed', async () => {
    await using place = await folder();
    const records = await open({ file: place.file, atOnce: true });
    await fill(records, [put('things', 'a', '1'), put('things', 'a', '2')], 1);
    expect(await caughtUp(records)).toHaveLength(2);
    await records.transact([put('things', 'a', '3')]);
    using database = new DatabaseSync(place.file, { readOnly: true });
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([]);
    await records.close();

    await using after = await open({ file: place.file });
    expect((await pages(after, { table: 'things', pk: 'a', limit: 9 })).flatMap(({ items }) => items)).toHaveLength(3);
    expect((await caughtUp(after)).map(({ sk }) => sk)).toEqual(['3']);
  });

  it('is given up with all that was written when a transaction fails', async () => {
    await using place = await folder();
    const records = await open({ file: place.file, atOnce: true });
    await records.transact([put('things', 'a', '1')]);
    const again = { ...put('things', 'a', '1'), when: { name: 'new', condition: { kind: 'absent' } } } as const;
    expect(await refusal(records.transact([again]))).toMatchObject({ code: 'CONDITION_FAILED' });
    expect(await refusal(records.transact([put('things', 'a', '2')]))).toMatchObject({ code: 'UNAVAILABLE' });
    await records.close();

    await using after = await open({ file: place.file });
    expect(await read(after, 'things', 'a', '1')).toBeUndefined();
  });
});

describe('the feed of the SQLite adapter', () => {
  const hour = 60 * 60 * 1000;

  it('lets go of what all consumers have passed once it is old enough, and of nothing before', async () => {
    let now = 0;
    await using records = await open({ now: () => now, feedKeptMs: hour, feedKeptAtMostMs: 100 * hour });
    const write = (at: number) =>
      fill(
        records,
        Array.from({ length: 300 }, (_, n) => put('things', `${at}-${n}`, 's')),
        100,
      );
    await write(0);
    now = 2 * hour;
    await caughtUp(records, { consumer: 'slow' });
    await write(1);
    expect(await caughtUp(records, { consumer: 'new' })).toHaveLength(300);
    await write(2);
    now = 5 * hour;
    // 'slow' has passed none of the second and third lots.
    await write(3);
    expect(await caughtUp(records, { consumer: 'slow' })).toHaveLength(900);
  });

  it('does not grow for ever for a consumer that never comes back, and reports what it let go', async () => {
    let now = 0;
    const errors: unknown[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (fields: unknown) => errors.push(fields) };
    await using records = await open({ now: () => now, feedKeptMs: hour, feedKeptAtMostMs: 10 * hour, log });
    await caughtUp(records, { consumer: 'gone' });
    const write = (at: number) =>
      fill(
        records,
        Array.from({ length: 300 }, (_, n) => put('things', `${at}-${n}`, 's')),
        100,
      );
    await write(0);
    now = 11 * hour;
    await write(1);
    expect(errors).toEqual([{ changes: 300, keptAtMostMs: 10 * hour }]);
    expect(await caughtUp(records, { consumer: 'gone' })).toHaveLength(300);
  });

  it('is handed whole, from when it began, to each process that follows it as one consumer', async () => {
    await using place = await folder();
    await using one = await open({ file: place.file, pollMs: 1 });
    await using other = await open({ file: place.file, pollMs: 1 });
    const stop = new AbortController();
    const seen = [new Set<string>(), new Set<string>()];
    const following = [one, other].map((records, index) =>
      records.changes({
        consumer: 'purge',
        tables: ['things'],
        handler: async (changes) => {
          for (const { pk } of changes) seen[index]?.add(pk);
          return { failed: [] };
        },
        signal: stop.signal,
      }),
    );
    // Until both have begun.
    for (let at = 0; seen.some(({ size }) => size === 0); at += 1) await fill(one, [put('things', `first ${at}`, 's')]);
    for (const set of seen) set.clear();
    await fill(
      one,
      Array.from({ length: 300 }, (_, at) => put('things', `then ${at}`, 's')),
      10,
    );
    await vi.waitFor(() => {
      for (const set of seen) expect([...set].filter((pk) => pk.startsWith('then'))).toHaveLength(300);
    });
    stop.abort();
    await Promise.all(following);
  });

  it('of a consumer of one table passes the changes of others by', async () => {
    const tables = [...recordsTables, { name: 'others', feed: true, indexes: [] }];
    await using records = await open({ tables });
    await fill(records, [put('others', 'a', '1'), put('things', 'a', '1'), put('others', 'a', '2')]);
    expect(await caughtUp(records)).toHaveLength(1);
    expect(await caughtUp(records, { tables: ['others', 'things'], consumer: 'all' })).toHaveLength(3);
  });
});

describe('a process that is killed with SIGKILL while it writes', () => {
  it('has each write that it acknowledged once in the table and once in the feed', async () => {
    await using place = await folder();
    await (await open({ file: place.file })).close();
    const acknowledged: number[] = [];
    for (let round = 0; round < 5; round++) {
      const writer = startWriter(place.file, round * 100_000);
      await acknowledgements(writer, acknowledged, 40 + round * 17);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
    }

    await using records = await open({ file: place.file });
    const changes = await caughtUp(records);
    const inFeed = changes.map((change) => Number(change.pk));
    expect(new Set(inFeed).size).toBe(inFeed.length);
    const items = await records.getMany(inFeed.map((n) => ({ table: 'things', pk: `${n}`, sk: 's' })));
    expect(items.every((item) => item !== undefined)).toBe(true);
    const present = new Set(inFeed);
    expect(acknowledged.filter((n) => !present.has(n))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(300);
    const scanned = new Set<string>();
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const page = await records.scan({ table: 'things', segment: 0, of: 1, limit: 100_000, after });
      for (const item of page.items) scanned.add(item.pk);
      after = page.next;
    }
    expect(scanned.size).toBe(inFeed.length);
    // Each transaction wrote two items, or none.
    const pairs = await records.getMany(inFeed.map((n) => ({ table: 'plain', pk: `${n}`, sk: 's' })));
    expect(pairs.every((item) => item !== undefined)).toBe(true);
  });
});

function startWriter(file: string, from: number): ChildProcess {
  return fork(new URL('./writer.ts', import.meta.url), [file, String(from)], { execArgv: [] });
}

async function acknowledgements(writer: ChildProcess, into: number[], count: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let left = count;
    writer.on('exit', (code) => reject(new Error(`the writer ended with ${code}`)));
    writer.on('message', (n) => {
      into.push(Number(n));
      if (--left === 0) resolve();
    });
  });
}
