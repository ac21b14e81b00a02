import { LRUCache } from 'lru-cache';
import { PortError } from '../errors.ts';
import { checkConsumption, checkFill, checkKey, checkTags, wholeOption } from './checks.ts';
import type { Cache, FillOptions } from './port.ts';
import { createWindows } from './windows.ts';

/** What {@link createMemoryCache} takes. */
export interface MemoryCacheOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Most bytes held: those of entries, their keys and tags, and 200 an entry for what holds them. */
  readonly maxBytes: number;
  /** Bytes; a larger entry is `skipped`. Default 4 MiB, never more than `maxBytes`. */
  readonly maxEntryBytes?: number;
  /** Milliseconds; a longer life is cut to it. Default 24 hours. */
  readonly maxTtlMs?: number;
  /** Milliseconds a fence outlives its purge. A fill that began more than half of it ago is `fenced`. Default 60 000. */
  readonly fenceMs?: number;
  /** Milliseconds by which what fills are read from may lag behind what purges follow. Default 0. */
  readonly toleranceMs?: number;
}

interface Held {
  readonly bytes: Uint8Array;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly tags: readonly string[];
}

/** What a map's slot, the tags' sets and the object itself cost, about. */
const OVERHEAD_BYTES = 200;

/**
 * The cache in this process alone: least recently used first out, bounded in bytes. Fenced as the shared one is: an entry whose reading began
 * up to a purge of one of its tags is never stored.
 *
 * @throws `INVALID` for an option out of its bounds.
 */
export const createMemoryCache = (options: MemoryCacheOptions): Cache => {
  const { now } = options;
  const maxBytes = wholeOption('maxBytes', options.maxBytes, 1);
  const maxEntryBytes = Math.min(maxBytes, wholeOption('maxEntryBytes', options.maxEntryBytes ?? 4 * 1024 * 1024, 1));
  const maxTtlMs = wholeOption('maxTtlMs', options.maxTtlMs ?? 86_400_000, 1);
  const fenceMs = wholeOption('fenceMs', options.fenceMs ?? 60_000, 2);
  const toleranceMs = wholeOption('toleranceMs', options.toleranceMs ?? 0, 0);

  const keysOf = new Map<string, Set<string>>();
  /** Tag → time of its last purge, oldest first. */
  const fences = new Map<string, number>();
  const listeners = new Set<Parameters<Cache['onPurge']>[0]>();
  const windows = createWindows({ now });

  const entries = new LRUCache<string, Held>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes, tags }, key) =>
      OVERHEAD_BYTES + bytes.byteLength + key.length + tags.reduce((sum, tag) => sum + tag.length, 0),
    dispose: ({ tags }, key) => {
      for (const tag of tags) {
        const keys = keysOf.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) keysOf.delete(tag);
      }
    },
  });

  const forgetFences = (): void => {
    const oldest = now() - fenceMs;
    for (const [tag, time] of fences) {
      if (time > oldest) return;
      fences.delete(tag);
    }
  };

  const fenced = ({ tags, startedAt }: FillOptions): boolean => {
    const age = now() - startedAt;
    // A fill from the future would pass every fence; one from long ago might have outlived those that concern it.
    if (age < 0 || age > fenceMs / 2) return true;
    return tags.some((tag) => (fences.get(tag) ?? Number.NEGATIVE_INFINITY) >= startedAt - toleranceMs);
  };

  return {
    async get(key, callOptions) {
      checkKey(key);
      if (callOptions?.signal?.aborted === true) return undefined;
      const held = entries.get(key);
      if (held === undefined) return undefined;
      const ttlMs = held.expiresAt - now();
      if (ttlMs > 0) return { bytes: held.bytes, startedAt: held.startedAt, ttlMs };
      entries.delete(key);
      return undefined;
    },

    async fill(key, bytes, fill) {
      checkFill(key, fill);
      if (fill.signal?.aborted === true || bytes.byteLength > maxEntryBytes) return 'skipped';
      if (fenced(fill)) return 'fenced';
      const { startedAt, tags } = fill;
      const expiresAt = now() + Math.min(fill.ttlMs, maxTtlMs);
      entries.set(key, { bytes: Uint8Array.from(bytes), startedAt, expiresAt, tags: [...tags] });
      if (!entries.has(key)) return 'skipped';
      for (const tag of tags) {
        const keys = keysOf.get(tag);
        if (keys === undefined) keysOf.set(tag, new Set([key]));
        else keys.add(key);
      }
      return 'stored';
    },

    async purge(tags, callOptions) {
      checkTags(tags);
      if (callOptions?.signal?.aborted === true) {
        throw new PortError('cache', 'UNAVAILABLE', 'The purge was aborted; purge the tags again.', {
          cause: callOptions.signal.reason,
        });
      }
      if (tags.length === 0) return;
      forgetFences();
      const time = now();
      for (const tag of tags) {
        fences.delete(tag);
        fences.set(tag, time);
        for (const key of keysOf.get(tag) ?? []) entries.delete(key);
      }
      for (const listener of listeners) listener({ tags });
    },

    onPurge(listener) {
      // A function of its own, so that the same listener given twice is heard twice and stopped one by one.
      const heard: typeof listener = (event) => listener(event);
      listeners.add(heard);
      return () => listeners.delete(heard);
    },

    async consume(key, points, window) {
      checkConsumption(key, points, window);
      return windows.consume(key, points, window);
    },

    async prepare() {},
    async ping() {},
    async close() {
      entries.clear();
      listeners.clear();
    },
  };
};
