import { loadConfig } from '../platform/config.ts';
import { openServices } from './openServices.ts';
import { openPlace } from './place.ts';
import { purgesCache } from './purging.ts';
import { endSignal, run } from './run.ts';

/*
 * What happens after a mutation said yes, as a process of its own where the gateway and its subgraphs are too: it applies commands, does what is due, carries what was
 * written to the index, and purges the shared cache.
 */

await run(async () => {
  const place = openPlace(loadConfig(process.env));
  const signal = endSignal();
  await using opened = await openServices(place);
  const { services } = opened;
  place.log.info({}, 'applying what is written, and following the change feed');
  await Promise.all([
    services.write(signal),
    services.consume('follow', signal),
    ...(purgesCache(place.config, 'worker') ? [services.purge(signal)] : []),
  ]);
});
