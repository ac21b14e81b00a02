import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createDataSource } from '../../gateway/execution/dataSource.ts';
import { localDataSource } from '../../gateway/execution/localDataSource.ts';
import type { Gateway, GatewayOptions } from '../../gateway/handler.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Caller } from '../../gateway/identity/caller.ts';
import { unauthenticated } from '../../gateway/identity/unauthenticated.ts';
import { limitsOf } from '../../gateway/limits.ts';
import type { GatewayRequest, GatewayResponse } from '../../gateway/request.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import type { KeyLimits } from '../../platform/directory/items.ts';
import { PortError } from '../../platform/errors.ts';
import type { Grant, Viewer } from '../../platform/viewer.ts';
import { noToken } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import { subgraphDocument } from '../../schema/sdl.ts';
import type { RequestScope, Subgraph } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';
import type { Touched } from '../../subgraphs/touched.ts';

export const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

const view = builtInViews.get('newsroom');
if (!view) throw new Error('there is no view newsroom');

export const viewerWith = (grants: readonly Grant[]): Viewer => ({
  organisation: 'courier',
  organisationKind: 'subsidiary',
  application: 'site',
  channel: 'web',
  view,
  packages: [{ id: 'courier/news', delayMinutes: 5 }],
  territory: undefined,
  grants,
  scoring: 'relevance',
  ...noToken,
});

const viewers: Readonly<Record<string, Viewer>> = {
  explorer: viewerWith(['explore', 'read']),
  reader: viewerWith(['read']),
  writer: viewerWith(['write']),
  trusted: viewerWith(['read']),
  poor: viewerWith(['read']),
  registered: viewerWith(['persisted-only', 'read']),
  automatic: viewerWith(['apq', 'read']),
  both: viewerWith(['apq', 'persisted-only', 'read']),
};
/** A key with limits of its own. */
const ownLimits: Readonly<Record<string, KeyLimits>> = { trusted: { depth: 14, cost: 9_000 } };

/** Keys that are the names of their viewers; each is known once it has been asked for. */
export const keysOf = (more: Readonly<Record<string, Viewer>>): ApiKeys => {
  const known = new Map<string, Caller>();
  return {
    issue: async () => Promise.reject(new Error('not in this test')),
    callerOf: async ([key = '']) => {
      const viewer = { ...viewers, ...more }[key];
      if (!viewer) throw unauthenticated();
      const terms = { id: key, limits: limitsOf(ownLimits[key]), quota: key === 'poor' ? 200 : 1_000_000 };
      const caller = known.get(key) ?? { viewer, key: terms };
      known.set(key, caller);
      return caller;
    },
    known: ([key = '']) => known.get(key),
  };
};

/** What the fake subgraphs do; a test sets it. */
export interface Behaviour {
  /** What media's entities do. */
  media?: (() => unknown) | undefined;
  search?: ((scope: RequestScope) => unknown) | undefined;
  name?: (() => unknown) | undefined;
  content?: (() => unknown) | undefined;
  /** The non-null root field. */
  viewer?: (() => unknown) | undefined;
  /** What is noted of an answer whenever a subgraph is asked, beside the subgraph's name. */
  touch?: ((touched: Touched) => void) | undefined;
}

interface FakeContext {
  readonly scope: RequestScope;
}

const articles = Array.from({ length: 3 }, (_, index) => ({
  id: `a${index}`,
  type: 'ARTICLE',
  headline: `Headline ${index}`,
  language: 'en',
  slug: `slug-${index}`,
  pubStatus: 'USABLE',
  leadMedia: { reference: `m${index}` },
  tags: [],
  contributors: [],
  media: [{ reference: `m${index}` }, { reference: 'hidden' }],
  translations: [],
}));

/** Three small subgraphs over the real SDL. */
export const fakeSubgraphs = (behaviour: Behaviour): Record<'content' | 'media' | 'search', Subgraph> => {
  const contextOf =
    (name: string) =>
    (scope: RequestScope): FakeContext => {
      scope.touched.tag(name);
      behaviour.touch?.(scope.touched);
      return { scope };
    };
  return {
    content: createSubgraph<FakeContext>({
      name: 'content',
      typeDefs: subgraphDocument('content'),
      contextOf: contextOf('content'),
      resolvers: {
        Query: {
          viewer: (_: unknown, __: unknown, { scope }: FakeContext) =>
            behaviour.viewer
              ? behaviour.viewer()
              : {
                  id: scope.viewer.organisation,
                  name: behaviour.name ?? 'The Courier',
                  application: scope.viewer.application,
                  packages: scope.viewer.packages,
                  grants: scope.viewer.grants.map((grant) => grant.replace('-', '_').toUpperCase()),
                },
          content: (_: unknown, { id }: { id: string }) =>
            behaviour.content ? behaviour.content() : articles.find((article) => article.id === id),
          latestContent: () => ({
            edges: articles.map((node) => ({ cursor: node.id, node })),
            pageInfo: { hasNextPage: false, hasPreviousPage: false },
          }),
        },
        Content: { __resolveReference: ({ id }: { id: string }) => articles.find((article) => article.id === id) },
      },
    }),
    media: createSubgraph<FakeContext>({
      name: 'media',
      typeDefs: subgraphDocument('media'),
      contextOf: contextOf('media'),
      resolvers: {
        MediaAsset: {
          __resolveReference: async ({ reference: id }: { reference: string }) => {
            if (id === 'hidden') return null;
            return behaviour.media ? behaviour.media() : { id, altText: `Alt ${id}`, contentType: 'image/jpeg' };
          },
        },
      },
    }),
    search: createSubgraph<FakeContext>({
      name: 'search',
      typeDefs: subgraphDocument('search'),
      contextOf: contextOf('search'),
      resolvers: {
        Query: {
          suggest: (_: unknown, __: unknown, { scope }: FakeContext) =>
            behaviour.search ? behaviour.search(scope) : [{ text: 'harbour', count: 3 }],
        },
        Content: { related: () => [{ id: 'a1' }] },
        SearchNode: { __resolveType: () => 'Content' },
      },
    }),
  };
};

const answerBody = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.looseObject({ message: z.string(), extensions: z.unknown() })).optional(),
});

export interface Answer extends GatewayResponse {
  readonly json: z.infer<typeof answerBody>;
}

export interface GatewayFixture {
  readonly gateway: Gateway;
  readonly behaviour: Behaviour;
  /** The fields of the line for each request, as it was answered. */
  readonly answered: Record<string, unknown>[];
  /** What was logged above `debug` besides. */
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[];
  /** Back to what it was when it was opened. */
  reset(): void;
  send(request: Partial<GatewayRequest>): Promise<GatewayResponse>;
  /** By POST, as the key `explorer`. */
  ask(
    query: string,
    more?: { variables?: unknown; operationName?: string; headers?: Record<string, string>; signal?: AbortSignal },
  ): Promise<Answer>;
}

export const openGateway = (
  options: Partial<GatewayOptions> & { readonly timeoutMs?: number } = {},
): GatewayFixture => {
  const behaviour: Behaviour = {};
  const logged: GatewayFixture['logged'] = [];
  const answered: GatewayFixture['answered'] = [];
  const note = (level: string) => (fields: Record<string, unknown>, message: string) =>
    void (message === 'answered' ? answered.push(fields) : logged.push({ level, fields, message }));
  const subgraphs = fakeSubgraphs(behaviour);
  const sourceOf = (subgraph: Subgraph) =>
    options.timeoutMs === undefined
      ? localDataSource(subgraph)
      : createDataSource(subgraph.name, (operation, scope) => subgraph.execute(operation, scope), options.timeoutMs);
  let count = 0;
  const now = (): number => Date.parse('2026-11-02T08:00:00.000Z');
  const gateway = createGateway({
    supergraphSdl,
    dataSources: Object.fromEntries(
      Object.entries(subgraphs).map(([name, subgraph]) => [name, sourceOf(subgraph)] as const),
    ),
    apiKeys: keysOf({}),
    registered: { find: () => undefined, known: () => undefined },
    automatic: { find: () => undefined, known: () => undefined, keep: () => undefined },
    uses: { note: () => undefined },
    views: { named: async (name) => builtInViews.get(name) },
    log: { debug: () => undefined, info: note('info'), warn: note('warn'), error: note('error') },
    cache: createMemoryCache({ now, maxBytes: 1_000 }),
    now,
    newId: () => {
      count += 1;
      return `request-${count}`;
    },
    allowedOrigins: [],
    ready: async () => true,
    ...options,
  });
  const send = async (request: Partial<GatewayRequest>): Promise<GatewayResponse> => {
    const headers = request.headers ?? {};
    return gateway.handle({
      method: 'GET',
      path: '/graphql',
      query: '',
      rawHeaders: Object.entries(headers).flatMap(([name, value]) => [name, value ?? '']),
      body: new Uint8Array(),
      signal: new AbortController().signal,
      remoteAddress: '127.0.0.1',
      ...request,
      headers,
    });
  };
  return {
    gateway,
    behaviour,
    answered,
    logged,
    reset: () => {
      for (const name of ['media', 'search', 'name', 'content', 'viewer', 'touch'] as const)
        behaviour[name] = undefined;
      logged.length = 0;
      answered.length = 0;
    },
    send,
    ask: async (query, { headers, signal, ...more } = {}) => {
      const response = await send({
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'explorer', ...headers },
        body: Buffer.from(JSON.stringify({ query, ...more })),
        ...(signal ? { signal } : {}),
      });
      return { ...response, json: answerBody.parse(JSON.parse(String(response.body))) };
    },
  };
};

/** A backend that is away, as its adapter says it: with names that must not leave the process. */
export const away = (): never => {
  throw new PortError('records', 'UNAVAILABLE', 'db-7.internal:8000 refused the connection', {
    cause: new Error('ECONNREFUSED 10.0.0.7:8000'),
  });
};
