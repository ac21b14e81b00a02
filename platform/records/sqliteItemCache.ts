import { LRUCache } from 'lru-cache';
import type { Item } from './port.ts';
import type { SqliteFile } from './sqliteFile.ts';

/**
 * Items of one file as they were decoded, so that what is read again and again is parsed once. It is never out of date: what this connection writes is
 * forgotten with the write, and a commit of any other connection, which SQLite's `data_version` shows, empties it. Who reads the same item twice may get
 * the same object, and must not change it.
 */
export interface SqliteItemCache {
  /** To be called before each read, once for however many items. */
  refresh(): void;
  get(key: string): Item | undefined;
  /** @param characters - length of the item's JSON. */
  set(key: string, item: Item, characters: number): void;
  forget(key: string): void;
  /** Lets go of what nobody has read for a minute: a process that has read much and reads little now holds little. */
  letGo(): void;
}

/** Characters of JSON that are kept as items; decoded they take three to five times as many bytes. */
const KEPT_CHARACTERS = 12_000_000;
/** A longer item is decoded each time. */
const LONGEST_KEPT = 64_000;
/** How long an item is kept that nobody reads, in milliseconds. */
export const UNREAD_KEPT_MS = 60_000;
/** To the second is enough to tell what is over. */
const RESOLUTION_MS = 1_000;

/** The {@link SqliteItemCache} of a connection. */
export function createSqliteItemCache(file: SqliteFile, now: () => number): SqliteItemCache {
  const items = new LRUCache<string, Item>({
    maxSize: KEPT_CHARACTERS,
    maxEntrySize: LONGEST_KEPT,
    ttl: UNREAD_KEPT_MS,
    updateAgeOnGet: true,
    ttlResolution: RESOLUTION_MS,
    perf: { now },
  });
  let version: unknown;
  return {
    refresh() {
      const [now] = file.statement('PRAGMA data_version').get() ?? [];
      if (now === version) return;
      items.clear();
      version = now;
    },
    get: (key) => items.get(key),
    set: (key, item, characters) => void items.set(key, item, { size: characters + 1 }),
    forget: (key) => void items.delete(key),
    letGo: () => void items.purgeStale(),
  };
}
