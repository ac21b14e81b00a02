import type { Cache } from '../platform/cache/port.ts';
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
}

/**
 * Follows the change feed into the cache: whatever was made from an item that has changed is purged. A cache that is away is no reason to pass anything by: until it
 * takes a purge, that purge is tried again.
 * @param name - names its position in the feed.
 */
export const createPurger = (name: string, { cache, tables, log }: PurgerOptions): ChangeConsumer => {
  const byName = new Map(tables.map((each) => [each.table, each]));
  return {
    name,
    tables: [...byName.keys()],
    recordOf: (item) => byName.get(item.table)?.tagOf(item),
    attempts: Number.POSITIVE_INFINITY,
    async take(tags, signal) {
      try {
        await cache.purge(tags, { signal });
        return [];
      } catch (error) {
        log.warn({ consumer: name, tags: tags.length, err: error }, 'the cache did not take a purge; trying again');
        return tags;
      }
    },
  };
};
