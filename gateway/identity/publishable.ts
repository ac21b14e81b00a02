import { hash } from 'node:crypto';
import { AnswerError } from '../../platform/errors.ts';
import { RateLimited } from '../quota/headers.ts';
import type { QuotaOptions, Spending } from '../quota/quotas.ts';
import { createQuotas } from '../quota/quotas.ts';
import type { GatewayRequest } from '../request.ts';
import { addressOf } from './address.ts';
import type { KeyTerms } from './caller.ts';

/** What an installed application, whose requests have no `Origin`, is called among the origins of a key. */
const NO_ORIGIN = 'app';

type Sent = Pick<GatewayRequest, 'headers' | 'remoteAddress'>;

/** Lets publishable keys in, which everybody can read who has the page or the application: from their origins, and so often from one address. Other keys pass. */
export interface Publishable {
  /** @throws {@link AnswerError} `FORBIDDEN`; {@link RateLimited}. */
  admit(key: KeyTerms, request: Sent): Promise<void>;
  /**
   * The same where it needs no waiting; `undefined`, and nothing counted, where it does or would be refused.
   * @param charge - what else must be had at once: where it is not, nothing is counted either, so that no request counts twice.
   */
  admitAtOnce<Charged>(key: KeyTerms, request: Sent, charge: () => Charged | undefined): Charged | undefined;
}

/** What {@link createPublishable} needs. */
export interface PublishableOptions extends QuotaOptions {
  /** See {@link addressOf}. Default 0. */
  readonly trustedProxies?: number | undefined;
}

const tooMany = (spending: Spending): RateLimited =>
  new RateLimited(
    spending,
    `More than ${spending.quota} requests a minute came from this address with this key; ask again in ${Math.ceil(spending.resetMs / 1_000)} s.`,
  );

/** {@link Publishable} that counts with all processes. Its counters are apart from those of keys, so that many addresses displace none of them. */
export const createPublishable = ({ trustedProxies = 0, ...options }: PublishableOptions): Publishable => {
  const quotas = createQuotas(options);
  const isFrom = (origins: readonly string[], { headers: { origin } }: Sent): boolean =>
    origin === undefined ? origins.includes(NO_ORIGIN) : origin !== NO_ORIGIN && origins.includes(origin);
  /** Addresses are no one's business in a cache that others read. */
  const holderOf = ({ id }: KeyTerms, perAddress: number, request: Sent) => ({
    id: `${id}:${hash('sha256', addressOf(request, trustedProxies), 'base64url')}`,
    quota: perAddress,
  });
  return {
    admit: async (key, request) => {
      if (!key.publishable) return;
      const { origins, perAddress } = key.publishable;
      if (!isFrom(origins, request))
        throw new AnswerError(
          'FORBIDDEN',
          'This key may be sent from the pages and applications that it was made for alone.',
        );
      const spending = await quotas.spend(holderOf(key, perAddress, request), 1);
      if (!spending.allowed) throw tooMany(spending);
    },
    admitAtOnce: (key, request, charge) => {
      if (!key.publishable) return charge();
      const { origins, perAddress } = key.publishable;
      const holder = holderOf(key, perAddress, request);
      if (!isFrom(origins, request) || !quotas.hasAtOnce(holder, 1)) return undefined;
      const charged = charge();
      if (charged !== undefined) quotas.spendAtOnce(holder, 1);
      return charged;
    },
  };
};
