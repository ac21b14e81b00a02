import { loadConfig } from '../platform/config.ts';
import { beginAgain } from './beginAgain.ts';
import { openInstallation } from './installation.ts';
import { openServices } from './openServices.ts';
import { purgesCache } from './purging.ts';
import { endSignal, run } from './run.ts';

/*
 * What happens after a mutation said yes, as a process of its own where the gateway and its subgraphs are too: it applies commands, does what is due, carries what was
 * written to the index, and purges the shared cache.
 */

await run(async () => {
  const installation = openInstallation(loadConfig(process.env));
  const signal = endSignal();
  await using opened = await openServices(installation);
  await beginAgain(opened, signal);
  if (signal.aborted) return;
  const { services } = opened;
  installation.log.info({}, 'applying what is written, and following the change feed');
  await Promise.all([
    services.write(signal),
    services.consume('follow', signal),
    ...(purgesCache(installation.config, 'worker') ? [services.purge(signal)] : []),
  ]);
});
