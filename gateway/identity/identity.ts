import type { Directory } from '../../platform/directory.ts';
import { AnswerError, PortError } from '../../platform/errors.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { bearerToken, headerValues } from '../rawHeaders.ts';
import type { ApiKeys } from './apiKey.ts';
import type { Caller } from './caller.ts';
import type { AccessTokens } from './cognito.ts';
import { principalOf } from './principal.ts';
import { unauthenticated } from './unauthenticated.ts';

/** Finds out who asks. */
export interface Identity {
  /**
   * @param rawHeaders - names and values in turn as they came, so that a repeated credential is seen.
   * @throws {@link AnswerError} `UNAUTHENTICATED`, in the same words for every reason; `UNAVAILABLE` where a credential cannot be checked.
   */
  callerOf(rawHeaders: readonly string[]): Promise<Caller>;
  /** The same where a key comes alone and is known without a look-up; `undefined` says nothing about it. @param connection - over which it came. */
  known(rawHeaders: readonly string[], connection?: object): Caller | undefined;
}

/** Where tokens are taken: without it a request that carries one is refused. */
export interface TokenParts {
  readonly accessTokens: AccessTokens;
  readonly directory: Pick<Directory, 'client'>;
}

/** What {@link createIdentity} needs. */
export interface IdentityOptions {
  readonly apiKeys: ApiKeys;
  readonly tokens: TokenParts | undefined;
}

/**
 * Every request carries one key, and may carry one access token of the key's subsidiary. The key is checked first: without a good one no token is looked
 * at, so that its keys are never fetched for strangers.
 */
export const createIdentity = ({ apiKeys, tokens }: IdentityOptions): Identity => {
  const signedIn = async (viewer: Viewer, authorization: string, { accessTokens, directory }: TokenParts) => {
    const token = bearerToken(authorization);
    if (token === undefined || viewer.organisationKind !== 'subsidiary') throw unauthenticated();
    const principal = await principalOf(await accessTokens.claimsOf(token), directory);
    if (principal?.subsidiary !== viewer.organisation) throw unauthenticated();
    return Object.freeze({ ...viewer, ...principal.holder });
  };

  return {
    callerOf: async (rawHeaders) => {
      const [authorization, ...others] = headerValues(rawHeaders, 'authorization');
      if (others.length > 0) throw unauthenticated();
      const caller = await apiKeys.callerOf(headerValues(rawHeaders, 'x-api-key'));
      if (authorization === undefined) return caller;
      // Whoever has the page has such a key: no person signs in by it.
      if (!tokens || caller.key.publishable) throw unauthenticated();
      try {
        return { ...caller, viewer: await signedIn(caller.viewer, authorization, tokens) };
      } catch (error) {
        if (error instanceof PortError && error.retryable)
          throw new AnswerError('UNAVAILABLE', 'Tokens cannot be checked right now; try again.', { cause: error });
        throw error;
      }
    },
    known: (rawHeaders, connection) =>
      headerValues(rawHeaders, 'authorization').length === 0
        ? apiKeys.known(headerValues(rawHeaders, 'x-api-key'), connection)
        : undefined,
  };
};
