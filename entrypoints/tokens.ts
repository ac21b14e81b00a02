import type { UserPool } from '../gateway/identity/cognito.ts';
import { createAccessTokens } from '../gateway/identity/cognito.ts';
import type { DevelopmentIssuer } from '../gateway/identity/developmentIssuer.ts';
import { DEVELOPMENT_CLIENT } from '../gateway/identity/developmentIssuer.ts';
import type { TokenParts } from '../gateway/identity/identity.ts';
import { createKeySet } from '../gateway/identity/keySet.ts';
import type { Directory } from '../platform/directory.ts';
import { ISSUER_MOUNT } from './addresses.ts';
import { openTakenIssuer } from './developmentIssuer.ts';
import type { HttpServerOptions, StreamResponse } from './http.ts';
import type { Installation } from './installation.ts';
import { fetchKeySet } from './keySets.ts';

/** Whose tokens a gateway takes, and what it serves for that. */
export interface Tokens {
  readonly tokens: TokenParts;
  readonly mounts: NonNullable<HttpServerOptions['mounts']>;
}

const keySetAnswer = async (issuer: DevelopmentIssuer, path: string): Promise<StreamResponse> =>
  path === '/.well-known/jwks.json'
    ? {
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: Buffer.from(JSON.stringify(await issuer.keySet())),
      }
    : { status: 404, headers: {}, body: undefined };

/** The user pools that are configured; in development, where secrets are not configured but lie in the data folder, the folder's own issuer too. */
export const openTokens = (installation: Installation, directory: Directory): Tokens => {
  const { config, log, now } = installation;
  const own = openTakenIssuer(installation);
  const poolOf = (settings: Omit<UserPool, 'keys'>, load: () => Promise<unknown>): UserPool => ({
    ...settings,
    keys: createKeySet({ issuer: settings.issuer, load, now, log }),
  });
  const pools = config.pools.map(({ jwks, ...settings }) => poolOf(settings, () => fetchKeySet(jwks)));
  if (own)
    pools.push(
      poolOf({ issuer: own.issuer, clients: [DEVELOPMENT_CLIENT], subsidiaries: undefined }, () => own.keySet()),
    );
  return {
    tokens: { accessTokens: createAccessTokens({ pools, now }), directory },
    mounts: own ? { [ISSUER_MOUNT]: ({ path }) => keySetAnswer(own, path) } : {},
  };
};
