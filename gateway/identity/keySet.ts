import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { AnswerError } from '../../platform/errors.ts';
import type { Log } from '../../platform/telemetry.ts';

/** The public keys of one issuer, by their `kid`. */
export interface KeySet {
  /**
   * A key that is known never waits, for nobody: not while its issuer is asked, is slow or away.
   * @returns `undefined` where the issuer has no such key that may be used.
   * @throws {@link AnswerError} `UNAVAILABLE` where the key is not known and the issuer could not be asked.
   */
  keyFor(kid: string): Promise<KeyObject | undefined>;
}

/** What {@link createKeySet} needs. */
export interface KeySetOptions {
  /** Names the set in logs. */
  readonly issuer: string;
  /** Fetches the set (RFC 7517). Must end in time by itself. */
  readonly load: () => Promise<unknown>;
  readonly now: () => number;
  readonly log: Log;
}

/** A set so old is fetched anew beside the next use of one of its keys: a key that was withdrawn dies by it. */
const FRESH_MS = 5 * 60_000;
/** From one fetch to the next, whether it failed or not: at most six a minute, whatever tokens come. */
const COOL_DOWN_MS = 10_000;
const MOST_KEYS = 100;
const FEWEST_BITS = 2_048;
const MOST_BITS = 8_192;

const jwks = z.object({ keys: z.array(z.unknown()).max(MOST_KEYS) });
const rsaKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(256),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  n: z.base64url(),
  // 65537, as everybody's: others are slow, weak or a trick.
  e: z.literal('AQAB'),
});

const usableKey = (jwk: unknown): readonly [string, KeyObject] | undefined => {
  const parsed = rsaKey.safeParse(jwk);
  if (!parsed.success) return undefined;
  const { kid, kty, n, e } = parsed.data;
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return bits >= FEWEST_BITS && bits <= MOST_BITS ? [kid, key] : undefined;
  } catch {
    return undefined;
  }
};

/** The keys of a set that may be used. Two of one `kid` are none: nobody can say which is meant. */
const usableKeys = (set: unknown): ReadonlyMap<string, KeyObject> => {
  const usable = jwks
    .parse(set)
    .keys.map(usableKey)
    .filter((entry) => entry !== undefined);
  const times = Map.groupBy(usable, ([kid]) => kid);
  const keys = new Map(usable.filter(([kid]) => times.get(kid)?.length === 1));
  if (keys.size === 0) throw new Error('the key set has no key that may be used');
  return keys;
};

/** `fetch` says what went wrong in the cause alone. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : String(error);

/**
 * The keys of an issuer, fetched when first needed and kept: one fetch at a time, a cool-down after each, and the keys known so far for as long as
 * the issuer is away.
 */
export const createKeySet = ({ issuer, load, now, log }: KeySetOptions): KeySet => {
  let keys: ReadonlyMap<string, KeyObject> = new Map();
  let askedAt = Number.NEGATIVE_INFINITY;
  let loadedAt = Number.NEGATIVE_INFINITY;
  let failed = true;
  let loading: Promise<void> | undefined;
  // A clock that was set back counts as time gone by.
  const since = (moment: number): number => Math.abs(now() - moment);

  const fetchSet = async (): Promise<void> => {
    const at = now();
    askedAt = at;
    try {
      keys = usableKeys(await load());
      loadedAt = at;
      failed = false;
    } catch (error) {
      failed = true;
      log.warn({ issuer, error: reasonOf(error) }, 'the keys of an issuer could not be fetched');
    }
  };
  const refresh = async (): Promise<void> => {
    if (!loading && since(askedAt) >= COOL_DOWN_MS)
      loading = fetchSet().finally(() => {
        loading = undefined;
      });
    await loading;
  };

  return {
    keyFor: async (kid) => {
      const known = keys.get(kid);
      if (known) {
        if (since(loadedAt) >= FRESH_MS) void refresh();
        return known;
      }
      await refresh();
      const found = keys.get(kid);
      if (!found && failed) throw new AnswerError('UNAVAILABLE', 'Tokens cannot be checked right now; try again.');
      return found;
    },
  };
};
