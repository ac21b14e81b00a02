import type { Log } from '../../platform/telemetry.ts';
import type { RequestScope, Subgraph } from '../../subgraphs/subgraph.ts';
import { createTouched, untouched } from '../../subgraphs/touched.ts';
import { toPublicErrors } from '../errors.ts';
import { healthAnswer } from '../health.ts';
import { bearerToken, headerValues } from '../rawHeaders.ts';
import type { GatewayRequest, GatewayResponse } from '../request.ts';
import { MAX_BODY_BYTES } from '../request.ts';
import type { ReadToken } from './internalToken.ts';
import { bodyDigest } from './internalToken.ts';
import { touchedToWire, viewerFromWire, wireRequest } from './wire.ts';

/** Longest body taken from the gateway, in bytes: a plan is not much larger than its operation, but the keys of its entities may be. */
export const MAX_WIRE_BYTES = 4 * MAX_BODY_BYTES;

const NOT_THE_GATEWAY = 'Only the gateway asks here.';
const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const refuse = (status: number, message: string): GatewayResponse => ({
  status,
  headers,
  body: JSON.stringify({
    errors: [{ message, extensions: { code: status === 401 ? 'UNAUTHENTICATED' : 'BAD_REQUEST' } }],
  }),
});

const parsed = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
};

/** The digest of the body that the one token of a request was made for. */
const signedDigest = async ({ rawHeaders }: GatewayRequest, readToken: ReadToken): Promise<string | undefined> => {
  const [authorization, ...others] = headerValues(rawHeaders, 'authorization');
  const token = authorization === undefined || others.length > 0 ? undefined : bearerToken(authorization);
  return token === undefined ? undefined : readToken(token);
};

/**
 * Serves one subgraph to the gateway: `POST /graphql` as {@link wireRequest}, and to everybody `GET /health/live|ready`, which say yes or no.
 * It believes the viewer in a body that the gateway signed, and answers 401 to everything else, `_service` and `_entities` included.
 */
export const createSubgraphHandler =
  (subgraph: Subgraph, log: Log, ready: () => Promise<boolean>, readToken: ReadToken) =>
  async (request: GatewayRequest): Promise<GatewayResponse> => {
    const health = await healthAnswer(request.path, ready);
    if (health) return health;
    const digest = await signedDigest(request, readToken);
    if (digest === undefined) return refuse(401, NOT_THE_GATEWAY);
    if (request.path !== '/graphql') return refuse(404, 'There is nothing here.');
    if (request.method !== 'POST') return refuse(405, 'Ask by POST.');
    if (request.body.byteLength > MAX_WIRE_BYTES) return refuse(413, 'The body is too large.');
    if (digest !== bodyDigest(request.body)) return refuse(401, NOT_THE_GATEWAY);
    const wire = wireRequest.safeParse(parsed(request.body));
    if (!wire.success) return refuse(400, 'The gateway speaks another version.');
    const { query, operationName, variables, extensions } = wire.data;
    const { viewer, now, id, telling } = extensions.masthead;
    const scope: RequestScope = {
      viewer: viewerFromWire(viewer),
      now,
      signal: request.signal,
      log,
      id,
      touched: telling ? createTouched() : untouched,
    };
    const result = await subgraph.execute(
      { query, operationName: operationName ?? undefined, variables: variables ?? undefined },
      scope,
    );
    const errors = result.errors && toPublicErrors(result.errors, { id, log, late: false, inner: true });
    const answer = {
      data: result.data ?? null,
      ...(errors ? { errors } : {}),
      ...(telling ? { extensions: { masthead: touchedToWire(scope.touched) } } : {}),
    };
    return { status: 200, headers, body: JSON.stringify(answer) };
  };
