import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { Role } from '../../platform/viewer.ts';

/** Whom a token of development is for. */
export interface DevelopmentUser {
  readonly name: string;
  readonly subsidiary: string;
  /** Roles, and `section:<id>`. */
  readonly groups: readonly (Role | `section:${string}`)[];
  readonly scopes: readonly string[];
}

/** Makes tokens in Cognito's shape, for one machine's development. */
export interface DevelopmentIssuer {
  readonly issuer: string;
  /** What it publishes at `<issuer>/.well-known/jwks.json`. */
  keySet(): Promise<{ readonly keys: readonly JWK[] }>;
  /** An access token that lives for an hour. */
  token(user: DevelopmentUser): Promise<string>;
}

/** What {@link createDevelopmentIssuer} needs. */
export interface DevelopmentIssuerOptions {
  readonly issuer: string;
  /** The private half of an RSA key of 2 048 bits. */
  readonly key: KeyObject;
  readonly now: () => number;
  /** Makes ids as Cognito does. */
  readonly newId: () => string;
}

/** The `client_id` of its tokens. */
export const DEVELOPMENT_CLIENT = 'masthead-development';
const LIFE_S = 60 * 60;

/** An issuer of the gateway's own, with the claims that Cognito's access tokens have and the one that a pre-token trigger adds. */
export const createDevelopmentIssuer = ({ issuer, key, now, newId }: DevelopmentIssuerOptions): DevelopmentIssuer => {
  const published = async (): Promise<JWK & { readonly kid: string }> => {
    const jwk = await exportJWK(createPublicKey(key));
    return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'RS256' };
  };
  return {
    issuer,
    keySet: async () => ({ keys: [await published()] }),
    token: async ({ name, subsidiary, groups, scopes }) => {
      const at = Math.floor(now() / 1_000);
      const claims = {
        'cognito:groups': [...groups],
        version: 2,
        client_id: DEVELOPMENT_CLIENT,
        origin_jti: newId(),
        event_id: newId(),
        token_use: 'access',
        scope: scopes.join(' '),
        auth_time: at,
        username: name,
        masthead_subsidiary: subsidiary,
      };
      const { kid } = await published();
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid })
        .setSubject(name)
        .setIssuer(issuer)
        .setIssuedAt(at)
        .setExpirationTime(at + LIFE_S)
        .setJti(newId())
        .sign(key);
    },
  };
};
