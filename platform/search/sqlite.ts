import { PortError } from '../errors.ts';
import { checkCount, checkPage, checkSchema, checkVersionName, invalid } from './fields.ts';
import type { IndexResult, IndexSchema, Search } from './port.ts';
import { bindQueries, bindQuery, bindRelated, bindSuggest, notAborted } from './request.ts';
import type { IndexFile } from './sqliteFile.ts';
import { isDamage, openIndexFile } from './sqliteFile.ts';
import { reading } from './sqliteHeld.ts';
import { runQuery } from './sqliteQuery.ts';
import { runRelated } from './sqliteRelated.ts';
import { runSuggest } from './sqliteSuggest.ts';

/** Documents written before others of the process have their turn. */
const BATCH = 50;
/** Name of the index that `prepare` makes. */
const FIRST = 'first';

/** What {@link createSqliteSearch} takes. */
export interface SqliteSearchOptions {
  /** A file, made where it is not there, or `:memory:`. Other processes may have it open. */
  readonly file: string;
  readonly schema: IndexSchema;
  /** Milliseconds to wait for another process that writes. Default 10 000. */
  readonly busyMs?: number | undefined;
  /** Told after each query how many documents were looked at to find its hits, and how many it found; for tests and measurements. Words' own lists, which FTS5 walks, are not in it. */
  readonly onRead?: ((rows: number) => void) | undefined;
}

const opened = (
  { file, schema, busyMs = 10_000 }: SqliteSearchOptions,
  declared: ReturnType<typeof checkSchema>,
): IndexFile => {
  if (!Number.isInteger(busyMs) || busyMs < 0) throw invalid(`option busyMs: an integer from 0, not ${busyMs}`);
  try {
    return openIndexFile({ file, alias: schema.alias, declared, busyMs });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const way = isDamage(error)
      ? '; all that is in it is made of the records: move it away, and rebuild the index'
      : '';
    throw new PortError('search', 'UNAVAILABLE', `search (sqlite): ${file} cannot be opened: ${reason}${way}`, {
      cause: error,
    });
  }
};

/**
 * Search embedded: SQLite with FTS5 in one file. What is written is found at once. Reading stops the thread that calls while it lasts.
 * A query reads along the most selective clause of its filter or its text and touches each hit, for totals are exact: a query that every document fits reads all of them.
 *
 * @throws {@link PortError} `INVALID` naming the option, `UNAVAILABLE` where the file cannot be opened
 */
export const createSqliteSearch = (options: SqliteSearchOptions): Search => {
  const declared = checkSchema(options.schema);
  const file = opened(options, declared);
  const read = (rows: number): void => options.onRead?.(rows);

  return {
    async index(documents, call) {
      checkCount(documents.length);
      notAborted(call);
      return file.write(async (transaction, pause) => {
        const write = transaction.index(call?.into).write();
        const results: IndexResult[] = [];
        for (const [at, document] of documents.entries()) {
          if (at % BATCH === BATCH - 1) await pause();
          notAborted(call);
          results.push(write(document, call?.again));
        }
        return results;
      });
    },
    async held(ids, call) {
      checkCount(ids.length);
      notAborted(call);
      return file.read(({ prepare, index }) => {
        const read = reading(prepare, index(call?.of).tables);
        return ids.map((id) => read.one(id));
      });
    },
    async walk({ after, size }, call) {
      checkPage(size);
      notAborted(call);
      return file.read(({ prepare, index }) => reading(prepare, index(call?.of).tables).beyond(after, size));
    },
    async indexes(call) {
      notAborted(call);
      return file.read(({ all, documents, current }) => {
        const behind = current()?.number;
        return all().map(({ name, number }) => ({ name, current: number === behind, documents: documents(number) }));
      });
    },
    async query(query, call) {
      notAborted(call);
      const bound = bindQuery(declared, query);
      return file.read(({ prepare, index, counted, ranked }) =>
        runQuery(prepare, index().tables, bound, read, { counted, ranked }),
      );
    },
    async queryMany(queries, call) {
      notAborted(call);
      const bound = bindQueries(declared, queries);
      return file.read(({ prepare, index, counted, ranked }) => {
        const { tables } = index();
        return bound.map((each) => runQuery(prepare, tables, each, read, { counted, ranked }));
      });
    },
    async suggest(query, call) {
      notAborted(call);
      const bound = bindSuggest(declared, query);
      return bound === undefined ? [] : file.read(({ prepare, index }) => runSuggest(prepare, index().tables, bound));
    },
    async related(query, call) {
      notAborted(call);
      const bound = bindRelated(declared, query);
      return file.read(({ prepare, index }) => runRelated(prepare, index().tables, bound));
    },
    async create(version, call) {
      notAborted(call);
      checkVersionName(version);
      await file.write(({ find, create }) => {
        if (find(version) !== undefined)
          throw new PortError('search', 'CONDITION_FAILED', `search: an index '${version}' is there already`);
        create(version);
      });
    },
    async swap(version, call) {
      notAborted(call);
      checkVersionName(version);
      return file.write(({ current, point, index }) => {
        const before = current()?.name;
        point(index(version).tables.number);
        return before;
      });
    },
    async drop(version, call) {
      notAborted(call);
      checkVersionName(version);
      await file.write(({ find, current, drop }) => {
        const number = find(version);
        if (number === undefined) throw new PortError('search', 'NOT_FOUND', `search: no index '${version}'`);
        if (current()?.number === number)
          throw new PortError('search', 'CONDITION_FAILED', `search: the alias points at '${version}'; swap it first`);
        drop(number, version);
      });
    },
    async refresh(call) {
      notAborted(call);
    },
    async prepare(call) {
      notAborted(call);
      await file.write(({ current, find, create, point, index }) => {
        if (current() === undefined) point(find(FIRST) ?? create(FIRST));
        index();
      });
    },
    async ping(call) {
      notAborted(call);
      file.read(({ current }) => current());
    },
    close: () => file.close(),
  };
};
