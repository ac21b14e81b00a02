import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SubgraphDataSource } from '../gateway/execution/dataSource.ts';
import { createGateway } from '../gateway/handler.ts';
import { keepFlushing } from './flushing.ts';
import { startHttpServer } from './http.ts';
import type { Installation } from './installation.ts';
import { createCountsLog, openCdnTags, openKeptAnswers } from './keptAnswers.ts';
import type { OpenServices } from './openServices.ts';
import { planBeforeListening } from './planning.ts';
import type { mayKeepAnswers } from './purging.ts';
import { registrationMount } from './registration.ts';
import { gatewayPartsOf, isReady, mediaMounts } from './services.ts';
import { openTokens } from './tokens.ts';

/** What {@link serveGraph} stands on. */
export interface GraphParts extends Pick<OpenServices, 'backends' | 'services'> {
  readonly installation: Installation;
  readonly host: Parameters<typeof mayKeepAnswers>[1];
  /** One for each subgraph, by its name. */
  readonly dataSources: Readonly<Record<string, SubgraphDataSource>>;
  /** With which the explorers are preset in development. */
  readonly sampleKey?: string | undefined;
  readonly signal: AbortSignal;
}

/** The graph, as long as it listens. */
export interface ServedGraph extends AsyncDisposable {
  /** Finishes what is under way, and writes down what was counted. */
  close(): Promise<void>;
}

/** Serves the graph to clients: what a process with everything in it and a gateway alone have in common. */
export const serveGraph = async (parts: GraphParts): Promise<ServedGraph> => {
  const { installation, host, backends, services, dataSources, sampleKey, signal } = parts;
  const { config, log, now } = installation;
  const signIn = openTokens(installation, services.directory);
  const levels = openKeptAnswers({ config, host, backends, log, now });
  const gateway = createGateway({
    supergraphSdl: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    dataSources,
    ...gatewayPartsOf(services),
    tokens: signIn.tokens,
    log,
    now,
    newId: randomUUID,
    allowedOrigins: config.allowedOrigins,
    trustedProxies: config.trustedProxies,
    development: config.embedded ? { sampleKey } : undefined,
    cache: backends.cache,
    levels,
    cdnTags: openCdnTags(config),
    ready: () => isReady(backends),
  });
  await planBeforeListening({ backends, services, gateway, budgetMs: config.planningMs, log, now, signal });
  const server = await startHttpServer({
    handle: (request) => gateway.handle(request),
    mounts: {
      ...mediaMounts(services, backends),
      ...signIn.mounts,
      ...registrationMount({ backends, services, tokens: signIn.tokens, checker: gateway.checker, log, now }),
    },
    host: config.host,
    port: config.port,
    admission: config,
    log,
  });
  const tellCounts = createCountsLog(levels, log);
  const flushing = keepFlushing(async () => {
    tellCounts();
    await services.uses.flush();
  }, signal);
  return {
    close: async () => {
      await server.close();
      tellCounts();
      await levels?.close();
      await flushing;
      await services.uses.flush();
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
};
