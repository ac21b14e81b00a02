import { once } from 'node:events';
import type { z } from 'zod';
import { connectRedis } from '../../entrypoints/redisConnection.ts';
import { createRedisCache } from '../../platform/cache/redis.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { cacheClient } from '../platform/cache/addressed.ts';
import { openWorld } from '../support/world.ts';
import type { answerSchema } from './gatewayTask.ts';
import { taskSchema } from './gatewayTask.ts';
import { serveWorld } from './served.ts';
import { atTheWorldsMoment } from './worldsMoment.ts';

const tell = (answer: z.infer<typeof answerSchema>): void => void process.send?.(answer);

const [given] = await once(process, 'message');
const { folder, jwk, address, keyPrefix } = taskSchema.parse(given);
await using world = await openWorld({ shared: true, folder });
const cache = createRedisCache({
  client: cacheClient(address),
  connect: connectRedis,
  now: Date.now,
  log: silentLog,
  keyPrefix,
  // One machine, one clock, which may be busy with other suites.
  toleranceMs: 0,
  budgetMs: 2_000,
});
await cache.prepare();
await using held = new AsyncDisposableStack();
held.defer(() => cache.close());
const served = held.use(await serveWorld({ world, jwk, cache: atTheWorldsMoment(cache) }));
process.on('message', () => {
  void served.kept().then(() => tell({ kept: true, hits: cache.counts.hits, stored: cache.counts.stored }));
});
tell({ origin: served.origin });
await once(process, 'disconnect');
