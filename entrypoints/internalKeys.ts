import type { KeyObject } from 'node:crypto';
import { createSecretKey } from 'node:crypto';
import type { Config, Secrets } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';

/**
 * What the gateway signs with for its subgraphs: `TOKEN_SIGNING_KEY`, or the secret that all processes have.
 * @throws {@link OperatorError} where this process has the subgraphs' half of the key alone.
 */
export const signingKey = (config: Config, secrets: Secrets): KeyObject => {
  if (config.tokenSigningKey) return config.tokenSigningKey;
  if (config.tokenVerifyingKey)
    throw new OperatorError('TOKEN_SIGNING_KEY is required: TOKEN_VERIFYING_KEY is what subgraphs have');
  return createSecretKey(Buffer.from(secrets.token));
};

/**
 * What a subgraph knows the gateway by: `TOKEN_VERIFYING_KEY`, or the secret that all processes have.
 * @throws {@link OperatorError} where this process has the gateway's half of the key, with which it could ask in its name.
 */
export const verifyingKey = (config: Config, secrets: Secrets): KeyObject => {
  if (config.tokenSigningKey)
    throw new OperatorError('TOKEN_SIGNING_KEY is the gateway’s alone: give a subgraph TOKEN_VERIFYING_KEY instead');
  return config.tokenVerifyingKey ?? createSecretKey(Buffer.from(secrets.token));
};
