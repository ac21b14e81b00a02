import { LRUCache } from 'lru-cache';
import { counted } from '../counted.ts';
import { PortError } from '../errors.ts';
import {
  checkConsumption,
  checkFill,
  checkKey,
  checkLease,
  checkRead,
  checkTags,
  sizeOf,
  wholeOption,
} from './checks.ts';
import { createFences } from './fences.ts';
import type { Cache, FillOptions, Lease, PurgeEvent } from './port.ts';
import { createTaggedEntries } from './tagged.ts';
import { createWindows } from './windows.ts';

/** What {@link createMemoryCache} takes. */
export interface MemoryCacheOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Most bytes held: those of entries, their keys and tags, and 200 an entry for what holds them. */
  readonly maxBytes: number;
  /** Bytes, in all forms together; a larger entry is `skipped`. Default 4 MiB, never more than `maxBytes`. */
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
  readonly forms: ReadonlyMap<string, Uint8Array>;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly tags: readonly string[];
}

/** Most leases known at once; the one longest unused is forgotten, which makes an entry twice at worst. */
const MOST_LEASES = 10_000;

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

  const entries = createTaggedEntries<Held>(maxBytes);
  const fences = createFences({ now, fenceMs });
  const leases = new LRUCache<string, { endsAt: number }>(counted(MOST_LEASES));
  const listeners = new Set<(event: PurgeEvent) => void>();
  const windows = createWindows({ now });

  const fenced = ({ tags, startedAt }: FillOptions): boolean => {
    const age = now() - startedAt;
    // A fill from the future would pass every fence; one from long ago might have outlived those that concern it.
    return age < 0 || age > fenceMs / 2 || fences.refuses(tags, startedAt);
  };

  const leased = (key: string): boolean => (leases.get(key)?.endsAt ?? 0) > now();

  return {
    shared: false,

    async get(key, readOptions) {
      checkRead(key, readOptions);
      const { signal, form, tags: isTagged = true } = readOptions ?? {};
      if (signal?.aborted === true) return undefined;
      const held = entries.get(key);
      if (held === undefined) return undefined;
      const { startedAt, tags, forms } = held;
      const ttlMs = held.expiresAt - now();
      if (ttlMs <= 0) entries.delete(key);
      const bytes = form === undefined ? held.bytes : forms.get(form);
      return ttlMs > 0 && bytes !== undefined ? { bytes, startedAt, tags: isTagged ? tags : [], ttlMs } : undefined;
    },

    async fill(key, bytes, fill) {
      checkFill(key, fill);
      const size = sizeOf(bytes, fill);
      if (fill.signal?.aborted === true || size > maxEntryBytes) return 'skipped';
      if (fenced(fill)) return 'fenced';
      const { startedAt, tags } = fill;
      const forms = new Map(Object.entries(fill.forms ?? {}).map(([form, inIt]) => [form, Uint8Array.from(inIt)]));
      const expiresAt = now() + Math.min(fill.ttlMs, maxTtlMs);
      const entry = { bytes: Uint8Array.from(bytes), forms, startedAt, expiresAt, tags: [...tags] };
      return entries.set(key, entry, size) ? 'stored' : 'skipped';
    },

    async purge(tags, callOptions) {
      checkTags(tags);
      if (callOptions?.signal?.aborted === true) {
        throw new PortError('cache', 'UNAVAILABLE', 'The purge was aborted; purge the tags again.', {
          cause: callOptions.signal.reason,
        });
      }
      if (tags.length === 0) return;
      const upTo = now() + toleranceMs;
      fences.raise(tags, upTo);
      entries.purge(tags);
      for (const listener of listeners) listener({ kind: 'purged', tags, upTo });
    },

    onPurge(listener) {
      // A function of its own, so that the same listener given twice is heard twice and stopped one by one.
      const heard = (event: PurgeEvent): void => listener(event);
      listeners.add(heard);
      return () => listeners.delete(heard);
    },

    async lease(key, ms) {
      checkLease(key, ms);
      if (leased(key)) return undefined;
      const mine = { endsAt: now() + ms };
      leases.set(key, mine);
      const lease: Lease = {
        release: async () => {
          if (leases.get(key) === mine) leases.delete(key);
        },
      };
      return lease;
    },

    async leased(key) {
      checkKey(key);
      return leased(key);
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
