import { type Log, silentLog } from '../telemetry.ts';
import { holds } from './conditions.ts';
import { checkChangesOptions, deliver } from './delivery.ts';
import { invalid } from './limits.ts';
import { checkOperations, checkTransactionBytes, keyOf, sameValue, updated } from './operations.ts';
import {
  ConditionFailed,
  type FailedCondition,
  type Item,
  type Key,
  type Operation,
  type Records,
  type TableDefinition,
} from './port.ts';
import { decodeItem, encodeItem, type Row } from './sqliteCodec.ts';
import { appendChange, openSqliteFeed, trimFeed } from './sqliteFeed.ts';
import { openSqliteFile } from './sqliteFile.ts';
import { queryPage, scanPage } from './sqliteQueries.ts';
import { column, indexedAttributes, makeTables, tableName, textOrNull } from './sqliteSchema.ts';
import { checkItem, checkKey, createTables } from './tables.ts';
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
  const file = openSqliteFile(options.file, random);
  const bells = new Set<Bell>();
  let untrimmed = trimEvery;

  function readRow(key: Key): readonly unknown[] | undefined {
    return file
      .statement(`SELECT body, layout, bytes FROM ${tableName(key.table)} WHERE pk = ? AND sk = ?`)
      .get(key.pk, key.sk);
  }

  function readChunk(table: string, keys: readonly Key[], give: (position: number, item: Item) => void): void {
    const rows = keys.map((_, position) => `(${position}, ?, ?)`).join(', ');
    const statement = file.statement(
      `SELECT k.column1, t.body, t.layout, t.bytes FROM (VALUES ${rows}) k
       CROSS JOIN ${tableName(table)} t ON t.pk = k.column2 AND t.sk = k.column3`,
    );
    for (const row of statement.all(...keys.flatMap((key) => [key.pk, key.sk])))
      give(Number(row[0]), decodeItem(row, 1));
  }

  function apply(operations: readonly Operation[]): number {
    const befores = operations.map((operation) => (isBlind(operation) ? undefined : readRow(keyOf(operation))));
    const items = befores.map((row) => (row === undefined ? undefined : decodeItem(row)));
    const failed: FailedCondition[] = [];
    operations.forEach(({ when }, operation) => {
      const item = items[operation];
      if (when !== undefined && !holds(when.condition, item)) failed.push({ operation, name: when.name, item });
    });
    if (failed.length > 0) throw new ConditionFailed(failed);

    let changes = 0;
    let bytes = 0;
    operations.forEach((operation, at) => {
      const written = write(operation, items[at], befores[at]);
      bytes += written.bytes;
      if (written.changed) changes++;
    });
    checkTransactionBytes(bytes);
    return changes;
  }

  /** Whether what stood there before does not matter. */
  function isBlind(operation: Operation): boolean {
    if (operation.when !== undefined || operation.kind === 'update') return false;
    return !tables.table(keyOf(operation).table).feed;
  }

  function write(
    operation: Operation,
    before: Item | undefined,
    beforeRow: readonly unknown[] | undefined,
  ): { bytes: number; changed: boolean } {
    if (operation.kind === 'check') return { bytes: 0, changed: false };
    const key = keyOf(operation);
    const definition = tables.table(key.table);
    let after: Item | undefined;
    let afterRow: Row | undefined;
    let bytes = 0;
    if (operation.kind !== 'delete') {
      after = operation.kind === 'put' ? operation.item : updated(before, operation);
      bytes = checkItem(definition, after);
    }
    if (!isBlind(operation) && sameValue(before, after)) return { bytes, changed: false };
    if (after === undefined) {
      file.statement(`DELETE FROM ${tableName(key.table)} WHERE pk = ? AND sk = ?`).run(key.pk, key.sk);
    } else {
      afterRow = encodeItem(after);
      put(definition, after, afterRow, bytes);
    }
    if (!definition.feed) return { bytes, changed: false };
    appendChange(file, {
      at: now(),
      ...key,
      before: beforeRow === undefined ? undefined : rowOf(beforeRow),
      after: afterRow,
    });
    return { bytes, changed: true };
  }

  function put(definition: TableDefinition, item: Item, row: Row, bytes: number): void {
    const attributes = indexedAttributes(definition);
    const columns = ['size', 'body', 'layout', 'bytes', ...attributes.map(column)];
    file
      .statement(
        `INSERT INTO ${tableName(definition.name)} (pk, sk, ${columns.join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})
         ON CONFLICT (pk, sk) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      )
      .run(
        item.pk,
        item.sk,
        bytes,
        row.body,
        row.layout,
        row.bytes,
        ...attributes.map((name) => textOrNull(item[name])),
      );
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
      const byTable = Map.groupBy(keys.entries(), ([, key]) => key.table);
      for (const [table, entries] of byTable) {
        tables.table(table);
        for (const [, key] of entries) checkKey(key);
        for (let start = 0; start < entries.length; start += chunk) {
          const part = entries.slice(start, start + chunk);
          readChunk(
            table,
            part.map(([, key]) => key),
            (position, item) => {
              const [at] = part[position] ?? [];
              if (at !== undefined) answers[at] = item;
            },
          );
          // Very many keys must not hold up what else the process does.
          if (start + chunk < entries.length) {
            await new Promise(setImmediate);
            refuseAborted(signal);
          }
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
      checkOperations(tables, operations);
      const changes = await file.transaction(() => {
        const count = apply(operations);
        if (untrimmed + count >= trimEvery) trim();
        return count;
      }, signal);
      untrimmed = untrimmed + changes >= trimEvery ? 0 : untrimmed + changes;
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
      file.close();
    },
  };
}

function rowOf(row: readonly unknown[]): Row {
  const [body, layout, bytes] = row;
  return { body: String(body), layout: textOrNull(layout), bytes: bytes instanceof Uint8Array ? bytes : null };
}

function positive(option: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) throw invalid(`${option} must be a whole number of at least 1`);
  return value;
}
