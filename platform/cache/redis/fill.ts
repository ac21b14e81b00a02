import { randomBytes } from 'node:crypto';
import type { Log } from '../../telemetry.ts';
import type { FillOptions, FillOutcome } from '../port.ts';
import type { Entries, NewEntry } from './entries.ts';
import type { PurgeLog } from './log.ts';
import type { TagSets } from './tags.ts';

/** The parts of a cache that a fill goes through. Times in milliseconds. */
export interface FillParts {
  readonly now: () => number;
  readonly log: Log;
  readonly purgeLog: PurgeLog;
  readonly entries: Entries;
  readonly tagSets: TagSets;
  readonly maxTtlMs: number;
  readonly toleranceMs: number;
  /** A fill that began before it has no entry any more. */
  readonly trimBefore: () => number;
  /** The cache has lost tag sets: nothing may be stored until it is restored. */
  readonly onLost: () => void;
}

/** How far this process's clock may be off the server's. */
const CLOCK_MS = 1_000;

/** Stores entries in the steps of a fill, as the timeline beside `createPurger` shows them. */
export const createFiller = (parts: FillParts) => {
  const { now, log, purgeLog, entries, tagSets, maxTtlMs, toleranceMs, trimBefore, onLost } = parts;
  // Where fills are given less tolerance than that, clocks must be as close.
  const allowedMs = Math.min(CLOCK_MS, toleranceMs);

  const check = async ({ tags, startedAt }: FillOptions): Promise<Exclude<FillOutcome, 'stored'> | 'clear'> => {
    const before = now();
    const { clear, time } = await purgeLog.check(tags, startedAt);
    if (time < before - allowedMs || time > now() + allowedMs) {
      log.error(
        { serverMs: time, ownMs: before },
        'Nothing is put in the cache: its clock and this process’s differ too far.',
      );
      return 'skipped';
    }
    // A fill from the future would pass every fence.
    return clear && startedAt <= time + allowedMs ? 'clear' : 'fenced';
  };

  return async (key: string, bytes: Uint8Array, fill: FillOptions): Promise<FillOutcome> => {
    const { startedAt, tags, signal, forms = {} } = fill;
    const expiresAt = now() + Math.min(fill.ttlMs, maxTtlMs);
    const entry: NewEntry = { key, startedAt, expiresAt, tags, fill: randomBytes(8) };

    const added = await Promise.all(tags.map((tag) => tagSets.add(tag, key, startedAt, trimBefore())));
    if (added.includes(false)) {
      onLost();
      return 'skipped';
    }
    const first = await check(fill);
    if (first !== 'clear') return first;
    if (signal?.aborted === true) return 'skipped';
    await entries.store(entry, bytes, forms);
    const second = await check(fill);
    if (second !== 'clear') {
      await entries.withdraw(entry);
      return second;
    }
    const lifeMs = expiresAt - now();
    return lifeMs > 0 && (await entries.seal(entry, lifeMs)) ? 'stored' : 'fenced';
  };
};
