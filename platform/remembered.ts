import { LRUCache } from 'lru-cache';
import { counted } from './counted.ts';

/** Answers kept for a while. */
export interface Remembered<Value> {
  /** The value of a key, at most `ttlMs` old. Callers that come while it is loaded wait for the same load. Rejects as the load does; a failed load is not kept. */
  get(key: string): Promise<Value>;
  /** Forgets a key: who asks from now on loads anew, and a load under way is not kept. */
  forget(key: string): void;
}

/** What {@link createRemembered} needs. */
export interface RememberedOptions<Value> {
  /** Most keys kept; the least recently used goes first. Positive integer. */
  readonly max: number;
  /** Milliseconds a value is kept, counted from when its load began. */
  readonly ttlMs: number;
  readonly now: () => number;
  readonly load: (key: string) => Promise<Value>;
}

/** Remembers what `load` answers, within bounds of time and number. */
export const createRemembered = <Value>(options: RememberedOptions<Value>): Remembered<Value> => {
  const { max, ttlMs, now, load } = options;
  const kept = new LRUCache<string, { readonly value: Promise<Value>; readonly until: number }>(counted(max));
  return {
    get: (key) => {
      const known = kept.get(key);
      if (known && now() < known.until) return known.value;
      const entry = { value: load(key), until: now() + ttlMs };
      kept.set(key, entry);
      entry.value.catch(() => {
        if (kept.peek(key) === entry) kept.delete(key);
      });
      return entry.value;
    },
    forget: (key) => void kept.delete(key),
  };
};
