import './production.ts';
import { Agent } from 'undici';
import { createBodySigner } from '../gateway/execution/internalToken.ts';
import { remoteDataSource } from '../gateway/execution/remoteDataSource.ts';
import { createApiKeys } from '../gateway/identity/apiKey.ts';
import type { Config } from '../platform/config.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { openBackends } from './backends.ts';
import { openDataFolder } from './dataFolder.ts';
import { signingKey } from './internalKeys.ts';
import { openCdnTags } from './keptAnswers.ts';
import { createLog } from './log.ts';
import { aborted, endSignal, run } from './run.ts';
import { serveGraph } from './serveGraph.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from './services.ts';

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
  const services = createServices({ backends, secrets, mediaUrl, cdnTags: openCdnTags(config), log, now });
  // Kept connections end before the subgraphs' own 65 s do, so that none is taken that is about to be closed.
  const pool = new Agent({ connections: 64, keepAliveTimeout: 30_000, connect: { timeout: 1_000 } });
  await using connections = new AsyncDisposableStack();
  connections.defer(() => pool.close());
  await using graph = await serveGraph({
    config,
    host: 'gateway',
    folder,
    backends,
    services,
    apiKeys: createApiKeys({ secret: secrets.key, directory: services.directory, now }),
    dataSources: Object.fromEntries(
      origins.map(
        ([name, origin]) =>
          [name, remoteDataSource({ name, origin, sign: createBodySigner(internalKey, name, now), pool })] as const,
      ),
    ),
    log,
    now,
    signal,
  });
  process.stdout.write(`gateway: ${publicUrl}/graphql\n`);
  await aborted(signal);
  await graph.close();
});
