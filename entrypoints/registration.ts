import { randomUUID } from 'node:crypto';
import type { ApiKeys } from '../gateway/identity/apiKey.ts';
import type { TokenParts } from '../gateway/identity/identity.ts';
import { createIdentity } from '../gateway/identity/identity.ts';
import type { OperationChecker } from '../gateway/persisted/check.ts';
import { createOperationsEndpoint, OPERATIONS_PATH } from '../gateway/persisted/endpoint.ts';
import { createRegistration } from '../gateway/persisted/registration.ts';
import { createRegister } from '../platform/directory/register.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Backends } from './backends.ts';
import type { HttpServerOptions } from './http.ts';
import type { Services } from './services.ts';

/** What {@link registrationMount} stands on. */
export interface RegistrationParts {
  readonly backends: Backends;
  readonly services: Services;
  readonly apiKeys: ApiKeys;
  readonly tokens: TokenParts | undefined;
  readonly checker: OperationChecker;
  readonly log: Log;
  readonly now: () => number;
}

/** Where a gateway takes manifests of operations. */
export const registrationMount = (parts: RegistrationParts): HttpServerOptions['mounts'] => {
  const { backends, services, apiKeys, tokens, checker, log, now } = parts;
  const { records } = backends;
  const { views } = services.directory;
  const endpoint = createOperationsEndpoint({
    identity: createIdentity({ apiKeys, tokens }),
    registration: createRegistration({ records, register: createRegister(records), views, checker, now }),
    log,
    now,
    newId: randomUUID,
  });
  return { [OPERATIONS_PATH]: endpoint };
};
