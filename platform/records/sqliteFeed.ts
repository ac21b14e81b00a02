import type { FeedEntry, FeedSource } from './delivery.ts';
import type { Change, Item, Key } from './port.ts';
import { decodeItem, type Row } from './sqliteCodec.ts';
import type { SqliteFile } from './sqliteFile.ts';

/** How long changes are kept. */
export interface Retention {
  /** In milliseconds, for those that all consumers have passed. */
  readonly keptMs: number;
  /** In milliseconds, for those that some consumer has not passed: it may have been given up, and the file must not grow for ever. */
  readonly keptAtMostMs: number;
}

const none: Row = { body: '', layout: null, bytes: null };
const insert = `INSERT INTO feed (at, tbl, pk, sk, before_body, before_layout, before_bytes, after_body, after_layout, after_bytes)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const keys = 'SELECT seq, tbl, pk, sk, at FROM feed WHERE seq > ? AND seq <= ? ORDER BY seq';
// Apart from the keys: the images are most of the feed, and are not read of changes that nobody wants.
const images = `SELECT before_body, before_layout, before_bytes, after_body, after_layout, after_bytes FROM feed WHERE seq = ?`;

/** Writes one change, in the transaction that makes it. An image is `undefined` where there is no item. */
export function appendChange(
  file: SqliteFile,
  change: {
    readonly at: number;
    readonly table: string;
    readonly pk: string;
    readonly sk: string;
    readonly before: Row | undefined;
    readonly after: Row | undefined;
  },
): void {
  const { before, after } = change;
  const { layout: beforeLayout, bytes: beforeBytes } = before ?? none;
  const { layout: afterLayout, bytes: afterBytes } = after ?? none;
  file
    .statement(insert)
    .run(
      change.at,
      change.table,
      change.pk,
      change.sk,
      before?.body ?? null,
      beforeLayout,
      beforeBytes,
      after?.body ?? null,
      afterLayout,
      afterBytes,
    );
}

/** Deletes some of what need not be kept longer, oldest first; says whether a consumer has lost what it had not passed. */
export function trimFeed(file: SqliteFile, now: number, retention: Retention): { readonly lost: number } {
  const passed = Number(file.statement('SELECT min(seq) FROM feed_consumers').get()?.[0] ?? Number.MAX_SAFE_INTEGER);
  const candidates = file.statement('SELECT seq, at FROM feed ORDER BY seq LIMIT 512').iterate();
  let through = 0;
  let lost = 0;
  for (const [seq, at] of candidates) {
    const age = now - Number(at);
    const unseen = Number(seq) > passed;
    if (age < (unseen ? retention.keptAtMostMs : retention.keptMs)) break;
    through = Number(seq);
    if (unseen) lost++;
  }
  if (through > 0) file.statement('DELETE FROM feed WHERE seq <= ?').run(through);
  return { lost };
}

/** Whether a consumer is past all that is wanted of what is there now. */
export function isPassed(
  file: SqliteFile,
  {
    consumer,
    tables,
    wanted = () => true,
  }: {
    readonly consumer: string;
    readonly tables: readonly string[];
    readonly wanted?: ((key: Key) => boolean) | undefined;
  },
): boolean {
  const found = file.statement('SELECT seq FROM feed_consumers WHERE consumer = ?').get(consumer);
  if (found === undefined) return false;
  for (const [, ...names] of file.statement(keys).iterate(Number(found[0]), Number.MAX_SAFE_INTEGER)) {
    const [table = '', pk = '', sk = ''] = names.map(String);
    if (tables.includes(table) && wanted({ table, pk, sk })) return false;
  }
  return true;
}

const lane = 'feed';
const NO_IMAGES: readonly unknown[] = [null, null, null, null, null, null];

/** The feed of the file for one consumer, beginning where it stopped. */
export async function openSqliteFeed(
  file: SqliteFile,
  options: {
    readonly consumer: string;
    readonly tables: readonly string[];
    readonly wanted?: ((key: Key) => boolean) | undefined;
    readonly images?: boolean | undefined;
    readonly catchUp: boolean;
    readonly signal: AbortSignal;
  },
): Promise<FeedSource> {
  const { consumer, wanted = () => true, images: withImages = true, signal } = options;
  const tables = new Set(options.tables);
  // Known from its first moment on, so that nothing is trimmed before it.
  let saved = await file.transaction(() => {
    const found = file.statement('SELECT seq FROM feed_consumers WHERE consumer = ?').get(consumer);
    if (found === undefined) file.statement('INSERT INTO feed_consumers (consumer, seq) VALUES (?, 0)').run(consumer);
    return Number(found?.[0] ?? 0);
  }, signal);
  let read = saved;
  const newest = (): number => Number(file.statement('SELECT max(seq) FROM feed').get()?.[0] ?? 0);
  const end = options.catchUp ? newest() : Number.POSITIVE_INFINITY;

  return {
    async read(most) {
      const entries: FeedEntry[] = [];
      let bytes = 0;
      const until = Math.min(end, newest());
      for (const [seq, ...names] of file.statement(keys).iterate(read, until)) {
        read = Number(seq);
        const [table = '', pk = '', sk = '', at] = names.map(String);
        if (!tables.has(table) || !wanted({ table, pk, sk })) continue;
        const row = withImages ? file.statement(images).get(read) : undefined;
        const entry = entryOf(read, Number(at), { table, pk, sk }, row ?? NO_IMAGES);
        entries.push(entry);
        bytes += entry.bytes;
        if (entries.length >= most.entries || bytes >= most.bytes) return entries;
      }
      read = Math.max(read, until);
      return entries;
    },
    caughtUp: () => read >= end,
    async save(undone) {
      const oldest = undone(lane);
      const done = oldest === undefined ? read : Number(oldest) - 1;
      if (done <= saved) return;
      await file.transaction(() => {
        // Another process may go through the feed as the same consumer; whoever is further counts.
        file.statement('UPDATE feed_consumers SET seq = max(seq, ?) WHERE consumer = ?').run(done, consumer);
      }, undefined);
      saved = done;
    },
  };
}

function entryOf(seq: number, at: number, key: Key, row: readonly unknown[]): FeedEntry {
  const change: Change = { id: String(seq), at, ...key, before: imageOf(row, 0), after: imageOf(row, 3) };
  return { change, lane, mark: change.id, bytes: weight(row) };
}

function imageOf(row: readonly unknown[], at: number): Item | undefined {
  return row[at] === null ? undefined : decodeItem(row, at);
}

function weight(row: readonly unknown[]): number {
  let bytes = 0;
  for (const value of row)
    bytes += typeof value === 'string' ? value.length : value instanceof Uint8Array ? value.byteLength : 8;
  return bytes;
}
