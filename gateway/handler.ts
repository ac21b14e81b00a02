import { OperationTypeNode } from 'graphql';
import type { Cache } from '../platform/cache/port.ts';
import type { Views } from '../platform/directory.ts';
import { AnswerError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Viewer } from '../platform/viewer.ts';
import { builtInViews } from '../platform/views.ts';
import type { RequestScope } from '../subgraphs/subgraph.ts';
import { createTouched } from '../subgraphs/touched.ts';
import { executionAnswer, refusalAnswer } from './answer.ts';
import { createCors, sandboxOrigins } from './cors.ts';
import { checkCost, createCosting } from './cost/cost.ts';
import { createWeights } from './cost/weights.ts';
import type { ErrorScope } from './errors.ts';
import type { SubgraphDataSource } from './execution/dataSource.ts';
import { createExecution } from './execution/execution.ts';
import { within } from './execution/within.ts';
import { createGraphiql } from './graphiql.ts';
import { healthAnswer } from './health.ts';
import type { ApiKeys } from './identity/apiKey.ts';
import type { TokenParts } from './identity/identity.ts';
import { createIdentity } from './identity/identity.ts';
import { landingPage } from './landing.ts';
import type { AnswerType } from './negotiation.ts';
import { negotiate, wantsPage } from './negotiation.ts';
import type { Operation } from './operations.ts';
import { createOperations } from './operations.ts';
import type { AutomaticOperations } from './persisted/automatic.ts';
import type { RegisteredOperations } from './persisted/registered.ts';
import { createSources } from './persisted/source.ts';
import { createCharging } from './quota/charge.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { HttpRefusal, isGraphPath, parseRequest } from './request.ts';
import type { RequestFacts } from './requestLog.ts';
import { logAnswered } from './requestLog.ts';
import { answerIntrospection } from './views/introspection.ts';
import { createNarrowing, VIEW_HEADER } from './views/narrow.ts';
import { createViewSchemas } from './views/viewSchemas.ts';

/** What {@link createGateway} stands on. */
export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** One for each subgraph, by its name in the supergraph. */
  readonly dataSources: Readonly<Record<string, SubgraphDataSource>>;
  readonly apiKeys: ApiKeys;
  /** Whose access tokens are taken. Without it a request with a token is refused. */
  readonly tokens?: TokenParts | undefined;
  /** For keys that may narrow their view. */
  readonly views: Pick<Views, 'named'>;
  /** The operations that applications have registered. */
  readonly registered: RegisteredOperations;
  /** Those that clients sent once, for keys with the grant `apq`. */
  readonly automatic: AutomaticOperations;
  /** Where quotas are shared with other processes. */
  readonly cache: Pick<Cache, 'consume'>;
  readonly log: Log;
  readonly now: () => number;
  /** Makes the ids of requests. */
  readonly newId: () => string;
  /** There in development: Apollo's pages may ask, and the explorers are preset with the key. */
  readonly development?: { readonly sampleKey?: string | undefined } | undefined;
  /** Origins whose pages may ask from a browser. */
  readonly allowedOrigins: readonly string[];
  /** Whether requests can be answered now. */
  readonly ready: () => Promise<boolean>;
  /** Longest a request may take, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number | undefined;
}

/** The graph over HTTP, for any host that turns its requests into {@link GatewayRequest}. */
export interface Gateway {
  /** Never rejects. */
  handle(request: GatewayRequest): Promise<GatewayResponse>;
}

const DEADLINE_MS = 10_000;
/** Longest wait for who asks, in milliseconds. Others may wait for the same look-up, so it is left, not ended. */
const IDENTITY_TIMEOUT_MS = 2_000;

/** What of a request decides its answer, beside method, address and body. */
const VARY = `Origin, Accept, x-api-key, Authorization, ${VIEW_HEADER}`;

const tooLate = new AnswerError('TIMEOUT', 'This part of the answer took too long; ask for less, or try again.');
const clientGone = new AnswerError('TIMEOUT', 'The client went away.');
const answered = new AnswerError('TIMEOUT', 'The request has been answered.');
const slowIdentity = new AnswerError('UNAVAILABLE', 'Keys cannot be checked right now; try again.');

const checkGrants = (viewer: Viewer): void => {
  if (!viewer.grants.includes('read')) throw new AnswerError('FORBIDDEN', 'This key may not read.');
};

const checkOperation = (operation: Operation, viewer: Viewer, readOnly: boolean): void => {
  if (readOnly && operation.definition.operation !== OperationTypeNode.QUERY)
    throw new HttpRefusal(405, 'Send mutations by POST.', { allow: 'POST' });
  if (operation.introspects && !viewer.grants.includes('explore'))
    throw new AnswerError('FORBIDDEN', 'This key may not look into the schema: it needs the grant `explore`.');
};

const nothingHere: GatewayResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: 'There is nothing here. The graph is at /graphql.\n',
};

/**
 * Makes the gateway: request → identity → view → operation → execution → answer, with the pages and health checks beside it.
 * @throws `TypeError` where a subgraph has no data source; what is wrong with the supergraph, also with what built-in views show of it.
 */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { apiKeys, tokens, log, now, newId, development, allowedOrigins, ready, deadlineMs = DEADLINE_MS } = options;
  const execution = createExecution(options);
  const costing = createCosting(createWeights(execution.supergraph));
  const charge = createCharging(options);
  const identity = createIdentity({ apiKeys, tokens });
  const schemas = createViewSchemas(execution.schema, options.supergraphSdl);
  for (const view of builtInViews.values()) schemas.of(view);
  const operations = createOperations();
  const sourceOf = createSources({ ...options, charge });
  const narrowed = createNarrowing({ views: options.views, visibility: schemas.visibility });
  const cors = createCors([...allowedOrigins, ...(development ? sandboxOrigins : [])]);
  const landing = landingPage(development?.sampleKey);
  const graphiql = createGraphiql(development?.sampleKey);

  const run = async (
    request: GatewayRequest,
    type: AnswerType,
    scopeOf: ErrorScope,
    facts: RequestFacts,
  ): Promise<GatewayResponse> => {
    const params = parseRequest(request);
    const given = identity.callerOf(request.rawHeaders);
    const asked = given.then(async ({ viewer: whole, key: terms }) => ({
      key: terms,
      viewer: await narrowed(whole, request.headers[VIEW_HEADER]),
    }));
    const caller = await within(asked, IDENTITY_TIMEOUT_MS, undefined, () => slowIdentity);
    facts.caller = caller;
    const { viewer, key } = caller;
    checkGrants(viewer);
    const source = await sourceOf(params, caller);
    const seen = schemas.of(viewer.view);
    const operation = operations.find(seen, source.text, params.operationName, key.limits);
    facts.operation = operation;
    checkOperation(operation, viewer, params.readOnly);
    operations.checkVariables(seen, operation, params.variables);
    const cost = costing.costOf(operation, params.variables);
    facts.cost = cost;
    checkCost(cost, key.limits.cost);
    const charged = await charge(key, cost);
    source.keep?.();

    const deadline = new AbortController();
    const leave = (): void => deadline.abort(clientGone);
    const timer = setTimeout(() => deadline.abort(tooLate), deadlineMs);
    request.signal.addEventListener('abort', leave, { once: true });
    if (request.signal.aborted) leave();
    const scope: RequestScope = {
      viewer,
      now: now(),
      signal: deadline.signal,
      log,
      id: scopeOf.id,
      touched: createTouched(),
    };
    try {
      const execute = (data: Operation) => execution.execute(data, params.variables, scope);
      const result = operation.introspects
        ? await answerIntrospection(operation, params.variables, seen.schema, execute)
        : await execute(operation);
      facts.errors = result.errors?.length ?? 0;
      const answer = executionAnswer(result, type, { ...scopeOf, late: deadline.signal.reason === tooLate });
      return { ...answer, headers: { ...answer.headers, ...charged } };
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', leave);
      // What was given up on goes on otherwise, on a backend that has trouble enough.
      deadline.abort(answered);
    }
  };

  const graph = async (request: GatewayRequest, id: string): Promise<GatewayResponse> => {
    const preflight = cors.preflight(request);
    if (preflight) return preflight;
    const began = now();
    const facts: RequestFacts = {};
    const scope: ErrorScope = { id, log, late: false };
    const type = negotiate(request.headers.accept);
    let response: GatewayResponse;
    try {
      if (!type)
        throw new HttpRefusal(406, 'Answers come as `application/graphql-response+json` or `application/json`.');
      response = await run(request, type, scope, facts);
    } catch (error) {
      facts.refusal = error;
      response = refusalAnswer(error, type ?? 'application/json', scope);
    }
    const { status } = response;
    logAnswered(log, { id, method: request.method, status, ms: now() - began }, facts);
    return {
      ...response,
      headers: { ...response.headers, ...cors.headers(request), vary: VARY },
    };
  };

  const pageFor = async (request: GatewayRequest): Promise<GatewayResponse | undefined> => {
    const { method, path, query, headers } = request;
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const isGraph = path === '/' || path === '/graphql';
    if (isGraph && query === '' && wantsPage(headers.accept)) return landing;
    return (await healthAnswer(path, ready)) ?? graphiql(request);
  };

  return {
    handle: async (request) => {
      const id = newId();
      let response: GatewayResponse;
      try {
        response = (await pageFor(request)) ?? (isGraphPath(request.path) ? await graph(request, id) : nothingHere);
      } catch (error) {
        response = refusalAnswer(error, 'application/json', { id, log, late: false });
      }
      log.debug({ id, method: request.method, path: request.path, status: response.status }, 'sent');
      return {
        ...response,
        headers: { ...response.headers, 'x-request-id': id, 'x-content-type-options': 'nosniff' },
      };
    },
  };
};
