import type { Levels } from '../platform/cache/levels.ts';
import type { Cache } from '../platform/cache/port.ts';
import type { Views } from '../platform/directory.ts';
import { isLook } from '../platform/methods.ts';
import type { Log } from '../platform/telemetry.ts';
import { builtInViews } from '../platform/views.ts';
import { refusalAnswer } from './answer.ts';
import { createAnswers } from './cache/answers.ts';
import type { CdnTags } from './cache/cdnTags.ts';
import { createCodingsTaken } from './cache/encoding.ts';
import type { KeptAnswer } from './cache/entry.ts';
import { createKeepingRules } from './cache/keeping.ts';
import { createPolicies } from './cache/policies.ts';
import { createCached } from './cached.ts';
import { createCors, sandboxOrigins } from './cors.ts';
import { createCosting } from './cost/cost.ts';
import { createWeights } from './cost/weights.ts';
import type { SubgraphDataSource } from './execution/dataSource.ts';
import { createExecution } from './execution/execution.ts';
import { createGraph } from './graph.ts';
import { createGraphiql } from './graphiql.ts';
import { healthAnswer } from './health.ts';
import type { ApiKeys } from './identity/apiKey.ts';
import type { TokenParts } from './identity/identity.ts';
import { createIdentity } from './identity/identity.ts';
import { createPublishable } from './identity/publishable.ts';
import { landingPage } from './landing.ts';
import { wantsPage } from './negotiation.ts';
import { createOperations } from './operations.ts';
import type { AutomaticOperations } from './persisted/automatic.ts';
import type { OperationChecker } from './persisted/check.ts';
import { createChecker } from './persisted/check.ts';
import type { RegisteredOperations } from './persisted/registered.ts';
import { createSources } from './persisted/source.ts';
import type { Terms } from './persisted/terms.ts';
import type { Uses } from './persisted/uses.ts';
import type { Pipeline } from './pipeline.ts';
import { createCharging } from './quota/charge.ts';
import type { GatewayRequest, GatewayResponse } from './request.ts';
import { isGraphPath } from './request.ts';
import { createNarrowing } from './views/narrow.ts';
import { createSdl, SDL_PATH } from './views/sdl.ts';
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
  /** Where a CDN before the gateway purges by tags, and strips `cache-tag`. */
  readonly cdnTags?: CdnTags | undefined;
  /** Where answers are kept. Without it none is. */
  readonly levels?: Levels<KeptAnswer> | undefined;
  /** Counts how often registered ones are sent. */
  readonly uses: Pick<Uses, 'note'>;
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
  /** How many proxies stand before this process and add to `x-forwarded-for`. Default 0. */
  readonly trustedProxies?: number | undefined;
  /** Longest a request may take, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number | undefined;
}

/** The graph over HTTP, for any host that turns its requests into {@link GatewayRequest}. */
export interface Gateway {
  /** Proves operations against the graph as this gateway serves it. */
  readonly checker: OperationChecker;
  /**
   * Checks and plans an operation, so that no request on these terms waits for it.
   * @throws `AnswerError` where it is not valid; what the planner throws.
   */
  plan(text: string, terms: Terms): void;
  /** Never rejects; answers at once what it holds ready. */
  handle(request: GatewayRequest): GatewayResponse | Promise<GatewayResponse>;
}

const DEADLINE_MS = 10_000;

const nothingHere: GatewayResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: 'There is nothing here. The graph is at /graphql.\n',
};

/**
 * Makes the gateway: the graph, with the pages and health checks beside it.
 * @throws `TypeError` where a subgraph has no data source; what is wrong with the supergraph, also with what built-in views show of it.
 */
export const createGateway = (options: GatewayOptions): Gateway => {
  const { apiKeys, tokens, log, now, newId, development, allowedOrigins, ready, deadlineMs = DEADLINE_MS } = options;
  const execution = createExecution(options);
  const schemas = createViewSchemas(execution.schema, options.supergraphSdl);
  for (const view of builtInViews.values()) schemas.of(view);
  const charging = createCharging(options);
  const costing = createCosting(createWeights(execution.supergraph));
  const pipeline: Pipeline = {
    cors: createCors([...allowedOrigins, ...(development ? sandboxOrigins : [])]),
    codingsTaken: createCodingsTaken(),
    cdnTags: options.cdnTags,
    identity: createIdentity({ apiKeys, tokens }),
    narrowed: createNarrowing({ views: options.views, visibility: schemas.visibility }),
    publishable: createPublishable(options),
    sources: createSources({ ...options, charge: charging.charge }),
    uses: options.uses,
    answers: createAnswers({
      levels: options.levels,
      rules: createKeepingRules({ schemas, policies: createPolicies(execution.supergraph) }),
      log,
    }),
    schemas,
    operations: createOperations(),
    costing,
    charging,
    execution,
    log,
    now,
    deadlineMs,
  };
  const cached = createCached(pipeline);
  const graph = createGraph(pipeline);
  const sdl = createSdl(pipeline);
  const landing = landingPage(development?.sampleKey);
  const graphiql = createGraphiql(development?.sampleKey);

  const pageFor = async (request: GatewayRequest): Promise<GatewayResponse | undefined> => {
    const { method, path, query, headers } = request;
    if (!isLook(method)) return undefined;
    const isGraph = path === '/' || path === '/graphql';
    if (isGraph && query === '' && wantsPage(headers.accept)) return landing;
    return (await healthAnswer(path, ready)) ?? graphiql(request);
  };

  const answer = async (request: GatewayRequest, id: string): Promise<GatewayResponse> => {
    try {
      if (isGraphPath(request.path)) return (await pageFor(request)) ?? (await graph(request, id));
      if (request.path === SDL_PATH) return await sdl(request);
      return (await pageFor(request)) ?? nothingHere;
    } catch (error) {
      return refusalAnswer(error, 'application/json', { id, log, late: false });
    }
  };

  const finished = (request: GatewayRequest, id: string, response: GatewayResponse): GatewayResponse => {
    log.debug({ id, method: request.method, path: request.path, status: response.status }, 'sent');
    return { ...response, headers: { ...response.headers, 'x-request-id': id, 'x-content-type-options': 'nosniff' } };
  };

  return {
    checker: createChecker({ schemas, costing }),
    plan: (text, { view, limits }) => {
      const operation = pipeline.operations.find(schemas.of(view), text, undefined, limits);
      if (!operation.introspects) execution.plan(operation);
    },
    handle: (request) => {
      const id = newId();
      const short = cached(request, id);
      if (short && !(short instanceof Promise)) return finished(request, id, short);
      const long = async () => finished(request, id, (await short) ?? (await answer(request, id)));
      return long();
    },
  };
};
