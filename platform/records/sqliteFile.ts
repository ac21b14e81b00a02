import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { OperatorError, PortError } from '../errors.ts';
import { createGroupCommit } from '../groupCommit.ts';
import { createRetries } from './waiting.ts';

/** The shape of the file; a file of a later one is refused. */
export const fileVersion = 1;

/** The one connection of a process to a records file. Everything in it is synchronous, but the wait for another process's transaction. */
export interface SqliteFile {
  /** Prepares once. Rows come as arrays. */
  statement(sql: string): Statement;
  /**
   * Runs `body` in a transaction that may write, in one commit with all others that are asked for in the same turn of the event loop; what one of them throws undoes
   * that one alone. Waits, without blocking the process, while another process has the file.
   */
  transaction<T>(body: () => T, signal: AbortSignal | undefined): Promise<T>;
  /** Finishes what was asked for. */
  close(): void;
}

/** A prepared statement with rows as arrays of columns. */
export interface Statement {
  all(...values: SQLInputValue[]): readonly (readonly unknown[])[];
  get(...values: SQLInputValue[]): readonly unknown[] | undefined;
  iterate(...values: SQLInputValue[]): Iterable<readonly unknown[]>;
  run(...values: SQLInputValue[]): void;
}

/**
 * Opens the file, or makes it. WAL with `synchronous=NORMAL`: an acknowledged write survives the death of the process at any moment; a power
 * cut may take the last ones, never the file.
 *
 * @throws {@link OperatorError} when it cannot be opened, or was written by a later version.
 */
export function openSqliteFile(
  path: string,
  { random, atOnce = false }: { readonly random: () => number; readonly atOnce?: boolean | undefined },
): SqliteFile {
  const database = open(path, atOnce);
  const commits = createGroupCommit(database);
  const statements = new Map<string, Statement>();
  const retries = createRetries({ attempts: 60, baseMs: 2, capMs: 200, random });

  /** All transactions are one, to the close: its pages are written when memory is short of room, or at the end, not after each of them. */
  function held<T>(body: () => T): T {
    if (!database.isTransaction) database.exec('BEGIN IMMEDIATE');
    try {
      return body();
    } catch (cause) {
      // What was written before cannot be told apart from what this one left: a closed file undoes both.
      database.close();
      throw cause;
    }
  }

  return {
    statement(sql) {
      let found = statements.get(sql);
      if (found === undefined) {
        found = withArrays(translated(() => database.prepare(sql)));
        statements.set(sql, found);
      }
      return found;
    },
    transaction: (body, signal) =>
      retries.run(
        async () => {
          try {
            return await (atOnce ? held(body) : commits.run(body));
          } catch (cause) {
            throw asPortError(cause);
          }
        },
        isBusy,
        signal,
      ),
    close() {
      commits.flush();
      statements.clear();
      if (!database.isOpen) return;
      if (database.isTransaction) database.exec('COMMIT');
      database.close();
    },
  };
}

/** Kilobytes of pages that a connection keeps. Little, since the system keeps them too, and items are kept as they were decoded; where all is one transaction it is what is written. */
const PAGES_KB = { usual: 1_000, atOnce: 256_000 } as const;

function open(path: string, atOnce: boolean): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 5000, defensive: true });
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${PAGES_KB[atOnce ? 'atOnce' : 'usual']}; PRAGMA journal_size_limit = 67108864`,
    );
    const version = database.prepare('PRAGMA user_version').get()?.user_version;
    if (Number(version) > fileVersion) {
      throw new OperatorError(
        `${path} was written by a newer version (shape ${String(version)}, this one knows ${fileVersion}): start that one, or begin with another folder`,
      );
    }
    // From here on a short wait, since it holds up the whole process; `transaction` waits longer without.
    database.exec('PRAGMA busy_timeout = 10');
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof OperatorError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(`${path} cannot be opened as a records file: ${reason}`, { cause });
  }
}

function withArrays(prepared: StatementSync): Statement {
  prepared.setReturnArrays(true);
  return {
    all(...values) {
      const rows: unknown = translated(() => prepared.all(...values));
      return areRows(rows) ? rows : [];
    },
    get(...values) {
      const row: unknown = translated(() => prepared.get(...values));
      return Array.isArray(row) ? row : undefined;
    },
    *iterate(...values) {
      try {
        for (const row of prepared.iterate(...values)) if (Array.isArray(row)) yield row;
      } catch (cause) {
        throw asPortError(cause);
      }
    },
    run: (...values) => void translated(() => prepared.run(...values)),
  };
}

/** With arrays asked for, node:sqlite gives rows as arrays of columns; its declared types do not know it. */
function areRows(value: unknown): value is readonly (readonly unknown[])[] {
  return Array.isArray(value);
}

const codes = { error: 1, busy: 5, locked: 6, corrupt: 11, tooBig: 18, notADatabase: 26 };

function translated<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw asPortError(cause);
  }
}

function asPortError(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof PortError) return cause;
  const errcode = 'errcode' in cause && typeof cause.errcode === 'number' ? cause.errcode & 0xff : undefined;
  if (errcode === undefined) {
    // A file that was closed; anything else is a fault of ours and stays visible as such.
    const closed = 'code' in cause && cause.code === 'ERR_INVALID_STATE';
    return closed
      ? new PortError('records', 'UNAVAILABLE', 'the records file is closed', { cause, retryable: false })
      : cause;
  }
  if (errcode === codes.busy || errcode === codes.locked) {
    return new PortError('records', 'THROTTLED', 'another process has the records file', { cause });
  }
  if (errcode === codes.error && cause.message.startsWith('no such table')) {
    return new PortError('records', 'NOT_FOUND', `${cause.message.replace('t.', '')}: prepare() makes it`, { cause });
  }
  if (errcode === codes.tooBig) return new PortError('records', 'TOO_LARGE', cause.message, { cause });
  const retryable = errcode !== codes.corrupt && errcode !== codes.notADatabase && errcode !== codes.error;
  return new PortError('records', 'UNAVAILABLE', `the records file failed: ${cause.message}`, { cause, retryable });
}

function isBusy(cause: unknown): boolean {
  return cause instanceof PortError && cause.code === 'THROTTLED';
}
