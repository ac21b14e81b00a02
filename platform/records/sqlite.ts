import { type Log, silentLog } from '../telemetry.ts';
import { checkChangesOptions, checkConsumer, deliver } from './delivery.ts';
import { invalid } from './limits.ts';
import { checkOperations } from './operations.ts';
import type { Item, Records, TableDefinition } from './port.ts';
import { isPassed, openSqliteFeed, trimFeed } from './sqliteFeed.ts';
import { openSqliteFile } from './sqliteFile.ts';
import { createSqliteItemCache, UNREAD_KEPT_MS } from './sqliteItemCache.ts';
import { createSqliteItems, type SqliteItems } from './sqliteItems.ts';
import { queryPage, scanPage } from './sqliteQueries.ts';
import { makeTables } from './sqliteSchema.ts';
import { applyOperations } from './sqliteTransaction.ts';
import { checkKey, createTables } from './tables.ts';
import { type Bell, createBell, refuseAborted } from './waiting.ts';

/** What the embedded records are made of. Times in milliseconds. */
export interface SqliteRecordsOptions {
  /** A path, or `:memory:`. Several processes may have one file open. */
  readonly file: string;
  readonly tables: readonly TableDefinition[];
  readonly now: () => number;
  /** Default: nothing is logged. */
  readonly log?: Log | undefined;
  /** How long changes stay that all consumers have passed. Default 24 hours. */
  readonly feedKeptMs?: number | undefined;
  /** How long changes stay that some consumer has not passed. Default 7 days; not below `feedKeptMs`. */
  readonly feedKeptAtMostMs?: number | undefined;
  /** How often a consumer looks for what other processes wrote. Default 250. */
  readonly pollMs?: number | undefined;
  /** The first wait after a change failed; doubled each time up to 30 seconds. Default 100. */
  readonly retryBaseMs?: number | undefined;
  /**
   * Holds all that is written in one transaction until `close`, for a file that is filled from nothing: pages that many records share are written
   * once and not for each, at 250 MB of memory. No other process can write meanwhile, or sees anything before; an end without `close` leaves
   * nothing behind, and neither does a `transact` that fails, which closes the file. Default false.
   */
  readonly atOnce?: boolean | undefined;
  /** For jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const day = 24 * 60 * 60 * 1000;
/** Keys read by one statement. */
const chunk = 100;
/** Changes written between two looks at what the feed need not keep. */
const trimEvery = 256;

/**
 * Records in one SQLite file: node:sqlite, WAL. An acknowledged write survives a kill of the process at any moment (a power cut may take the
 * last ones, never the file). The feed lies in the same file and transaction.
 *
 * @throws `INVALID` for a wrong option, which the message names; OperatorError when the file cannot be opened or is of a newer version.
 */
export function createSqliteRecords(options: SqliteRecordsOptions): Records {
  const { now, log = silentLog, random = Math.random } = options;
  const tables = createTables(options.tables);
  const keptMs = positive('feedKeptMs', options.feedKeptMs ?? day);
  const keptAtMostMs = positive('feedKeptAtMostMs', options.feedKeptAtMostMs ?? Math.max(keptMs, 7 * day));
  if (keptAtMostMs < keptMs) throw invalid('feedKeptAtMostMs must not be below feedKeptMs');
  const pollMs = positive('pollMs', options.pollMs ?? 250);
  const retryBaseMs = positive('retryBaseMs', options.retryBaseMs ?? 100);
  const file = openSqliteFile(options.file, { random, atOnce: options.atOnce });
  const cache = createSqliteItemCache(file, now);
  const lettingGo = setInterval(() => cache.letGo(), UNREAD_KEPT_MS).unref();
  const bells = new Set<Bell>();
  let untrimmed = trimEvery;

  const items = new Map<string, SqliteItems>();

  function itemsOf(table: string): SqliteItems {
    const known = items.get(table);
    if (known !== undefined) return known;
    const made = createSqliteItems(file, tables.table(table), cache);
    items.set(table, made);
    return made;
  }

  function trim(): void {
    const { lost } = trimFeed(file, now(), { keptMs, keptAtMostMs });
    if (lost > 0)
      log.error({ changes: lost, keptAtMostMs }, 'the change feed let go of changes that a consumer had not passed');
  }

  return {
    async getMany(keys, { signal } = {}) {
      refuseAborted(signal);
      const answers = Array.from<Item | undefined>({ length: keys.length });
      const positions = new Map<SqliteItems, number[]>();
      keys.forEach((key, position) => {
        checkKey(key);
        const table = itemsOf(key.table);
        const list = positions.get(table);
        if (list === undefined) positions.set(table, [position]);
        else list.push(position);
      });
      let read = 0;
      cache.refresh();
      for (const [table, list] of positions) {
        for (let start = 0; start < list.length; start += chunk) {
          const part = start === 0 && list.length <= chunk ? list : list.slice(start, start + chunk);
          // Very many keys must not hold up what else the process does.
          if (read > 0) {
            await breather(signal);
            cache.refresh();
          }
          read += part.length;
          table.items(
            part.flatMap((position) => keys[position] ?? []),
            (at, item) => {
              const position = part[at];
              if (position !== undefined) answers[position] = item;
            },
          );
        }
      }
      return answers;
    },

    async query(query, { signal } = {}) {
      refuseAborted(signal);
      return queryPage(file, tables, query);
    },

    async transact(operations, { signal } = {}) {
      refuseAborted(signal);
      const sizes = checkOperations(tables, operations);
      const changes = await file.transaction(() => {
        const count = applyOperations(file, itemsOf, operations, sizes, now);
        untrimmed += count;
        if (untrimmed >= trimEvery) {
          trim();
          untrimmed = 0;
        }
        return count;
      }, signal);
      if (changes > 0) for (const bell of bells) bell.ring();
    },

    async changes(options) {
      checkChangesOptions(tables, options);
      if (options.signal.aborted) refuseAborted(options.mode === 'catchUp' ? options.signal : undefined);
      const bell = createBell();
      bells.add(bell);
      try {
        const catchUp = options.mode === 'catchUp';
        const source = await openSqliteFeed(file, { ...options, catchUp });
        await deliver(options, source, bell, { pollMs, retryBaseMs, retryCapMs: 30_000, random, log });
      } finally {
        bells.delete(bell);
      }
    },

    async passed(options, { signal } = {}) {
      refuseAborted(signal);
      checkConsumer(options.consumer);
      return isPassed(file, options);
    },

    async forget(consumer, { signal } = {}) {
      refuseAborted(signal);
      checkConsumer(consumer);
      await file.transaction(
        () => file.statement('DELETE FROM feed_consumers WHERE consumer = ?').run(consumer),
        signal,
      );
    },

    async scan(scan, { signal } = {}) {
      refuseAborted(signal);
      return scanPage(file, tables, scan);
    },

    async prepare({ signal } = {}) {
      refuseAborted(signal);
      await file.transaction(() => makeTables(file, tables.all), signal);
    },

    async ping({ signal } = {}) {
      refuseAborted(signal);
      file.statement('SELECT 1').get();
    },

    async close() {
      clearInterval(lettingGo);
      file.close();
    },
  };
}

async function breather(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  refuseAborted(signal);
}

function positive(option: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw invalid(`${option} must be a whole number of at least 1`);
  return value;
}
