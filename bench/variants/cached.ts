import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { startHttpServer } from '../../entrypoints/http.ts';
import { connectRedis } from '../../entrypoints/redisConnection.ts';
import { gatewayPartsOf } from '../../entrypoints/services.ts';
import { createAnswerCodec } from '../../gateway/cache/codec.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import { createGateway } from '../../gateway/handler.ts';
import { createLevels } from '../../platform/cache/levels.ts';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import { createRedisCache, redisOptions } from '../../platform/cache/redis.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { answerUsage, work } from '../process.ts';
import { openSeeded, supergraphFile } from './services.ts';
import { variantTask } from './task.ts';

const NEAR_BYTES = 64 * 1024 * 1024;
/** What is measured spends more than a usual quota; points a minute. */
const QUOTA = 100_000_000;

/** Masthead with the cache: in this process alone, or in Redis alone where its address is given. A key, a quota and persisted operations as of a client's. */
work(variantTask.extend({ redisUrl: z.string().optional() }), async ({ dataDir, key, redisUrl }) => {
  const open = await openSeeded(dataDir);
  const now = Date.now;
  const log = silentLog;
  const cache =
    redisUrl === undefined
      ? createMemoryCache({ now, maxBytes: NEAR_BYTES })
      : createRedisCache({
          client: new Redis(redisUrl, redisOptions()),
          connect: connectRedis,
          now,
          log,
          keyPrefix: `bench-${process.pid}`,
          toleranceMs: 1_000,
          // On a busy machine what came late would be measured as what was made.
          budgetMs: 2_000,
        });
  await cache.prepare();
  // One byte holds nothing, so that every answer comes from Redis.
  const levels = createLevels({
    cache,
    codec: createAnswerCodec(),
    maxBytes: redisUrl === undefined ? NEAR_BYTES : 1,
    now,
    log,
  });
  const { viewer } = await open.services.apiKeys.callerOf([key]);
  const { organisation, application, view } = viewer;
  const issued = await open.services.apiKeys.issue({
    organisation,
    application,
    view: view.name,
    grants: ['read', 'apq'],
    quota: QUOTA,
  });
  const gateway = createGateway({
    supergraphSdl: readFileSync(supergraphFile, 'utf8'),
    dataSources: localDataSources(open.services.subgraphs),
    ...gatewayPartsOf(open.services),
    levels,
    cache,
    log,
    now,
    newId: randomUUID,
    allowedOrigins: [],
    ready: () => Promise.resolve(true),
  });
  const server = await startHttpServer({
    handle: (request) => gateway.handle(request),
    host: '127.0.0.1',
    port: 0,
    log,
  });
  return {
    ready: { port: server.port, key: issued.key },
    answer: answerUsage,
    end: async () => {
      await server.close();
      await levels.close();
      await cache.close();
      await open[Symbol.asyncDispose]();
    },
  };
});
