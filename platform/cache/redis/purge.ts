import type { Client } from './client.ts';
import type { Entries } from './entries.ts';
import type { PurgeLog } from './log.ts';
import { writeMessage } from './message.ts';
import type { Names } from './names.ts';
import { oneFlight } from './oneFlight.ts';
import { scanAll } from './sweep.ts';
import type { TagSets } from './tags.ts';

/** The parts of a cache that a purge goes through. */
export interface PurgeParts {
  readonly client: Client;
  readonly names: Names;
  readonly log: PurgeLog;
  readonly entries: Entries;
  readonly tagSets: TagSets;
}

export interface Purger {
  purge(tags: readonly string[], signal?: AbortSignal): Promise<void>;
  /**
   * Makes a cache good that has lost tag sets, or is new: all that it may no longer be able to purge is dropped. One at a time. Who listens need not
   * hear of it: what processes hold themselves they purge by tags of their own.
   */
  restore(): Promise<void>;
}

/** Tags purged side by side. */
const WIDTH = 16;

/**
 * ```
 * purge ──► fence in the log (t) ──► drop the tag's entries begun up to t + tolerance ──► forget these members ──► tell
 * fill  ──► add to the tag sets ──► log clear? ──► store, unreadable ──► log clear? ──► seal, if still the same fill
 * ```
 * A fill whose members the purge did not see was put in after the fence, and finds it at its checks; one that passed its last check before
 * the fence stands in the tag set, and its entry is dropped, or no longer there to be sealed. Every member is visited, whatever its start,
 * since a later fill of the same key may have raised it above an older entry's.
 */
export const createPurger = ({ client, names, log, entries, tagSets }: PurgeParts): Purger => {
  const dropAll = async (pages: AsyncIterable<string[]>, limit: number, signal?: AbortSignal): Promise<void> => {
    for await (const page of pages) {
      signal?.throwIfAborted();
      await Promise.all(page.map((name) => entries.drop(name, limit)));
    }
  };

  const missing = async (): Promise<string[]> => {
    const there = await Promise.all(names.markers.map((marker) => client.exists(marker)));
    return names.markers.filter((_, position) => there[position] === 0);
  };

  const restore = async (): Promise<void> => {
    const lost = await missing();
    if (lost.length === 0) return;
    const limit = await log.fenceEverything();
    await dropAll(scanAll(client, names.entries), limit);
    await Promise.all(lost.map((marker) => client.set(marker, limit)));
  };

  const restoreOnce = oneFlight(restore);

  const purgeTag = async (tag: string, limit: number, signal?: AbortSignal): Promise<void> => {
    if (!(await tagSets.whole(tag))) return await restoreOnce();
    await dropAll(tagSets.names(tag), limit, signal);
    await tagSets.forget(tag, limit);
  };

  return {
    restore: restoreOnce,
    async purge(tags, signal) {
      const limit = await log.fence(tags);
      for (let first = 0; first < tags.length; first += WIDTH) {
        signal?.throwIfAborted();
        await Promise.all(tags.slice(first, first + WIDTH).map((tag) => purgeTag(tag, limit, signal)));
      }
      await client.publish(names.channel, writeMessage({ tags, upTo: limit }));
    },
  };
};
