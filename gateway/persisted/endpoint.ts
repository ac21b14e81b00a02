import { auditOperation } from '../../platform/directory/audit.ts';
import { AnswerError, OperatorError } from '../../platform/errors.ts';
import type { Log } from '../../platform/telemetry.ts';
import { refusalAnswer } from '../answer.ts';
import type { ErrorScope } from '../errors.ts';
import type { Caller } from '../identity/caller.ts';
import type { Identity } from '../identity/identity.ts';
import type { GatewayResponse } from '../request.ts';
import { HttpRefusal } from '../request.ts';
import type { OperationFault } from './check.ts';
import { MAX_MANIFEST_BYTES } from './manifest.ts';
import type { PushPlan } from './push.ts';
import type { Registration } from './registration.ts';
import { faultLine, RefusedManifest } from './registration.ts';

/** Where operations are registered over HTTP. */
export const OPERATIONS_PATH = '/operations';

/** A manifest on its way, as its host hands it over. */
export interface RegistrationHttpRequest {
  readonly method: string;
  /** What follows {@link OPERATIONS_PATH}. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case; of a repeated one the values are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The answer, its body in bytes. */
export interface RegistrationHttpResponse extends GatewayResponse {
  readonly body: Uint8Array;
}

/** What {@link createOperationsEndpoint} stands on. */
export interface EndpointOptions {
  readonly identity: Pick<Identity, 'callerOf'>;
  readonly registration: Registration;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
}

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

const textOf = async ({ headers, body }: RegistrationHttpRequest): Promise<string> => {
  const tooLarge = (): HttpRefusal =>
    new HttpRefusal(413, `The manifest is too large: at most ${MAX_MANIFEST_BYTES / 1024 / 1024} MB.`);
  // Said beforehand, it is told on a connection that stays good.
  if (Number(headers['content-length']) > MAX_MANIFEST_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > MAX_MANIFEST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new HttpRefusal(400, 'The manifest must be UTF-8.');
  }
};

const answer = (status: number, body: object): GatewayResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

const told = (fault: OperationFault) => ({ message: faultLine(fault).trim(), extensions: { code: 'VALIDATION' } });

/**
 * `POST /operations`: takes a manifest of the application of the request's key, which needs the grant `register`. `?check=true` writes nothing; `?view=` names the one view by which
 * the operations will be asked; `?application=` must be the key's own, where it is given. One manifest at a time; the key is checked before the body is read.
 */
export const createOperationsEndpoint = (options: EndpointOptions) => {
  const { identity, registration, log, now, newId } = options;
  let busy = false;

  const registerFrom = async (request: RegistrationHttpRequest, { viewer, key }: Caller): Promise<PushPlan> => {
    const parameters = new URLSearchParams(request.query);
    const { organisation, application } = viewer;
    if ((parameters.get('application') ?? application) !== application)
      throw new AnswerError('FORBIDDEN', `This key is of the application \`${application}\`.`);
    const manifest = await textOf(request);
    return registration.register({
      of: { organisation, application },
      manifest,
      view: parameters.get('view') ?? undefined,
      checkOnly: parameters.get('check') === 'true',
      audited: (record) =>
        auditOperation({ ...record, by: `key ${key.id}`, at: new Date(now()).toISOString() }, newId()),
    });
  };

  const take = async (request: RegistrationHttpRequest, id: string): Promise<GatewayResponse> => {
    if (request.path !== '' && request.path !== '/') throw new HttpRefusal(404, 'There is nothing here.');
    if (request.method !== 'POST') throw new HttpRefusal(405, 'Send the manifest by POST.', { allow: 'POST' });
    const caller = await identity.callerOf(Object.entries(request.headers).flat());
    const { organisation, application, grants } = caller.viewer;
    if (!grants.includes('register'))
      throw new AnswerError('FORBIDDEN', 'This key may not register operations: it needs the grant `register`.');
    if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
      throw new HttpRefusal(415, 'Send the manifest as `content-type: application/json`.');
    if (busy) throw new HttpRefusal(503, 'Another manifest is being taken; try again.', { 'retry-after': '1' });
    busy = true;
    try {
      const plan = await registerFrom(request, caller);
      const counts = { added: plan.added.length, renewed: plan.renewed.length, unchanged: plan.unchanged };
      log.info({ id, organisation, application, keyId: caller.key.id, ...counts }, 'a manifest was taken');
      return answer(200, plan);
    } finally {
      busy = false;
    }
  };

  const refused = (error: unknown, scope: ErrorScope): GatewayResponse => {
    if (error instanceof RefusedManifest) return answer(400, { errors: error.faults.map(told) });
    if (error instanceof OperatorError)
      return answer(400, { errors: [{ message: error.message, extensions: { code: 'BAD_REQUEST' } }] });
    return refusalAnswer(error, 'application/json', scope);
  };

  /** Never rejects. */
  return async (request: RegistrationHttpRequest): Promise<RegistrationHttpResponse> => {
    const id = newId();
    const { status, headers, body } = await take(request, id).catch((error: unknown) =>
      refused(error, { id, log, late: false }),
    );
    log.debug({ id, method: request.method, path: OPERATIONS_PATH, status }, 'sent');
    const bytes = Buffer.from(body);
    return {
      status,
      headers: {
        ...headers,
        'content-length': String(bytes.byteLength),
        'x-request-id': id,
        'x-content-type-options': 'nosniff',
      },
      body: bytes,
    };
  };
};
