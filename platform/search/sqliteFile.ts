import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { PortError } from '../errors.ts';
import type { DeclaredFields } from './fields.ts';
import { invalid } from './fields.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import {
  createTables,
  differences,
  dropTables,
  preparing,
  REGISTRY,
  shapeOf,
  tablesOf,
  WORKING,
} from './sqliteTables.ts';
import type { Counted, CurrentIndex, RankedOf, Unchanged } from './sqliteUnchanged.ts';
import { createUnchanged } from './sqliteUnchanged.ts';
import type { Writer } from './sqliteWrite.ts';
import { createWriter } from './sqliteWrite.ts';

/** Milliseconds between two attempts to write while another process does. */
const BUSY_STEP = 20;
const SQLITE_BUSY = 5;
/** Kilobytes of pages that each connection keeps. Little, since the system keeps them too: eight times as much made no search faster. */
const PAGES_KB = 1_000;

const resultCode = (error: unknown): number | undefined => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
};

/** CORRUPT, CONSTRAINT and NOTADB say that the file is not as it was written: trying again mends nothing. */
export const isDamage = (error: unknown): boolean => [11, 19, 26].includes(resultCode(error) ?? 0);

const portError = (error: unknown): PortError => {
  if (error instanceof PortError) return error;
  const code = resultCode(error);
  // ERROR, MISMATCH, MISUSE and RANGE are faults of ours; the others lie with the file, its disk or its neighbours.
  const ours = code === undefined || [1, 20, 21, 25].includes(code);
  const message = error instanceof Error ? error.message : String(error);
  return new PortError('search', ours ? 'INVALID' : 'UNAVAILABLE', `search (sqlite): ${message}`, {
    cause: error,
    retryable: !ours && !isDamage(error),
  });
};

/** What {@link openIndexFile} takes. */
export interface IndexFileOptions {
  readonly file: string;
  readonly alias: string;
  readonly declared: DeclaredFields;
  readonly busyMs: number;
}

/** A transaction's view of the file. */
export interface Transaction {
  readonly prepare: Prepare;
  /** The index of this name, or the one behind the alias. @throws `NOT_FOUND`, or `INVALID` where its fields are others */
  readonly index: (name?: string) => { readonly tables: Tables; readonly write: () => Writer };
  readonly find: (name: string) => number | undefined;
  /** Name and number of the index behind the alias. */
  readonly current: () => { readonly name: string; readonly number: number } | undefined;
  /** Names and numbers of all indexes, by name. */
  readonly all: () => readonly { readonly name: string; readonly number: number }[];
  /** Documents of the index with this number, whatever its fields are. */
  readonly documents: (number: number) => number;
  readonly create: (name: string) => number;
  readonly point: (number: number) => void;
  readonly drop: (number: number, name: string) => void;
  /** What `count` says, kept by its key while nobody writes to the file. */
  readonly counted: Counted;
  /** The documents that a text finds, by relevance, kept as counts are. */
  readonly ranked: RankedOf;
}

/** One open file. The alias lies in it and is read in each transaction, since another process may have swapped it. */
export interface IndexFile {
  /** Reads one state of the file, without a turn for others in between. */
  read<Result>(run: (transaction: Transaction) => Result): Result;
  /** Writes in one transaction after the writes before; others may read, and have their turn wherever `run` awaits. What fails leaves nothing behind. */
  write<Result>(
    run: (transaction: Transaction, pause: () => Promise<unknown>) => Promise<Result> | Result,
  ): Promise<Result>;
  close(): Promise<void>;
}

const transactionOf = (
  database: DatabaseSync,
  { alias, declared }: IndexFileOptions,
  unchanged: Unchanged | undefined,
): Transaction => {
  const shape = shapeOf(declared);
  const prepare = preparing(database);
  const writers = new Map<number, Writer>();

  const readCurrent = (): CurrentIndex | undefined => {
    const row = prepare(
      'SELECT i.number, i.name, i.shape FROM search_aliases a JOIN search_indexes i ON i.number = a.number WHERE a.alias = ?',
    ).get(alias);
    return row && { name: String(row.name), number: Number(row.number), shape: String(row.shape) };
  };
  const current = (): CurrentIndex | undefined => (unchanged ? unchanged.current(readCurrent) : readCurrent());
  const named = (name: string): CurrentIndex | undefined => {
    const row = prepare('SELECT number, shape FROM search_indexes WHERE alias = ? AND name = ?').get(alias, name);
    return row && { name, number: Number(row.number), shape: String(row.shape) };
  };

  return {
    prepare,
    counted: unchanged ? unchanged.counted : (_, count) => count(),
    ranked: unchanged ? unchanged.ranked : () => undefined,
    current,
    find: (name) => named(name)?.number,
    all: () =>
      prepare('SELECT number, name FROM search_indexes WHERE alias = ? ORDER BY name')
        .all(alias)
        .map(({ number, name }) => ({ name: String(name), number: Number(number) })),
    documents: (number) =>
      Number(prepare(`SELECT count(*) AS n FROM ${tablesOf(declared, number, '').docs} WHERE live = 1`).get()?.n ?? 0),
    index(name) {
      const row = name === undefined ? current() : named(name);
      if (row === undefined) {
        const what =
          name === undefined ? `no index stands behind '${alias}'; prepare() makes the first` : `no index '${name}'`;
        throw new PortError('search', 'NOT_FOUND', `search (sqlite): ${what}`);
      }
      if (row.shape !== shape)
        throw invalid(
          `search (sqlite): the index '${row.name}' was made of other fields (${differences(shape, row.shape)}): rebuild it`,
        );
      const { number } = row;
      const tables = tablesOf(declared, number, row.name);
      const write = (): Writer => {
        const writer = writers.get(number) ?? createWriter((sql) => database.prepare(sql), tables, declared);
        writers.set(number, writer);
        return writer;
      };
      return { tables, write };
    },
    create(name) {
      const made = prepare('INSERT INTO search_indexes (alias, name, shape) VALUES (?, ?, ?)').run(alias, name, shape);
      const number = Number(made.lastInsertRowid);
      database.exec(createTables(tablesOf(declared, number, name)));
      return number;
    },
    point(number) {
      prepare(
        'INSERT INTO search_aliases (alias, number) VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number',
      ).run(alias, number);
    },
    drop(number, name) {
      writers.delete(number);
      prepare('DELETE FROM search_indexes WHERE number = ?').run(number);
      database.exec(dropTables(tablesOf(declared, number, name)));
    },
  };
};

/**
 * Opens a file with a connection that reads and one that writes, so that a long write holds up no reader of the process. `:memory:` has one for both,
 * and its writes give no one a turn.
 */
export const openIndexFile = (options: IndexFileOptions): IndexFile => {
  const memory = options.file === ':memory:';
  const open = (timeout: number): DatabaseSync => {
    const database = new DatabaseSync(options.file, { timeout });
    // NORMAL: a power cut may lose the last writes, a kill does not; what is lost is indexed again from the change feed.
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${PAGES_KB}; PRAGMA wal_autocheckpoint = 8000;`,
    );
    return database;
  };
  const reader = open(options.busyMs);
  reader.exec(`${REGISTRY}${WORKING}`);
  // Waiting within SQLite would stop the whole process: the writer waits outside.
  const writer = memory ? reader : open(0);
  // In memory one connection does all, and sees nothing of its own writes in `data_version`.
  const unchanged = memory ? undefined : createUnchanged(preparing(reader));
  const reading = transactionOf(reader, options, unchanged);
  const writing = memory ? reading : transactionOf(writer, options, undefined);

  const begin = async (): Promise<void> => {
    for (let waited = 0; ; waited += BUSY_STEP)
      try {
        if (!writer.isOpen) throw new PortError('search', 'UNAVAILABLE', 'search (sqlite): closed');
        writer.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (resultCode(error) !== SQLITE_BUSY || waited >= options.busyMs) throw portError(error);
        await wait(BUSY_STEP);
      }
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    read(run) {
      if (!reader.isOpen) throw new PortError('search', 'UNAVAILABLE', 'search (sqlite): closed');
      try {
        reading.prepare('BEGIN').run();
        unchanged?.renew();
        const result = run(reading);
        reading.prepare('COMMIT').run();
        return result;
      } catch (error) {
        if (reader.isTransaction) reader.exec('ROLLBACK');
        throw portError(error);
      }
    },
    write(run) {
      const next = last.then(async () => {
        await begin();
        try {
          const result = await run(writing, memory ? async () => {} : async () => turn());
          writer.exec('COMMIT');
          return result;
        } catch (error) {
          if (writer.isTransaction) writer.exec('ROLLBACK');
          throw portError(error);
        }
      });
      last = next.catch(() => undefined);
      return next;
    },
    async close() {
      await last;
      if (reader.isOpen) reader.close();
      if (writer.isOpen) writer.close();
    },
  };
};
