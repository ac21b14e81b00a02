import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { counted } from '../../platform/counted.ts';
import type { KeySet } from './keySet.ts';
import { unauthenticated } from './unauthenticated.ts';

/** A Cognito user pool whose tokens are taken. */
export interface UserPool {
  /** The `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** The `client_id`s whose tokens are taken. */
  readonly clients: readonly string[];
  /** The subsidiaries for which its tokens may speak; `undefined`: for all. */
  readonly subsidiaries: readonly string[] | undefined;
  readonly keys: KeySet;
}

/** What a verified access token says. */
export interface TokenClaims {
  /** `sub`. */
  readonly subject: string;
  readonly client: string;
  /** Whether a client speaks for itself (client credentials), not for a person. */
  readonly service: boolean;
  /** `masthead_subsidiary`, which the pool's pre-token trigger sets. */
  readonly subsidiary: string | undefined;
  readonly scopes: readonly string[];
  /** `cognito:groups`. */
  readonly groups: readonly string[];
  readonly pool: UserPool;
}

/** Recognises Cognito access tokens. */
export interface AccessTokens {
  /**
   * @param token - the compact token, without `Bearer`.
   * @throws `AnswerError` `UNAUTHENTICATED`, in the same words for every reason; `UNAVAILABLE` where its issuer's keys cannot be had.
   */
  claimsOf(token: string): Promise<TokenClaims>;
}

/** What {@link createAccessTokens} needs. */
export interface AccessTokensOptions {
  /** Each issuer once. */
  readonly pools: readonly UserPool[];
  readonly now: () => number;
}

const LONGEST = 8 * 1024;
/** Between Cognito's clock and this one, in seconds. */
const CLOCK_SKEW_S = 5;
/** No access token of Cognito lives longer, in seconds. */
const LONGEST_LIFE_S = 24 * 60 * 60;
/** A verified token is remembered so long at most, and never beyond its end. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 10_000;

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Bits left over in the last character would let one signature be written in several ways. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

// What else stands in a header (`jku`, `x5u`, `jwk`, `x5c`) is never read; `crit` would ask us to.
const header = z.object({ alg: z.literal('RS256'), kid: z.string().min(1).max(256), crit: z.never().optional() });
const claims = z.object({
  sub: z.string().min(1).max(256),
  token_use: z.literal('access'),
  client_id: z.string(),
  exp: z.int(),
  scope: z.string().optional(),
  username: z.string().optional(),
  'cognito:groups': z.array(z.string()).optional(),
  masthead_subsidiary: z.string().min(1).optional(),
});
const requiredClaims = ['exp', 'iat', 'sub', 'client_id', 'token_use'];

/** Whose key must have signed the token, if it is one: not yet believed. */
const signerOf = (token: string): { readonly kid: string; readonly issuer: string } | undefined => {
  if (token.length > LONGEST || !COMPACT.test(token) || !token.split('.').every(isCanonical)) return undefined;
  try {
    const { kid } = header.parse(decodeProtectedHeader(token));
    const { iss } = decodeJwt(token);
    return iss === undefined ? undefined : { kid, issuer: iss };
  } catch {
    return undefined;
  }
};

const claimsIn = (payload: JWTPayload, pool: UserPool): (TokenClaims & { readonly exp: number }) | undefined => {
  const { success, data } = claims.safeParse(payload);
  if (!success || !pool.clients.includes(data.client_id)) return undefined;
  const groups = data['cognito:groups'];
  return {
    subject: data.sub,
    client: data.client_id,
    service: data.sub === data.client_id && data.username === undefined && groups === undefined,
    subsidiary: data.masthead_subsidiary,
    scopes: [...new Set(data.scope?.split(' ').filter((scope) => scope !== ''))].sort(),
    groups: groups ?? [],
    pool,
    exp: data.exp,
  };
};

/** Access tokens of these pools: RS256 alone, by the pool's own keys, with every claim checked. */
export const createAccessTokens = ({ pools, now }: AccessTokensOptions): AccessTokens => {
  const byIssuer = new Map(pools.map((pool) => [pool.issuer, pool]));
  // Under the digest of the whole text: whatever of a token could be written otherwise makes another one.
  const verified = new LRUCache<string, { readonly claims: TokenClaims; readonly until: number }>(counted(REMEMBERED));

  const verify = async (token: string, at: number): Promise<TokenClaims & { readonly exp: number }> => {
    const signer = signerOf(token);
    const pool = signer && byIssuer.get(signer.issuer);
    const key = pool && (await pool.keys.keyFor(signer.kid));
    if (!key) throw unauthenticated();
    const options = {
      algorithms: ['RS256'],
      issuer: pool.issuer,
      requiredClaims,
      maxTokenAge: LONGEST_LIFE_S,
      clockTolerance: CLOCK_SKEW_S,
      currentDate: new Date(at),
    };
    const payload = await jwtVerify(token, key, options).then(
      (result) => result.payload,
      () => undefined,
    );
    const found = payload && claimsIn(payload, pool);
    if (!found) throw unauthenticated();
    return found;
  };

  return {
    claimsOf: async (token) => {
      const at = now();
      const digest = createHash('sha256').update(token).digest('base64url');
      const known = verified.get(digest);
      if (known && at < known.until) return known.claims;
      const { exp, ...found } = await verify(token, at);
      verified.set(digest, { claims: found, until: Math.min(at + REMEMBERED_MS, exp * 1_000) });
      return found;
    },
  };
};
