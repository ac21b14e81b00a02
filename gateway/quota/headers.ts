import { AnswerError } from '../../platform/errors.ts';
import type { Spending } from './quotas.ts';

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));

/**
 * What an answer says of its key's quota: `RateLimit-Policy` (points a minute) and `RateLimit` (points left, seconds until there are all again) as in
 * draft-ietf-httpapi-ratelimit-headers, versions 8 to 11; and `Retry-After` where nothing was left.
 */
export const quotaHeaders = ({ allowed, quota, remaining, resetMs }: Spending): Readonly<Record<string, string>> => ({
  'ratelimit-policy': `"cost";q=${quota};w=60`,
  ratelimit: `"cost";r=${remaining};t=${seconds(resetMs)}`,
  ...(allowed ? {} : { 'retry-after': String(seconds(resetMs)) }),
});

/** A key has no points left for what it asks. */
export const tooDear = (spending: Spending, points: number): RateLimited => {
  const { quota, remaining, resetMs } = spending;
  return new RateLimited(
    spending,
    `The operation costs ${points}, and ${remaining} of this key's ${quota} points a minute are left; ask again in ${seconds(resetMs)} s.`,
  );
};

/** Too much was asked, with the headers that say until when. */
export class RateLimited extends AnswerError {
  override readonly name = 'RateLimited';
  readonly headers: Readonly<Record<string, string>>;

  constructor(spending: Spending, message: string) {
    super('RATE_LIMITED', message);
    this.headers = quotaHeaders(spending);
  }
}
