import './production.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import { createBodySigner } from '../gateway/execution/internalToken.ts';
import { remoteDataSource } from '../gateway/execution/remoteDataSource.ts';
import { createGateway } from '../gateway/handler.ts';
import { createApiKeys } from '../gateway/identity/apiKey.ts';
import type { Config } from '../platform/config.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { openBackends } from './backends.ts';
import { openDataFolder } from './dataFolder.ts';
import { keepFlushing } from './flushing.ts';
import { startHttpServer } from './http.ts';
import { signingKey } from './internalKeys.ts';
import { createCountsLog, openCdnTags, openKeptAnswers } from './keptAnswers.ts';
import { createLog } from './log.ts';
import { planBeforeListening } from './planning.ts';
import { registrationMount } from './registration.ts';
import { aborted, endSignal, run } from './run.ts';
import { addressesOf, createServices, isReady, MEDIA_MOUNT, mediaMounts } from './services.ts';
import { openTokens } from './tokens.ts';

/*
 * The gateway alone: the subgraphs run in processes of their own (`entrypoints/subgraph.ts`), reached over HTTP.
 */

const addressOf = (config: Config, name: (typeof subgraphNames)[number]): string => {
  const url = config.subgraphUrls[name];
  if (url) return new URL(url).origin;
  throw new OperatorError(`SUBGRAPH_${name.toUpperCase()}_URL is required: where the ${name} subgraph listens`);
};

await run(async () => {
  const config = loadConfig(process.env);
  const origins = subgraphNames.map((name) => [name, addressOf(config, name)] as const);
  const log = createLog(config.logLevel);
  const now = Date.now;
  const signal = endSignal();
  const folder = openDataFolder(config.dataDir);
  const secrets = config.secrets ?? folder.secrets();
  const internalKey = signingKey(config, secrets);
  const { mediaUrl, publicUrl } = addressesOf(config);

  await using backends = await openBackends({
    config,
    folder,
    secrets,
    mediaUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    log,
    now,
  });
  const services = createServices({ backends, secrets, mediaUrl, log, now });
  const apiKeys = createApiKeys({ secret: secrets.key, directory: services.directory, now });
  const signIn = openTokens({ config, folder, directory: services.directory, log, now });
  // Kept connections end before the subgraphs' own 65 s do, so that none is taken that is about to be closed.
  const pool = new Agent({ connections: 64, keepAliveTimeout: 30_000, connect: { timeout: 1_000 } });
  await using connections = new AsyncDisposableStack();
  connections.defer(() => pool.close());
  const levels = openKeptAnswers({ config, host: 'gateway', backends, log, now });
  const gateway = createGateway({
    supergraphSdl: readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8'),
    dataSources: Object.fromEntries(
      origins.map(
        ([name, origin]) =>
          [name, remoteDataSource({ name, origin, sign: createBodySigner(internalKey, name, now), pool })] as const,
      ),
    ),
    apiKeys,
    tokens: signIn.tokens,
    views: services.directory.views,
    registered: services.registered,
    automatic: services.automatic,
    uses: services.uses,
    log,
    now,
    newId: randomUUID,
    allowedOrigins: config.allowedOrigins,
    trustedProxies: config.trustedProxies,
    development: config.embedded ? {} : undefined,
    cache: backends.cache,
    levels,
    cdnTags: openCdnTags(config),
    ready: () => isReady(backends),
  });
  await planBeforeListening({ backends, services, gateway, budgetMs: config.planningMs, log, now, signal });
  await using server = await startHttpServer({
    handle: (request) => gateway.handle(request),
    mounts: {
      ...mediaMounts(services, backends),
      ...signIn.mounts,
      ...registrationMount({
        backends,
        services,
        apiKeys,
        tokens: signIn.tokens,
        checker: gateway.checker,
        log,
        now,
      }),
    },
    host: config.host,
    port: config.port,
    admission: config,
    log,
  });
  process.stdout.write(`gateway: ${publicUrl}/graphql\n`);
  const tellCounts = createCountsLog(levels, log);
  const flushing = keepFlushing(async () => {
    tellCounts();
    await services.uses.flush();
  }, signal);
  await aborted(signal);
  await server.close();
  tellCounts();
  await levels?.close();
  await flushing;
  await services.uses.flush();
});
