import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { counted } from '../../platform/counted.ts';
import type { KeyLimits } from '../../platform/directory/items.ts';
import { isAlive } from '../../platform/directory/items.ts';
import type { Directory, KeyRecord } from '../../platform/directory.ts';
import { AnswerError, PortError } from '../../platform/errors.ts';
import { base32 } from '../../platform/ids.ts';
import { createRemembered } from '../../platform/remembered.ts';
import type { Grant, Scoring } from '../../platform/viewer.ts';
import type { Caller } from './caller.ts';
import { termsOf } from './caller.ts';
import { unauthenticated } from './unauthenticated.ts';

/** For whom a key is issued. */
export interface IssueOptions {
  readonly organisation: string;
  readonly application: string;
  /** The name of a view. */
  readonly view: string;
  readonly grants: readonly Grant[];
  /** Milliseconds since the epoch; without it the key does not expire. */
  readonly expires?: number | undefined;
  /** Its own, in the place of the graph's. */
  readonly limits?: KeyLimits | undefined;
  /** Points of cost a minute, in the place of the graph's. */
  readonly quota?: number | undefined;
  /** Makes a publishable key: from where it may be sent. */
  readonly origins?: readonly string[] | undefined;
  /** Of a publishable key: requests a minute from one address, in the place of the graph's. */
  readonly perAddress?: number | undefined;
  /** Default: `relevance`. */
  readonly scoring?: Scoring | undefined;
}

/** A key at the one moment it is known whole. */
export interface IssuedKey {
  /** What stands in the directory and may stand in logs. */
  readonly id: string;
  /** `mh_<id>_<secret>`: shown once, never stored. */
  readonly key: string;
}

/** Issues API keys and recognises them. */
export interface ApiKeys {
  /** @throws `TypeError` for an unknown view; `ConditionFailed` where the application is not there. */
  issue(options: IssueOptions): Promise<IssuedKey>;
  /**
   * @param values - each `x-api-key` header of the request as it came, so that a repeated one is seen.
   * @throws {@link AnswerError} `UNAUTHENTICATED`, in the same words for every reason; `UNAVAILABLE` where keys cannot be looked up.
   */
  callerOf(values: readonly string[]): Promise<Caller>;
  /**
   * The same where it is known without a look-up; `undefined` says nothing about the key.
   * @param connection - over which it came: what comes over it again is not digested again.
   */
  known(values: readonly string[], connection?: object): Caller | undefined;
}

/** What {@link createApiKeys} needs. */
export interface ApiKeysOptions {
  /** Signs the ids of keys: at least 32 bytes. */
  readonly secret: string;
  readonly directory: Directory;
  readonly now: () => number;
}

const KEY = /^mh_([a-z2-7]{16})([a-z2-7]{8})_([a-z2-7]{52})$/;
const RANDOM_LENGTH = 16;
const CHECK_LENGTH = 8;
const SECRET_LENGTH = 52;
/** A stored key, there or not, is looked up at most this often, whatever secrets are tried with its id. */
const LOOKED_UP_MS = 5_000;
/** With {@link LOOKED_UP_MS} before it, a revoked key dies within 30 s. */
const VERIFIED_MS = 25_000;
const REMEMBERED = 10_000;

const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');
const digestOf = (text: string): string => hash('sha256', text, 'base64url');

/** Keys whose ids are signed by `secret` and whose records lie in the directory. */
export const createApiKeys = ({ secret, directory, now }: ApiKeysOptions): ApiKeys => {
  if (Buffer.byteLength(secret) < 32) throw new TypeError('KEY_SECRET must have at least 32 bytes');
  const check = (random: string): string => base32(createHmac('sha256', secret).update(random).digest(), CHECK_LENGTH);
  const records = createRemembered<KeyRecord | undefined>({
    max: REMEMBERED,
    ttlMs: LOOKED_UP_MS,
    now,
    load: (id) => directory.key(id),
  });
  // Under the digest of the whole text: an id alone must never find a viewer.
  const verified = new LRUCache<string, { readonly caller: Caller; readonly until: number }>(counted(REMEMBERED));
  // The text itself is kept with the connection alone: no memory has all keys in clear.
  const sentLast = new WeakMap<object, { readonly text: string; readonly digest: string }>();

  const verify = async (text: string, digest: string, at: number): Promise<Caller> => {
    const [, random = '', given = '', secretPart = ''] = KEY.exec(text) ?? [];
    if (random === '' || !timingSafeEqual(Buffer.from(given), Buffer.from(check(random)))) throw unauthenticated();
    const record = await records.get(random + given);
    const given256 = sha256(secretPart);
    if (!record || !timingSafeEqual(given256, Buffer.from(record.hash, 'hex'))) throw unauthenticated();
    const expires = record.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(record.expires);
    if (!isAlive(record, at)) throw unauthenticated();
    const term = await directory.viewerOf(record, at);
    if (!term) throw unauthenticated();
    const caller = Object.freeze({ viewer: term.viewer, key: termsOf(record) });
    verified.set(digest, { caller, until: Math.min(at + VERIFIED_MS, expires, term.until) });
    return caller;
  };

  const knownUnder = (digest: string, at: number): Caller | undefined => {
    const known = verified.get(digest);
    return known && at < known.until ? known.caller : undefined;
  };
  const only = (values: readonly string[]): string | undefined => (values.length === 1 ? values[0] : undefined);

  return {
    issue: async ({
      organisation,
      application,
      view,
      grants,
      expires,
      limits,
      quota,
      scoring,
      origins,
      perAddress,
    }) => {
      const random = base32(randomBytes(10), RANDOM_LENGTH);
      const id = random + check(random);
      const secretPart = base32(randomBytes(33), SECRET_LENGTH);
      await directory.createKey({
        id,
        hash: sha256(secretPart).toString('hex'),
        organisation,
        application,
        view,
        grants: [...grants],
        kind: origins === undefined ? 'secret' : 'publishable',
        ...(expires === undefined ? {} : { expires: new Date(expires).toISOString() }),
        state: 'active',
        ...(limits === undefined ? {} : { limits }),
        ...(quota === undefined ? {} : { quota }),
        ...(scoring === undefined ? {} : { scoring }),
        ...(origins === undefined ? {} : { origins: [...origins] }),
        ...(perAddress === undefined ? {} : { perAddress }),
      });
      return { id, key: `mh_${id}_${secretPart}` };
    },
    callerOf: async (values) => {
      const text = only(values);
      if (text === undefined) throw unauthenticated();
      const at = now();
      const digest = digestOf(text);
      try {
        return knownUnder(digest, at) ?? (await verify(text, digest, at));
      } catch (error) {
        if (error instanceof PortError && error.retryable)
          throw new AnswerError('UNAVAILABLE', 'Keys cannot be checked right now; try again.', { cause: error });
        throw error;
      }
    },
    known: (values, connection) => {
      const text = only(values);
      if (text === undefined) return undefined;
      const last = connection && sentLast.get(connection);
      if (last?.text === text) return knownUnder(last.digest, now());
      const digest = digestOf(text);
      const caller = knownUnder(digest, now());
      if (caller && connection) sentLast.set(connection, { text, digest });
      return caller;
    },
  };
};
