import './production.ts';
import { createBodySigner } from '../gateway/execution/internalToken.ts';
import { remoteDataSource } from '../gateway/execution/remoteDataSource.ts';
import type { Config } from '../platform/config.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { subgraphNames } from '../schema/sdl.ts';
import { beginAgain } from './beginAgain.ts';
import { openInstallation } from './installation.ts';
import { signingKey } from './internalKeys.ts';
import { openServices } from './openServices.ts';
import { openSubgraphConnections } from './remote/subgraphs.ts';
import { aborted, endSignal, run } from './run.ts';
import { serveGraph } from './serveGraph.ts';

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
  const installation = openInstallation(config);
  const signal = endSignal();
  const internalKey = signingKey(config, installation.secrets);

  await using opened = await openServices(installation);
  await beginAgain(opened, signal);
  if (signal.aborted) return;
  await using connections = openSubgraphConnections();
  await using graph = await serveGraph({
    ...opened,
    installation,
    host: 'gateway',
    dataSources: Object.fromEntries(
      origins.map(
        ([name, origin]) =>
          [
            name,
            remoteDataSource({
              name,
              origin,
              sign: createBodySigner(internalKey, name, installation.now),
              connections,
            }),
          ] as const,
      ),
    ),
    signal,
  });
  process.stdout.write(`gateway: ${installation.publicUrl}/graphql\n`);
  await aborted(signal);
  await graph.close();
});
