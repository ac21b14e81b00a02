import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/*
 * What the gateway says to a subgraph in a process of its own: a token for this subgraph and this body, which holds the viewer. The same request within
 * its minute repeats an answer and changes nothing; anything else is refused.
 */

/** Makes the token of a body for one subgraph. */
export type SignBody = (body: string) => Promise<string>;

/**
 * Finds the digest of the body for which a token was made, to be compared by {@link bodyDigest}.
 * @param token - the compact token.
 * @returns `undefined` for every token that is not the gateway's, not for this subgraph, or not of this minute.
 */
export type ReadToken = (token: string) => Promise<string | undefined>;

const ISSUER = 'masthead-gateway';
const TYPE = 'masthead+jwt';
/** With the skew between two clocks a token is good for a minute, in seconds. */
const LIFE_S = 55;
const CLOCK_SKEW_S = 5;
const LONGEST = 2_048;
const requiredClaims = ['exp', 'iat', 'body'];

/** A key says by its kind how it signs, so that no token can say otherwise. */
const algorithmOf = (key: KeyObject): 'HS256' | 'EdDSA' => (key.type === 'secret' ? 'HS256' : 'EdDSA');

const bodyClaim = z.object({ body: z.string() });

/** SHA-256 of a body as tokens carry it: base64url. */
export const bodyDigest = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('base64url');

/**
 * Signs what goes to `subgraph`.
 * @param key - a secret (HMAC), or the private half of an Ed25519 key.
 */
export const createBodySigner = (key: KeyObject, subgraph: string, now: () => number): SignBody => {
  const alg = algorithmOf(key);
  return (body) => {
    const at = Math.floor(now() / 1_000);
    return new SignJWT({ body: bodyDigest(body) })
      .setProtectedHeader({ alg, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(subgraph)
      .setIssuedAt(at)
      .setExpirationTime(at + LIFE_S)
      .sign(key);
  };
};

/**
 * Reads what comes to `subgraph`.
 * @param key - the same secret, or the public half of the gateway's key.
 */
export const createTokenReader = (key: KeyObject, subgraph: string, now: () => number): ReadToken => {
  const algorithms = [algorithmOf(key)];
  return async (token) => {
    if (token.length > LONGEST) return undefined;
    const options = {
      algorithms,
      typ: TYPE,
      issuer: ISSUER,
      audience: subgraph,
      requiredClaims,
      maxTokenAge: LIFE_S,
      clockTolerance: CLOCK_SKEW_S,
      currentDate: new Date(now()),
    };
    try {
      return bodyClaim.parse((await jwtVerify(token, key, options)).payload).body;
    } catch {
      return undefined;
    }
  };
};
