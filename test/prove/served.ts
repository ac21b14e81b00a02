import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { startHttpServer } from '../../entrypoints/http.ts';
import { createAnswerCodec } from '../../gateway/cache/codec.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { createApiKeys } from '../../gateway/identity/apiKey.ts';
import type { Caller } from '../../gateway/identity/caller.ts';
import { createAccessTokens } from '../../gateway/identity/cognito.ts';
import { createKeySet } from '../../gateway/identity/keySet.ts';
import { createAutomaticOperations } from '../../gateway/persisted/automatic.ts';
import { createRegisteredOperations } from '../../gateway/persisted/registered.ts';
import type { Codec } from '../../platform/cache/levels/answer.ts';
import { createLevels } from '../../platform/cache/levels.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import type { Cache } from '../../platform/cache/port.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { ISSUER, person } from '../gateway/identity/issuer.ts';
import { NOW } from '../support/builders.ts';
import type { World } from '../support/world.ts';

/** Under which the keys of every gateway of a stack are issued and read. */
export const SECRET = 'a secret of thirty-two bytes or more';
const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** More points than any run asks for. */
const BOUNDLESS = 2 ** 31 - 1;

/** How much is asked is not what is proved here: the clock stands still, and a minute's quota would end. */
const boundless = (keys: ApiKeys): ApiKeys => {
  const without = ({ viewer, key }: Caller): Caller => ({
    viewer,
    key: { ...key, quota: BOUNDLESS, limits: { ...key.limits, cost: BOUNDLESS } },
  });
  return {
    ...keys,
    callerOf: async (values) => without(await keys.callerOf(values)),
    known: (value) => {
      const known = keys.known(value);
      return known && without(known);
    },
  };
};

/** A gateway that listens. */
export interface Served extends AsyncDisposable {
  readonly origin: string;
  /** Waits until what was answered is kept. */
  kept(): Promise<void>;
}

/** What a gateway of a stack is made of. */
export interface ServedParts {
  readonly world: World;
  /** What signs its people's tokens. */
  readonly jwk: JWK;
  readonly cache: Cache;
}

/** Notes what is under way, so that its end can be waited for: an answer's bytes, and where gateways share a cache, its fill after them. */
const watched = (cache: Cache) => {
  const fills = new Set<Promise<unknown>>();
  const noted = <T>(filling: Promise<T>): Promise<T> => {
    fills.add(filling);
    return filling;
  };
  const codec: Codec<Awaited<Parameters<ReturnType<typeof createAnswerCodec>['encode']>[0]>> = {
    ...createAnswerCodec(),
    encode: (answer) => noted(createAnswerCodec().encode(answer)),
  };
  return {
    cache: { ...cache, fill: (...fill: Parameters<Cache['fill']>) => noted(cache.fill(...fill)) },
    codec,
    kept: async (): Promise<void> => {
      while (fills.size > 0) {
        const all = [...fills];
        await Promise.all(all);
        for (const each of all) fills.delete(each);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
};

/** Serves a world's graph on the loopback, at the world's moment. */
export const serveWorld = async ({ world, jwk, cache: given }: ServedParts): Promise<Served> => {
  await using held = new AsyncDisposableStack();
  const now = (): number => NOW;
  const log = silentLog;
  const { records, directory } = world;
  const { cache, codec, kept } = watched(given);
  const levels = createLevels({ cache, codec, maxBytes: 50_000_000, now, log });
  held.defer(() => levels.close());
  const keys = createKeySet({ issuer: ISSUER, load: async () => ({ keys: [jwk] }), now, log });
  const pool = { issuer: ISSUER, clients: [person.client_id], subsidiaries: undefined, keys };
  let requests = 0;
  const gateway = createGateway({
    supergraphSdl,
    dataSources: localDataSources(world.subgraphs),
    apiKeys: boundless(createApiKeys({ secret: SECRET, directory, now })),
    cache: createMemoryCache({ now, maxBytes: 1_000_000 }),
    levels,
    tokens: { accessTokens: createAccessTokens({ pools: [pool], now }), directory },
    views: directory.views,
    registered: createRegisteredOperations({ records, now }),
    automatic: createAutomaticOperations({ records, now, log }),
    uses: { note: () => undefined },
    log,
    now,
    newId: () => {
      requests += 1;
      return `request-${requests}`;
    },
    allowedOrigins: [],
    ready: async () => true,
  });
  const server = held.use(
    await startHttpServer({ handle: (request) => gateway.handle(request), host: '127.0.0.1', port: 0, log }),
  );
  const disposed = held.move();
  return {
    origin: `http://127.0.0.1:${server.port}`,
    kept,
    [Symbol.asyncDispose]: () => disposed.disposeAsync(),
  };
};

/** The gateways of a stack. */
export interface Gateways {
  /** Whether other processes read the world too. */
  readonly apart: boolean;
  /** Opens them. */
  open(parts: Pick<ServedParts, 'world' | 'jwk'>): Promise<readonly [Served, ...Served[]]>;
}

/** Gateways in this process: one for each cache. */
export const gatewaysOver = (...caches: readonly [Cache, ...Cache[]]): Gateways => ({
  apart: false,
  open: async (parts) => {
    const [first, ...others] = caches;
    const served: [Served, ...Served[]] = [await serveWorld({ ...parts, cache: first })];
    for (const cache of others) served.push(await serveWorld({ ...parts, cache }));
    return served;
  },
});

/** One gateway over a cache of its own. */
export const oneGateway = (): Gateways => gatewaysOver(createMemoryCache({ now: () => NOW, maxBytes: 1_000_000 }));
