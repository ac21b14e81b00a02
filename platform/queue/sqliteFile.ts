import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError, PortError } from '../errors.ts';
import { createGroupCommit, inTransaction } from '../groupCommit.ts';

/** The shape of the file; a file of a later one is refused. */
const FILE_VERSION = 2;

/**
 * `groups` holds a line for each group that has messages: its oldest message, and until when one of its messages is in flight. So a receive
 * reads what it delivers, however many messages wait in groups that are blocked.
 */
const FIRST_SHAPE = `
  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, dedup TEXT NOT NULL,
    body TEXT NOT NULL, receives INTEGER NOT NULL, visible_at INTEGER NOT NULL, received_at INTEGER NOT NULL, receipt TEXT
  ) STRICT;
  CREATE INDEX messages_order ON messages (queue, grp, seq);
  CREATE INDEX messages_flight ON messages (queue, grp, visible_at);
  CREATE INDEX messages_visible ON messages (queue, visible_at);
  CREATE TABLE groups (
    queue TEXT NOT NULL, grp TEXT NOT NULL, head INTEGER NOT NULL, locked_until INTEGER NOT NULL, PRIMARY KEY (queue, grp)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX groups_head ON groups (queue, head);
  CREATE TABLE sent (
    queue TEXT NOT NULL, dedup TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (queue, dedup)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sent_expiry ON sent (expires_at);
  CREATE TABLE dead (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, grp TEXT NOT NULL, dedup TEXT NOT NULL,
    body TEXT NOT NULL, receives INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX dead_id ON dead (queue, id);
  CREATE INDEX dead_order ON dead (queue, seq);
`;

/** Since the second shape a group knows its share, so that shares are found without a look at each group. */
const SECOND_SHAPE = `
  ALTER TABLE groups ADD COLUMN share TEXT GENERATED ALWAYS AS (substr(grp, 1, instr(grp, '/'))) VIRTUAL;
  CREATE INDEX groups_share ON groups (queue, share, head);
  DROP INDEX groups_head;
`;

export type Row = Readonly<Record<string, unknown>>;

/** The queue's file: one connection, statements prepared once. */
export interface QueueFile {
  all(sql: string, ...values: SQLInputValue[]): readonly Row[];
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  run(sql: string, ...values: SQLInputValue[]): number;
  /**
   * Runs `body` in a transaction that writes, together with all others that are asked for in the same turn of the event loop: the disk is waited for once. What one
   * of them throws undoes that one alone. Waits for other processes without holding up this one; `THROTTLED` after some seconds.
   */
  transaction<T>(body: () => T, signal: AbortSignal | undefined): Promise<T>;
  /** Finishes what was asked for. */
  close(): void;
}

/** How often a transaction is begun that finds the file locked; at up to 100 ms each some five seconds. */
const ATTEMPTS = 60;

/**
 * Opens the file or makes it. WAL with `synchronous=FULL`: what was acknowledged survives a power cut too, since a receipt that says "sent"
 * relies on it.
 *
 * @throws OperatorError when it cannot be opened, or was written by a later version.
 */
export function openQueueFile(path: string): QueueFile {
  const database = open(path);
  const commits = createGroupCommit(database);
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };

  return {
    all: (sql, ...values) => statement(sql).all(...values),
    get: (sql, ...values) => statement(sql).get(...values),
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    async transaction(body, signal) {
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        try {
          return await commits.run(body);
        } catch (error) {
          if (!isBusy(error) || attempt === ATTEMPTS) throw error;
        }
        await delay(Math.min(100, 2 ** attempt) * (0.5 + Math.random() / 2), undefined, { signal });
      }
    },
    close() {
      commits.flush();
      prepared.clear();
      if (database.isOpen) database.close();
    },
  };
}

function open(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 5_000, defensive: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864');
    migrate(database, path);
    // From here on a short wait, since it holds up the whole process: `transaction` waits longer without.
    database.exec('PRAGMA busy_timeout = 10');
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof OperatorError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(`${path} cannot be opened as a queue's file: ${reason}`, { cause });
  }
}

function migrate(database: DatabaseSync, path: string): void {
  inTransaction(database, () => {
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version > FILE_VERSION) {
      throw new OperatorError(
        `${path} was written by a newer version (shape ${version}, this one knows ${FILE_VERSION}): start that one, or begin with another folder`,
      );
    }
    if (version < 1) database.exec(FIRST_SHAPE);
    if (version < 2) database.exec(SECOND_SHAPE);
    if (version < FILE_VERSION) database.exec(`PRAGMA user_version = ${FILE_VERSION}`);
  });
}

const errcodeOf = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** SQLITE_BUSY and SQLITE_LOCKED. */
const isBusy = (error: unknown): boolean => errcodeOf(error) === 5 || errcodeOf(error) === 6;

/** What SQLite threw, in the port's words. A damaged file (SQLITE_CORRUPT, SQLITE_NOTADB) does not pass. */
export function fileError(what: string, cause: unknown): PortError {
  if (cause instanceof PortError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = isBusy(cause) ? 'THROTTLED' : 'UNAVAILABLE';
  const errcode = errcodeOf(cause);
  return new PortError('queue', code, `${what}: ${message}`, { cause, retryable: errcode !== 11 && errcode !== 26 });
}
