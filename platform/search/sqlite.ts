import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { PortError } from '../errors.ts';
import type { DeclaredFields } from './fields.ts';
import { checkSchema, checkVersionName, invalid } from './fields.ts';
import type { IndexResult, IndexSchema, Search } from './port.ts';
import { bindQuery, bindRelated, bindSuggest, notAborted } from './request.ts';
import { runQuery } from './sqliteQuery.ts';
import { runRelated, runSuggest } from './sqliteSuggest.ts';
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
import type { Writer } from './sqliteWrite.ts';
import { createWriter } from './sqliteWrite.ts';

/** Documents written before others of the process have their turn. */
const BATCH = 1000;
/** Documents that one call may bring. */
const MAX_DOCUMENTS = 1_000;
/** Name of the index that `prepare` makes. */
const FIRST = 'first';

/** What {@link createSqliteSearch} takes. */
export interface SqliteSearchOptions {
  /** A file, made where it is not there, or `:memory:`. Other processes may have it open. */
  readonly file: string;
  readonly schema: IndexSchema;
  /** Milliseconds to wait for another process that writes. Default 5 000. */
  readonly busyMs?: number | undefined;
  /** Told after each query how many rows of indexes and documents were looked at to find its hits; for tests and measurements. */
  readonly onRead?: ((rows: number) => void) | undefined;
}

interface Failure {
  readonly errcode?: unknown;
  readonly message?: unknown;
}

const portError = (error: unknown): PortError => {
  if (error instanceof PortError) return error;
  const { errcode, message }: Failure = error instanceof Error ? error : {};
  // Primary result codes of SQLite: ERROR, MISMATCH, MISUSE, RANGE are faults of ours, the rest of the file or its neighbours.
  const ours = typeof errcode !== 'number' || [1, 20, 21, 25].includes(errcode & 0xff);
  return new PortError('search', ours ? 'INVALID' : 'UNAVAILABLE', `search (sqlite): ${String(message ?? error)}`, {
    cause: error,
  });
};

/** One open file: its connection, transactions, and the tables that each call finds anew, since another process may have swapped them. */
class IndexFile {
  readonly prepare: Prepare;
  readonly #database: DatabaseSync;
  readonly #declared: DeclaredFields;
  readonly #alias: string;
  readonly #shape: string;
  readonly #tables = new Map<number, { readonly tables: Tables; readonly write: Writer }>();

  constructor(options: SqliteSearchOptions, declared: DeclaredFields) {
    this.#declared = declared;
    this.#alias = options.schema.alias;
    this.#shape = shapeOf(declared);
    this.#database = new DatabaseSync(options.file, { timeout: options.busyMs ?? 5_000 });
    // NORMAL: a power cut may lose the last writes, a kill does not; what is lost is indexed again from the change feed.
    this.#database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;',
    );
    this.#database.exec(`${REGISTRY}${WORKING}`);
    this.prepare = preparing(this.#database);
  }

  /** Runs without a turn for others in between; what fails leaves nothing behind. */
  transaction<Result>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', run: () => Result): Result {
    if (!this.#database.isOpen) throw new PortError('search', 'UNAVAILABLE', 'search (sqlite): closed');
    try {
      this.#database.exec(begin);
      const result = run();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw portError(error);
    }
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** The index of this name, or the one behind the alias. @throws `NOT_FOUND`, or `INVALID` where its fields are others */
  index(name?: string): { readonly tables: Tables; readonly write: Writer } {
    const row =
      name === undefined
        ? this.prepare(
            'SELECT i.number, i.name, i.shape FROM search_aliases a JOIN search_indexes i ON i.number = a.number WHERE a.alias = ?',
          ).get(this.#alias)
        : this.prepare('SELECT number, name, shape FROM search_indexes WHERE alias = ? AND name = ?').get(
            this.#alias,
            name,
          );
    if (row === undefined)
      throw new PortError(
        'search',
        'NOT_FOUND',
        `search (sqlite): ${name === undefined ? `no index stands behind '${this.#alias}'; prepare() makes the first` : `no index '${name}'`}`,
      );
    if (row.shape !== this.#shape)
      throw invalid(
        `search (sqlite): the index '${String(row.name)}' was made of other fields (${differences(this.#shape, String(row.shape))}): rebuild it`,
      );
    const number = Number(row.number);
    const known = this.#tables.get(number);
    if (known !== undefined) return known;
    const tables = tablesOf(this.#declared, number, String(row.name));
    const made = { tables, write: createWriter(this.prepare, tables, this.#declared) };
    this.#tables.set(number, made);
    return made;
  }

  find(name: string): number | undefined {
    const row = this.prepare('SELECT number FROM search_indexes WHERE alias = ? AND name = ?').get(this.#alias, name);
    return row && Number(row.number);
  }

  /** Name and number of the index behind the alias. */
  current(): { readonly name: string; readonly number: number } | undefined {
    const row = this.prepare(
      'SELECT i.number, i.name FROM search_aliases a JOIN search_indexes i ON i.number = a.number WHERE a.alias = ?',
    ).get(this.#alias);
    return row && { name: String(row.name), number: Number(row.number) };
  }

  create(name: string): number {
    const number = Number(
      this.prepare('INSERT INTO search_indexes (alias, name, shape) VALUES (?, ?, ?)').run(
        this.#alias,
        name,
        this.#shape,
      ).lastInsertRowid,
    );
    this.execute(createTables(tablesOf(this.#declared, number, name)));
    return number;
  }

  point(number: number): void {
    this.prepare(
      'INSERT INTO search_aliases (alias, number) VALUES (?, ?) ON CONFLICT DO UPDATE SET number = excluded.number',
    ).run(this.#alias, number);
  }

  drop(number: number, name: string): void {
    this.prepare('DELETE FROM search_indexes WHERE number = ?').run(number);
    this.execute(dropTables(tablesOf(this.#declared, number, name)));
    this.#tables.delete(number);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

/**
 * Search embedded: SQLite with FTS5 in one file. What is written is found at once. Calls run one after another on the thread that makes them.
 * A query reads along the most selective clause of its filter or its text and touches each hit, for totals are exact: a query that every document fits reads all of them.
 *
 * @throws {@link PortError} `INVALID` naming the option, `UNAVAILABLE` where the file cannot be opened
 */
export const createSqliteSearch = (options: SqliteSearchOptions): Search => {
  const declared = checkSchema(options.schema);
  const open = (): IndexFile => {
    try {
      return new IndexFile(options, declared);
    } catch (error) {
      throw new PortError('search', 'UNAVAILABLE', `search (sqlite): cannot open ${options.file}`, { cause: error });
    }
  };
  const file = open();
  const read = (rows: number): void => options.onRead?.(rows);
  const reading = <Result>(run: (tables: Tables) => Result): Result =>
    file.transaction('BEGIN', () => run(file.index().tables));

  return {
    async index(documents, call) {
      if (documents.length > MAX_DOCUMENTS)
        throw new PortError(
          'search',
          'TOO_LARGE',
          `search: at most ${MAX_DOCUMENTS} documents a call, not ${documents.length}`,
        );
      const results: IndexResult[] = [];
      for (let from = 0; from < documents.length; from += BATCH) {
        if (from > 0) await turn();
        notAborted(call);
        const batch = documents.slice(from, from + BATCH);
        results.push(
          ...file.transaction('BEGIN IMMEDIATE', () => {
            const { write } = file.index(call?.into);
            return batch.map((document) => write(document));
          }),
        );
      }
      return results;
    },
    async query(query, call) {
      notAborted(call);
      const bound = bindQuery(declared, query);
      return reading((tables) => runQuery(file.prepare, tables, bound, read));
    },
    async suggest(query, call) {
      notAborted(call);
      const bound = bindSuggest(declared, query);
      return bound === undefined ? [] : reading((tables) => runSuggest(file.prepare, tables, bound));
    },
    async related(query, call) {
      notAborted(call);
      const bound = bindRelated(declared, query);
      return reading((tables) => runRelated(file.prepare, tables, bound));
    },
    async create(version, call) {
      notAborted(call);
      checkVersionName(version);
      file.transaction('BEGIN IMMEDIATE', () => {
        if (file.find(version) !== undefined)
          throw new PortError('search', 'CONDITION_FAILED', `search: an index '${version}' is there already`);
        file.create(version);
      });
    },
    async swap(version, call) {
      notAborted(call);
      return file.transaction('BEGIN IMMEDIATE', () => {
        const before = file.current()?.name;
        file.point(file.index(checkVersionName(version)).tables.number);
        return before;
      });
    },
    async drop(version, call) {
      notAborted(call);
      file.transaction('BEGIN IMMEDIATE', () => {
        const number = file.find(checkVersionName(version));
        if (number === undefined) throw new PortError('search', 'NOT_FOUND', `search: no index '${version}'`);
        if (file.current()?.number === number)
          throw new PortError('search', 'CONDITION_FAILED', `search: the alias points at '${version}'; swap it first`);
        file.drop(number, version);
      });
    },
    async refresh(call) {
      notAborted(call);
    },
    async prepare(call) {
      notAborted(call);
      file.transaction('BEGIN IMMEDIATE', () => {
        if (file.current() === undefined) file.point(file.find(FIRST) ?? file.create(FIRST));
        file.index();
      });
    },
    async ping(call) {
      notAborted(call);
      file.transaction('BEGIN', () => file.current());
    },
    async close() {
      file.close();
    },
  };
};
