import { loadConfig } from '../platform/config.ts';
import { openBackends } from './backends.ts';
import { openDataFolder } from './dataFolder.ts';
import { openCdnTags } from './keptAnswers.ts';
import { createLog } from './log.ts';
import { purgesCache } from './purging.ts';
import { endSignal, run } from './run.ts';
import { addressesOf, createServices, MEDIA_MOUNT } from './services.ts';

/*
 * What happens after a mutation said yes, as a process of its own where the gateway and its subgraphs are too: it applies commands, does what is due, carries what was
 * written to the index, and purges the shared cache.
 */

await run(async () => {
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel);
  const signal = endSignal();
  const folder = openDataFolder(config.dataDir);
  const secrets = config.secrets ?? folder.secrets();
  const { mediaUrl } = addressesOf(config);
  await using backends = await openBackends({
    config,
    folder,
    secrets,
    mediaUrl: `${mediaUrl}${MEDIA_MOUNT}`,
    log,
    now: Date.now,
  });
  const services = createServices({ backends, secrets, mediaUrl, cdnTags: openCdnTags(config), log, now: Date.now });
  log.info({}, 'applying what is written, and following the change feed');
  await Promise.all([
    services.write(signal),
    services.consume('follow', signal),
    ...(purgesCache(config, 'worker') ? [services.purge(signal)] : []),
  ]);
});
