import { z } from 'zod';
import { openDevelopmentIssuer } from '../../entrypoints/developmentIssuer.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { openServices } from '../../entrypoints/openServices.ts';
import { serveGraph } from '../../entrypoints/serveGraph.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { loadConfig } from '../../platform/config.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { answerUsage, work } from '../process.ts';

/** What it is told: its configuration, as an operator would write it, and the subsidiaries that write. */
const writingTask = z.object({ env: z.record(z.string(), z.string()), organisations: z.array(z.string()) });
/** See {@link writingTask}. */
export type WritingTask = z.infer<typeof writingTask>;

/** Who may write: a key and a token for each subsidiary. */
export interface WritingReady {
  readonly writers: readonly { readonly organisation: string; readonly headers: Readonly<Record<string, string>> }[];
}

const QUOTA = 100_000_000;

/** Masthead all in one: takes mutations, applies them, and follows the feed into index and cache. */
work(writingTask, async ({ env, organisations }) => {
  // Its own issuer signs the writers' tokens, as in development, whatever the backends.
  const installation = openInstallation({ ...loadConfig(env), secrets: undefined }, { log: silentLog });
  const opened = await openServices(installation);
  const { services } = opened;
  const { apiKeys, directory } = services;
  const issuer = openDevelopmentIssuer(installation);
  const writers = [];
  for (const organisation of organisations) {
    await directory.saveOrganisation({ id: organisation, kind: 'subsidiary', name: organisation, language: 'en' });
    await directory.saveApplication({ organisation, id: 'desk', name: 'Desk', channel: 'web' });
    const { key } = await apiKeys.issue({
      organisation,
      application: 'desk',
      view: 'newsroom',
      grants: ['read', 'write', 'apq'],
      quota: QUOTA,
    });
    const token = await issuer.token({
      name: 'ann',
      subsidiary: organisation,
      groups: ['publisher'],
      scopes: ['masthead/write'],
    });
    writers.push({ organisation, headers: { 'x-api-key': key, authorization: `Bearer ${token}` } });
  }
  const stop = new AbortController();
  const graph = await serveGraph({
    ...opened,
    installation,
    host: 'allInOne',
    dataSources: localDataSources(services.subgraphs),
    signal: stop.signal,
  });
  const following = Promise.all([
    services.write(stop.signal),
    services.consume('follow', stop.signal),
    services.purge(stop.signal),
  ]);
  return {
    ready: { writers },
    answer: answerUsage,
    end: async () => {
      stop.abort();
      await graph.close();
      await following;
      await opened[Symbol.asyncDispose]();
    },
  };
});
