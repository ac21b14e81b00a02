import { randomUUID } from 'node:crypto';
import type { TokenParts } from '../gateway/identity/identity.ts';
import { createIdentity } from '../gateway/identity/identity.ts';
import type { OperationChecker } from '../gateway/persisted/check.ts';
import { createOperationsEndpoint, OPERATIONS_PATH } from '../gateway/persisted/endpoint.ts';
import { createRegistration } from '../gateway/persisted/registration.ts';
import { createRegister } from '../platform/directory/register.ts';
import type { HttpServerOptions } from './http.ts';
import type { Installation } from './installation.ts';
import type { OpenServices } from './openServices.ts';

/** What {@link registrationMount} stands on. */
export interface RegistrationParts
  extends Pick<Installation, 'log' | 'now'>,
    Pick<OpenServices, 'backends' | 'services'> {
  readonly tokens: TokenParts | undefined;
  readonly checker: OperationChecker;
}

/** Where a gateway takes manifests of operations. */
export const registrationMount = (parts: RegistrationParts): HttpServerOptions['mounts'] => {
  const { backends, services, tokens, checker, log, now } = parts;
  const { records } = backends;
  const { apiKeys, directory } = services;
  const { views } = directory;
  const endpoint = createOperationsEndpoint({
    identity: createIdentity({ apiKeys, tokens }),
    registration: createRegistration({ records, register: createRegister(records), views, checker, now }),
    log,
    now,
    newId: randomUUID,
  });
  return { [OPERATIONS_PATH]: endpoint };
};
