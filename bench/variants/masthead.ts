import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startHttpServer } from '../../entrypoints/http.ts';
import { gatewayPartsOf } from '../../entrypoints/services.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { createGateway } from '../../gateway/handler.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { answerUsage, work } from '../process.ts';
import { openSeeded, supergraphFile } from './services.ts';
import { variantTask } from './task.ts';

/** Masthead: gateway and subgraphs in one process, asked with an API key. */
work(variantTask, async ({ dataDir }) => {
  const open = await openSeeded(dataDir);
  const gateway = createGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    dataSources: localDataSources(open.services.subgraphs),
    ...gatewayPartsOf(open.services),
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
