import { setTimeout as wait } from 'node:timers/promises';
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
  readonly tables: readonly PurgedTable[];
  readonly log: Log;
  /** How long a purge waits to be tried again, in milliseconds: less than the feed would, since until then what is old may be answered. Default 500. */
  readonly retryMs?: number | undefined;
}

/**
 * Follows the change feed into the cache: whatever was made from an item that has changed is purged. A cache that is away is no reason to pass anything by: until it
 * takes a purge, that purge is tried again.
 * @param name - names its position in the feed.
 */
export const createPurger = (name: string, { cache, tables, log, retryMs = 500 }: PurgerOptions): ChangeConsumer => {
  const byName = new Map(tables.map((each) => [each.table, each]));
  return {
    name,
    tables: [...byName.keys()],
    recordOf: (item) => byName.get(item.table)?.tagOf(item),
    attempts: Number.POSITIVE_INFINITY,
    async take(tags, signal) {
      for (;;) {
        try {
          await cache.purge(tags, { signal });
          return [];
        } catch (error) {
          if (signal.aborted || !(error instanceof PortError) || !error.retryable) throw error;
          log.warn({ consumer: name, tags: tags.length, err: error }, 'the cache takes no purge; trying again');
          await wait(retryMs, undefined, { signal });
        }
      }
    },
  };
};
