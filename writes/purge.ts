import { setTimeout as sleep } from 'node:timers/promises';
import type { Cache } from '../platform/cache/port.ts';
import { PortError } from '../platform/errors.ts';
import type { Key } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { ChangeConsumer } from './changes.ts';

/** A table of whose items kept answers are made. */
export interface PurgedTable {
  readonly table: string;
  /** The tag of all answers that a write of this item ends, where there are any. The key alone says it: what moves from one place to another is two items. */
  tagOf(item: Key): string | undefined;
}

/** What {@link createPurger} stands on. */
export interface PurgerOptions {
  readonly cache: Pick<Cache, 'purge'>;
  /** What the cache is called in the log. Default `the cache`. */
  readonly called?: string | undefined;
  readonly tables: readonly PurgedTable[];
  readonly log: Log;
  /** How long a purge waits to be tried again, in milliseconds: less than the feed would, since until then what is old may be answered. Default 500. */
  readonly retryMs?: number | undefined;
  /**
   * How old a change is when it is purged, in milliseconds: for what was under way as it was written, and may be kept after a purge that comes at once. What is that old
   * waits for nothing. Default: purged at once.
   */
  readonly settle?: { readonly ms: number; readonly now: () => number } | undefined;
  /** How time passes; rejects when the signal aborts. Default: the process's timers. */
  readonly wait?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

const timers = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

/**
 * Follows the change feed into the cache: whatever was made from an item that has changed is purged. A cache that is away is no reason to pass anything by: until it
 * takes a purge, that purge is tried again.
 * @param name - names its position in the feed.
 */
export const createPurger = (name: string, options: PurgerOptions): ChangeConsumer => {
  const { cache, called = 'the cache', tables, log, retryMs = 500, settle, wait = timers } = options;
  const byName = new Map(tables.map((each) => [each.table, each]));
  return {
    name,
    tables: [...byName.keys()],
    recordOf: (item) => byName.get(item.table)?.tagOf(item),
    attempts: Number.POSITIVE_INFINITY,
    async take(tags, signal, newest) {
      const left = settle ? Math.min(newest + settle.ms - settle.now(), settle.ms) : 0;
      if (left > 0) await wait(left, signal);
      for (;;) {
        try {
          await cache.purge(tags, { signal });
          return [];
        } catch (error) {
          if (signal.aborted || !(error instanceof PortError) || !error.retryable) throw error;
          log.warn({ consumer: name, tags: tags.length, err: error }, `${called} takes no purge; trying again`);
          await wait(retryMs, signal);
        }
      }
    },
  };
};
