import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startHttpServer } from '../../entrypoints/http.ts';
import { localDataSource } from '../../gateway/execution/localDataSource.ts';
import { createGateway } from '../../gateway/handler.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { answerUsage, work } from '../process.ts';
import { openSeeded, supergraphFile } from './services.ts';
import { variantTask } from './task.ts';

/** Masthead: gateway and subgraphs in one process, asked with an API key. */
work(variantTask, async ({ dataDir }) => {
  const open = await openSeeded(dataDir);
  const { content, media, search } = open.services.subgraphs;
  const gateway = createGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    dataSources: { content: localDataSource(content), media: localDataSource(media), search: localDataSource(search) },
    apiKeys: open.services.apiKeys,
    views: open.services.directory.views,
    registered: open.services.registered,
    automatic: open.services.automatic,
    uses: open.services.uses,
    // What is measured spends more than any quota.
    cache: { consume: async (_, __, { limit }) => ({ allowed: true, remaining: limit, resetMs: 60_000 }) },
    log: silentLog,
    now: Date.now,
    newId: randomUUID,
    allowedOrigins: [],
    ready: () => Promise.resolve(true),
  });
  const server = await startHttpServer({
    handle: (request) => gateway.handle(request),
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
  });
  return {
    ready: { port: server.port },
    answer: answerUsage,
    end: async () => {
      await server.close();
      await open[Symbol.asyncDispose]();
    },
  };
});
