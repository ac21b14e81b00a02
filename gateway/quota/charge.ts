import type { KeyTerms } from '../identity/caller.ts';
import { quotaHeaders, tooDear } from './headers.ts';
import type { QuotaOptions } from './quotas.ts';
import { createQuotas } from './quotas.ts';

/** What an answer costs that is kept, whatever its operation does. */
export const HIT_COST = 1;

/** Charges keys for what they ask; whatever is asked costs at least 1. Both answer the headers that tell of the quota. */
export interface Charging {
  /** @throws `RateLimited` */
  readonly charge: (key: KeyTerms, cost: number) => Promise<Readonly<Record<string, string>>>;
  /** The same where it needs no waiting; `undefined`, and nothing charged, where it does or where the points are not there. */
  readonly chargeAtOnce: (key: KeyTerms, cost: number) => Readonly<Record<string, string>> | undefined;
}

/** Makes {@link Charging}. */
export const createCharging = (options: QuotaOptions): Charging => {
  const quotas = createQuotas(options);
  const pointsFor = (cost: number): number => Math.max(1, cost);
  return {
    charge: async (key, cost) => {
      const points = pointsFor(cost);
      const spending = await quotas.spend(key, points);
      if (!spending.allowed) throw tooDear(spending, points);
      return quotaHeaders(spending);
    },
    chargeAtOnce: (key, cost) => {
      const spending = quotas.spendAtOnce(key, pointsFor(cost));
      return spending && quotaHeaders(spending);
    },
  };
};
