import { LRUCache } from 'lru-cache';
import type { Ranked } from './sqliteRanked.ts';
import type { Prepare } from './sqliteTables.ts';

/** The index behind an alias. */
export interface CurrentIndex {
  readonly name: string;
  readonly number: number;
  readonly shape: string;
}

/** What `count` says, or said since the file was last written to. */
export type Counted = (key: string, count: () => number) => number;

/** What `read` says, or said since the file was last written to; nothing where the text is asked for the first time since, for most are not asked for again. */
export type RankedOf = (key: string, read: () => readonly Ranked[]) => readonly Ranked[] | undefined;

/** What was read of a file, kept while nobody writes to it: SQLite's `data_version` tells of each commit of another connection. */
export interface Unchanged {
  /** To be called at the beginning of each read transaction. */
  renew(): void;
  readonly counted: Counted;
  readonly ranked: RankedOf;
  current(read: () => CurrentIndex | undefined): CurrentIndex | undefined;
}

const COUNTS_KEPT = 2_000;
/** Documents kept for all texts together; each weighs about a kilobyte. */
const RANKED_KEPT = 20_000;

/** The {@link Unchanged} of a connection that does not write. */
export const createUnchanged = (prepare: Prepare): Unchanged => {
  const counts = new LRUCache<string, number>({ max: COUNTS_KEPT });
  const ranked = new LRUCache<string, readonly Ranked[]>({
    maxSize: RANKED_KEPT,
    sizeCalculation: (rows) => rows.length + 1,
  });
  /** Texts asked for once. */
  const asked = new LRUCache<string, true>({ max: COUNTS_KEPT });
  let version: unknown;
  let index: { readonly current: CurrentIndex | undefined } | undefined;
  return {
    renew: () => {
      const now = prepare('PRAGMA data_version').get()?.data_version;
      if (now === version) return;
      version = now;
      index = undefined;
      counts.clear();
      ranked.clear();
      asked.clear();
    },
    counted: (key, count) => {
      const known = counts.get(key);
      if (known !== undefined) return known;
      const made = count();
      counts.set(key, made);
      return made;
    },
    ranked: (key, read) => {
      const known = ranked.get(key);
      if (known !== undefined) return known;
      if (!asked.has(key)) {
        asked.set(key, true);
        return undefined;
      }
      const made = read();
      ranked.set(key, made);
      return made;
    },
    current: (read) => {
      index ??= { current: read() };
      return index.current;
    },
  };
};
