import { LRUCache } from 'lru-cache';

/** What lies in {@link TaggedEntries}. */
export interface Tagged {
  readonly tags: readonly string[];
}

/** Entries by key and by tag, bounded in bytes: least recently used first out. */
export interface TaggedEntries<E extends Tagged> {
  /** Bytes held: those said of the entries, their keys and tags, and 200 an entry for what holds them. */
  readonly bytes: number;
  readonly size: number;
  get(key: string): E | undefined;
  /** False where it is larger than all that may be held: then nothing is under the key any more. */
  set(key: string, entry: E, bytes: number): boolean;
  delete(key: string): void;
  /** Removes what bears any of the tags. */
  purge(tags: readonly string[]): void;
  clear(): void;
}

/** What a map's slot, the tags' sets and the object itself cost, about. */
const OVERHEAD_BYTES = 200;

/** @param maxBytes Most bytes held. */
export const createTaggedEntries = <E extends Tagged>(maxBytes: number): TaggedEntries<E> => {
  const keysOf = new Map<string, Set<string>>();
  const entries = new LRUCache<string, E>({
    maxSize: maxBytes,
    dispose: ({ tags }, key) => {
      for (const tag of tags) {
        const keys = keysOf.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) keysOf.delete(tag);
      }
    },
  });

  return {
    get bytes() {
      return entries.calculatedSize;
    },
    get size() {
      return entries.size;
    },
    get: (key) => entries.get(key),
    set(key, entry, bytes) {
      const size = entry.tags.reduce((sum, tag) => sum + tag.length, OVERHEAD_BYTES + bytes + key.length);
      entries.set(key, entry, { size });
      if (!entries.has(key)) return false;
      for (const tag of entry.tags) {
        const keys = keysOf.get(tag);
        if (keys === undefined) keysOf.set(tag, new Set([key]));
        else keys.add(key);
      }
      return true;
    },
    delete: (key) => void entries.delete(key),
    purge(tags) {
      for (const tag of tags) for (const key of keysOf.get(tag) ?? []) entries.delete(key);
    },
    clear: () => entries.clear(),
  };
};
