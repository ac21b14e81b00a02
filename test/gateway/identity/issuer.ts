import type { KeyObject } from 'node:crypto';
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { CompactSign, exportJWK } from 'jose';
import type { AccessTokens, UserPool } from '../../../gateway/identity/cognito.ts';
import { createAccessTokens } from '../../../gateway/identity/cognito.ts';
import { createKeySet } from '../../../gateway/identity/keySet.ts';
import { silentLog } from '../../../platform/telemetry.ts';

const generate = promisify(generateKeyPair);

/** A pair of keys, as an issuer has it. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** What its issuer publishes of it. */
  readonly jwk: JWK;
}

export const rsaPair = async (kid: string, modulusLength = 2_048, publicExponent = 65_537): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength, publicExponent });
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' } };
};

export const START = Date.parse('2026-11-02T08:00:00.000Z');
export const ISSUER = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Courier';
const SECONDS = START / 1_000;

/** A person's access token as Cognito makes it, with the claim of a pre-token trigger. */
export const person = {
  sub: '6f2c1a34-0000-4000-8000-000000000001',
  'cognito:groups': ['editor'],
  iss: ISSUER,
  version: 2,
  client_id: 'desk',
  origin_jti: '6f2c1a34-0000-4000-8000-000000000002',
  event_id: '6f2c1a34-0000-4000-8000-000000000003',
  token_use: 'access',
  scope: 'openid masthead/write',
  auth_time: SECONDS - 60,
  exp: SECONDS + 3_600,
  iat: SECONDS - 60,
  jti: '6f2c1a34-0000-4000-8000-000000000004',
  username: 'ann',
  masthead_subsidiary: 'courier',
} as const;

/** A service's: no groups, no claims of ours, nobody's name. */
export const service = {
  sub: 'robot',
  token_use: 'access',
  scope: 'masthead/write',
  auth_time: SECONDS - 60,
  iss: ISSUER,
  exp: SECONDS + 3_600,
  iat: SECONDS - 60,
  version: 2,
  jti: '6f2c1a34-0000-4000-8000-000000000005',
  client_id: 'robot',
} as const;

/** Signs claims as they are, right or wrong. A claim that is `undefined` is left out, one of the header too. */
export const sign = (
  key: SigningKey,
  claims: Readonly<Record<string, unknown>> = person,
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
    .sign(key.privateKey, { crit: { private: true } });

/** An issuer that publishes its keys, can be away, and counts who asks; with a clock. */
export interface Issuer {
  readonly tokens: AccessTokens;
  readonly pool: UserPool;
  readonly now: () => number;
  advance(ms: number): void;
  publish(set: unknown): void;
  away(is: boolean): void;
  /** When it was asked for its keys. */
  readonly asked: readonly number[];
}

export const openIssuer = (keys: readonly SigningKey[], settings: Partial<UserPool> = {}): Issuer => {
  let time = START;
  let isAway = false;
  let published: unknown = { keys: keys.map(({ jwk }) => jwk) };
  const asked: number[] = [];
  const now = (): number => time;
  const load = async (): Promise<unknown> => {
    asked.push(time);
    if (isAway) throw new Error('the issuer does not answer');
    return published;
  };
  const pool: UserPool = {
    issuer: ISSUER,
    clients: ['desk', 'robot'],
    subsidiaries: undefined,
    keys: createKeySet({ issuer: ISSUER, load, now, log: silentLog }),
    ...settings,
  };
  return {
    tokens: createAccessTokens({ pools: [pool], now }),
    pool,
    now,
    advance: (ms) => {
      time += ms;
    },
    publish: (set) => {
      published = set;
    },
    away: (is) => {
      isAway = is;
    },
    asked,
  };
};

/** What a promise came to, in words: a refusal as `CODE: message`, an answer as `ok`. */
export const outcomeOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'ok';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${String(error.code)}: ${error.message}`;
    return `failed: ${String(error)}`;
  }
};
