import { LRUCache } from 'lru-cache';
import type { Prepare } from './sqliteTables.ts';

/** The index behind an alias. */
export interface CurrentIndex {
  readonly name: string;
  readonly number: number;
  readonly shape: string;
}

/** What `count` says, or said since the file was last written to. */
export type Counted = (key: string, count: () => number) => number;

/** What was read of a file, kept while nobody writes to it: SQLite's `data_version` tells of each commit of another connection. */
export interface Unchanged {
  /** To be called at the beginning of each read transaction. */
  renew(): void;
  readonly counted: Counted;
  current(read: () => CurrentIndex | undefined): CurrentIndex | undefined;
}

const COUNTS_KEPT = 2_000;

/** The {@link Unchanged} of a connection that does not write. */
export const createUnchanged = (prepare: Prepare): Unchanged => {
  const counts = new LRUCache<string, number>({ max: COUNTS_KEPT });
  let version: unknown;
  let index: { readonly current: CurrentIndex | undefined } | undefined;
  return {
    renew: () => {
      const now = prepare('PRAGMA data_version').get()?.data_version;
      if (now === version) return;
      version = now;
      index = undefined;
      counts.clear();
    },
    counted: (key, count) => {
      const known = counts.get(key);
      if (known !== undefined) return known;
      const made = count();
      counts.set(key, made);
      return made;
    },
    current: (read) => {
      index ??= { current: read() };
      return index.current;
    },
  };
};
