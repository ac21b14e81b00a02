import { LRUCache } from 'lru-cache';
import type { Cache } from '../../platform/cache/port.ts';
import { counted } from '../../platform/counted.ts';

/*
 * What a key spends is counted here, and settled with the counter that all processes share:
 *
 *   spend ──► owed ──(half a slice)──► settle in the background ──► the shared counter
 *
 * Until it has settled, a process lets a key spend one slice and no more: whoever would go beyond waits for the settlement. So a key spends in a minute at most
 * its quota and one slice for each process; a request makes no call of its own, unless it costs more than what is left of the slice.
 */

/** Whose points are spent, and how many there are a minute. */
export interface QuotaHolder {
  /** The key's id. */
  readonly id: string;
  /** Points a minute: a whole number of at least 1. */
  readonly quota: number;
}

/** Whether points could be spent, and what is left. */
export interface Spending {
  readonly allowed: boolean;
  readonly quota: number;
  /** About how many points are left in this minute: what other processes have not settled yet is not known. */
  readonly remaining: number;
  /** Milliseconds until the minute ends. */
  readonly resetMs: number;
}

/** Counts what keys spend. */
export interface Quotas {
  /** @param points - a whole number of at least 1. */
  spend(holder: QuotaHolder, points: number): Promise<Spending>;
  /** Whether the points are there and nothing must be settled first. */
  hasAtOnce(holder: QuotaHolder, points: number): boolean;
  /** The same as `spend` where {@link hasAtOnce}; else nothing is spent. */
  spendAtOnce(holder: QuotaHolder, points: number): Spending | undefined;
}

/** What {@link createQuotas} stands on. */
export interface QuotaOptions {
  readonly cache: Pick<Cache, 'consume'>;
  readonly now: () => number;
}

/** Points a minute of a key that has no quota of its own. */
export const STANDARD_QUOTA = 600_000;

/** The minutes of the clock are the windows, the same in all processes. */
const WINDOW_MS = 60_000;
/** The part of a quota that a process may let a key spend before it settles. */
const SLICE = 0.05;
/** Keys counted at once; the one longest unused is forgotten first. */
const KEYS_KEPT = 10_000;

interface Account {
  readonly minute: number;
  /** Spent and not settled, with what is being settled. */
  owed: number;
  /** Left of the quota, as far as the shared counter said when it was last asked; nothing where it refused. */
  left: number;
  settling: Promise<unknown> | undefined;
}

/** How many points a process lets a key spend before it settles: a twentieth of its quota, at least 1. */
export const sliceOf = (quota: number): number => Math.max(1, Math.floor(quota * SLICE));

/** Quotas of points a minute, shared through the cache; where the cache is away it counts for this process alone. */
export const createQuotas = ({ cache, now }: QuotaOptions): Quotas => {
  const accounts = new LRUCache<string, Account>(counted(KEYS_KEPT));

  const accountOf = ({ id, quota }: QuotaHolder, minute: number): Account => {
    const known = accounts.get(id);
    if (known?.minute === minute) return known;
    const opened: Account = { minute, owed: 0, left: quota, settling: undefined };
    accounts.set(id, opened);
    return opened;
  };

  /** Takes points from the shared counter, of which `owed` are spent already. Answers whether they were there. */
  const take = async (account: Account, { id, quota }: QuotaHolder, points: number, owed = 0): Promise<boolean> => {
    // It outlives its minute, so that it cannot begin anew within it.
    const window = { limit: quota, windowMs: 2 * WINDOW_MS };
    const { allowed, remaining } = await cache.consume(`quota:${id}:${account.minute}`, points, window);
    account.left = Math.min(account.left, remaining);
    account.owed -= owed;
    return allowed;
  };

  /** Settles what is owed, once at a time. What was refused is spent all the same: that is the overshoot. */
  const settle = (account: Account, holder: QuotaHolder): Promise<unknown> => {
    account.settling ??= take(account, holder, account.owed, account.owed).finally(() => {
      account.settling = undefined;
    });
    return account.settling;
  };

  const isThere = ({ left, owed }: Account, points: number): boolean => points <= left - owed;
  const fitsSlice = ({ owed }: Account, { quota }: QuotaHolder, points: number): boolean =>
    owed + points <= sliceOf(quota);

  const owe = (account: Account, holder: QuotaHolder, points: number): void => {
    account.owed += points;
    // What could not be settled is owed still, and is tried again.
    if (account.owed * 2 >= sliceOf(holder.quota)) settle(account, holder).catch(() => undefined);
  };

  const pay = async (account: Account, holder: QuotaHolder, points: number): Promise<boolean> => {
    if (points > sliceOf(holder.quota)) return isThere(account, points) && take(account, holder, points);
    while (isThere(account, points) && !fitsSlice(account, holder, points)) await settle(account, holder);
    if (!isThere(account, points)) return false;
    owe(account, holder, points);
    return true;
  };

  const hasAtOnce = (account: Account, holder: QuotaHolder, points: number): boolean =>
    isThere(account, points) && fitsSlice(account, holder, points);

  const spending = (allowed: boolean, { left, owed }: Account, { quota }: QuotaHolder, at: number): Spending => ({
    allowed,
    quota,
    remaining: Math.max(0, left - owed),
    resetMs: WINDOW_MS - (at % WINDOW_MS),
  });

  return {
    spend: async (holder, points) => {
      const at = now();
      const account = accountOf(holder, Math.floor(at / WINDOW_MS));
      const allowed = await pay(account, holder, points);
      return spending(allowed, account, holder, at);
    },
    hasAtOnce: (holder, points) => hasAtOnce(accountOf(holder, Math.floor(now() / WINDOW_MS)), holder, points),
    spendAtOnce: (holder, points) => {
      const at = now();
      const account = accountOf(holder, Math.floor(at / WINDOW_MS));
      if (!hasAtOnce(account, holder, points)) return undefined;
      owe(account, holder, points);
      return spending(true, account, holder, at);
    },
  };
};
