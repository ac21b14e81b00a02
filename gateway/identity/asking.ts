import { AnswerError } from '../../platform/errors.ts';
import { within } from '../execution/within.ts';
import type { GatewayRequest } from '../request.ts';
import type { Narrowing } from '../views/narrow.ts';
import { VIEW_HEADER } from '../views/narrow.ts';
import type { Caller } from './caller.ts';
import type { Identity } from './identity.ts';

/** Longest wait for who asks, in milliseconds. Others may wait for the same look-up, so it is left, not ended. */
const IDENTITY_TIMEOUT_MS = 2_000;

const slowIdentity = new AnswerError('UNAVAILABLE', 'Keys cannot be checked right now; try again.');

/** Finds out who asks, and by which view. */
export const createAsking =
  ({ identity, narrowed }: { readonly identity: Identity; readonly narrowed: Narrowing }) =>
  /** @throws {@link AnswerError} `UNAUTHENTICATED`, `FORBIDDEN`, `UNAVAILABLE`. */
  ({ rawHeaders, headers }: Pick<GatewayRequest, 'rawHeaders' | 'headers'>): Promise<Caller> => {
    const asking = identity.callerOf(rawHeaders).then(async ({ viewer, key }) => ({
      key,
      viewer: await narrowed(viewer, headers[VIEW_HEADER]),
    }));
    return within(asking, IDENTITY_TIMEOUT_MS, undefined, () => slowIdentity);
  };
