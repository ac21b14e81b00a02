import type { Log } from '../../platform/telemetry.ts';
import type { RequestScope, Subgraph } from '../../subgraphs/subgraph.ts';
import { toPublicErrors } from '../errors.ts';
import type { GatewayRequest, GatewayResponse } from '../request.ts';
import { MAX_BODY_BYTES } from '../request.ts';
import { viewerFromWire, wireRequest } from './wire.ts';

/** Longest body taken from the gateway, in bytes: a plan is not much larger than its operation, but the keys of its entities may be. */
export const MAX_WIRE_BYTES = 4 * MAX_BODY_BYTES;

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

/**
 * Serves one subgraph to the gateway: `POST /graphql` as {@link wireRequest}, and `GET /health/live|ready`.
 * It believes the viewer it is told, so whoever reaches it may read everything: its host listens on loopback only, until the gateway signs what it says.
 */
export const createSubgraphHandler =
  (subgraph: Subgraph, log: Log, ready: () => Promise<boolean>) =>
  async (request: GatewayRequest): Promise<GatewayResponse> => {
    if (request.path === '/health/live') return { status: 200, headers, body: '{"live":true}' };
    if (request.path === '/health/ready') {
      const is = await ready().catch(() => false);
      return { status: is ? 200 : 503, headers, body: JSON.stringify({ ready: is }) };
    }
    if (request.path !== '/graphql') return refuse(404, 'There is nothing here.');
    if (request.method !== 'POST') return refuse(405, 'Ask by POST.');
    if (request.body.byteLength > MAX_WIRE_BYTES) return refuse(413, 'The body is too large.');
    const wire = wireRequest.safeParse(parsed(request.body));
    if (!wire.success) return refuse(401, 'Only the gateway asks here.');
    const { query, operationName, variables, extensions } = wire.data;
    const { viewer, now, id } = extensions.masthead;
    const scope: RequestScope = { viewer: viewerFromWire(viewer), now, signal: request.signal, log, id };
    const result = await subgraph.execute(
      { query, operationName: operationName ?? undefined, variables: variables ?? undefined },
      scope,
    );
    const errors = result.errors && toPublicErrors(result.errors, { id, log, late: false, inner: true });
    return { status: 200, headers, body: JSON.stringify({ data: result.data ?? null, ...(errors ? { errors } : {}) }) };
  };
