import { createTokenReader } from '../gateway/execution/internalToken.ts';
import { createSubgraphHandler, MAX_WIRE_BYTES } from '../gateway/execution/subgraphHandler.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { beginAgain } from './beginAgain.ts';
import { startHttpServer } from './http.ts';
import { openInstallation } from './installation.ts';
import { verifyingKey } from './internalKeys.ts';
import { openServices } from './openServices.ts';
import { aborted, endSignal, run } from './run.ts';

/*
 * One subgraph alone, for the gateway of `entrypoints/gateway.ts`, which signs what it asks: whoever else reaches it is refused.
 */

await run(async () => {
  const config = loadConfig(process.env);
  const name = config.subgraph;
  if (!name) throw new OperatorError('SUBGRAPH is required: content, media or search');
  if (!config.publicUrl && !config.mediaUrl)
    throw new OperatorError('PUBLIC_URL is required: where clients reach the gateway, for links to media');
  const installation = openInstallation(config);
  const { log, now } = installation;
  const signal = endSignal();
  const readToken = createTokenReader(verifyingKey(config, installation.secrets), name, now);

  await using opened = await openServices(installation);
  await beginAgain(opened, signal);
  if (signal.aborted) return;
  const { backends, services } = opened;
  const store = name === 'search' ? backends.search : backends.records;
  const ready = (): Promise<boolean> =>
    store.ping().then(
      () => true,
      () => false,
    );
  await using server = await startHttpServer({
    handle: createSubgraphHandler(services.subgraphs[name], log, ready, readToken),
    host: config.host,
    port: config.port,
    admission: config,
    log,
    maxBodyBytes: MAX_WIRE_BYTES,
  });
  process.stdout.write(`${name}: http://${config.host}:${server.port}\n`);
  await aborted(signal);
  await server.close();
});
