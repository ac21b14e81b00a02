import type { KeyTerms } from '../identity/caller.ts';
import { quotaHeaders, RateLimited } from './headers.ts';
import type { QuotaOptions } from './quotas.ts';
import { createQuotas } from './quotas.ts';

/** Charges keys for what they ask. */
export const createCharging = (options: QuotaOptions) => {
  const quotas = createQuotas(options);
  /**
   * Whatever is asked costs at least 1.
   * @returns the headers that tell of the quota.
   * @throws {@link RateLimited}
   */
  return async (key: KeyTerms, cost: number): Promise<Readonly<Record<string, string>>> => {
    const points = Math.max(1, cost);
    const spending = await quotas.spend(key, points);
    if (!spending.allowed) throw new RateLimited(spending, points);
    return quotaHeaders(spending);
  };
};
