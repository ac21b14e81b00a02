import './production.ts';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { localDataSources } from '../gateway/execution/localDataSource.ts';
import type { Config } from '../platform/config.ts';
import { loadConfig } from '../platform/config.ts';
import { OperatorError } from '../platform/errors.ts';
import { beginAgain } from './beginAgain.ts';
import type { Installation } from './installation.ts';
import { openInstallation } from './installation.ts';
import type { OpenServices } from './openServices.ts';
import { openServices } from './openServices.ts';
import { purgesCache } from './purging.ts';
import { aborted, endSignal, run } from './run.ts';
import type { SampleKey } from './samples.ts';
import { fillDirectory, filledSamples, issueSampleKeys, readSamples, sampleFile } from './samples.ts';
import { serveGraph } from './serveGraph.ts';
import { welcome } from './welcome.ts';

/*
 * Everything in one process: the gateway with its three subgraphs, the feed's consumers, the embedded store's links and the renditions.
 * On embedded backends the first start fills in the sample newspapers.
 */

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const fresh = (): boolean => {
  try {
    const { values } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
    return values.fresh;
  } catch (error) {
    throw new OperatorError(
      `${error instanceof Error ? error.message : String(error)}. The only option is --fresh, which begins with new data`,
      { cause: error },
    );
  }
};

/** Fills in the samples, or goes on where a start was broken off. */
const fillSamples = async (
  installation: Installation,
  { backends, services }: OpenServices,
  signal: AbortSignal,
): Promise<readonly SampleKey[]> => {
  const { folder, log } = installation;
  const began = performance.now();
  const samples = readSamples();
  say('First start: filling in the sample newspapers.');
  const { describeTotals, runImport } = await import('./imports.ts');
  await fillDirectory(samples, services.directory);
  for (const { file, subsidiary, dataCentre, packages, mediaPackages } of samples.imports) {
    const files = [fileURLToPath(sampleFile(file))];
    const { totals } = await runImport(
      { files, subsidiary, dataCentre, packages, mediaPackages },
      // What an import logs when it is done is said here in words.
      { ...installation, backends, services, log: { ...log, info: () => undefined }, signal },
    );
    say(`${file}: ${describeTotals(totals)}`);
  }
  await services.consume('catchUp', signal);
  const keys = await issueSampleKeys(samples, services.apiKeys, folder);
  say(`Filled and indexed in ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`);
  return keys;
};

const configured = (config: Config): void => {
  if (config.embedded) return;
  say(
    `Backends: records ${config.records}, objects ${config.objects}, search ${config.search}, queue ${config.queue}, cache ${config.cache}.`,
  );
};

await run(async () => {
  const config = loadConfig(process.env);
  const signal = endSignal();
  const installation = openInstallation(config, { fresh: fresh() });

  await using opened = await openServices(installation);
  const { services } = opened;
  const known = config.embedded ? filledSamples(installation.folder) : [];
  const sampleKeys = known ?? (await fillSamples(installation, opened, signal));
  await beginAgain(opened, signal, { args: [], filled: !known });
  if (signal.aborted) return;
  configured(config);

  await using graph = await serveGraph({
    ...opened,
    installation,
    host: 'allInOne',
    dataSources: localDataSources(services.subgraphs),
    sampleKey: sampleKeys[0]?.key,
    signal,
  });
  const following = Promise.all([
    services.write(signal),
    services.consume('follow', signal),
    ...(purgesCache(config, 'allInOne') ? [services.purge(signal)] : []),
  ]);
  for (const line of welcome({ publicUrl: installation.publicUrl, keys: sampleKeys, development: !config.secrets }))
    say(line);

  await aborted(signal);
  say('Stopping: finishing what is under way.');
  await graph.close();
  await following;
});
