import { createTokenReader } from '../gateway/execution/internalToken.ts';
import { createSubgraphHandler, MAX_WIRE_BYTES } from '../gateway/execution/subgraphHandler.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { openBackends } from './backends.ts';
import { openDataFolder } from './dataFolder.ts';
import { startHttpServer } from './http.ts';
import { verifyingKey } from './internalKeys.ts';
import { createLog } from './log.ts';
import { aborted, endSignal, run } from './run.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from './services.ts';

/*
 * One subgraph alone, for the gateway of `entrypoints/gateway.ts`, which signs what it asks: whoever else reaches it is refused.
 */

await run(async () => {
  const config = loadConfig(process.env);
  const name = config.subgraph;
  if (!name) throw new OperatorError('SUBGRAPH is required: content, media or search');
  if (!config.publicUrl && !config.mediaUrl)
    throw new OperatorError('PUBLIC_URL is required: where clients reach the gateway, for links to media');
  const log = createLog(config.logLevel);
  const now = Date.now;
  const signal = endSignal();
  const folder = openDataFolder(config.dataDir);
  const secrets = config.secrets ?? folder.secrets();
  const readToken = createTokenReader(verifyingKey(config, secrets), name, now);
  const { mediaUrl } = addressesOf(config);

  await using backends = await openBackends({
    config,
    folder,
    secrets,
    mediaUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    log,
    now,
  });
  const { subgraphs } = createServices({ backends, secrets, mediaUrl, log, now });
  const store = name === 'search' ? backends.search : backends.records;
  const ready = (): Promise<boolean> =>
    store.ping().then(
      () => true,
      () => false,
    );
  await using server = await startHttpServer({
    handle: createSubgraphHandler(subgraphs[name], log, ready, readToken),
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
