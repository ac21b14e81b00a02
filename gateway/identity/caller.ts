import type { KeyRecord } from '../../platform/directory.ts';
import type { Viewer } from '../../platform/viewer.ts';
import type { Limits } from '../limits.ts';
import { limitsOf } from '../limits.ts';
import { STANDARD_QUOTA } from '../quota/quotas.ts';

/** How much the bearer of a key may ask. It decides nothing about what is seen, and stays in the gateway. */
export interface KeyTerms {
  /** What stands in the directory and may stand in logs. */
  readonly id: string;
  readonly limits: Limits;
  /** Points a minute. */
  readonly quota: number;
  /** Of a publishable one: from where it may be sent (`app`: by applications, without an `Origin`), and how many requests a minute from one address. */
  readonly publishable?: { readonly origins: readonly string[]; readonly perAddress: number } | undefined;
}

/** Who asks, and on which terms. */
export interface Caller {
  readonly viewer: Viewer;
  readonly key: KeyTerms;
}

/** Requests a minute from one address with a publishable key that has no limit of its own. */
export const STANDARD_PER_ADDRESS = 300;

/** What a stored key says of how much may be asked. */
export const termsOf = ({ id, limits, quota = STANDARD_QUOTA, kind, origins = [], perAddress }: KeyRecord): KeyTerms =>
  Object.freeze({
    id,
    limits: limitsOf(limits),
    quota,
    ...(kind === 'publishable' ? { publishable: { origins, perAddress: perAddress ?? STANDARD_PER_ADDRESS } } : {}),
  });
