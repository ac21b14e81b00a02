import { Cluster, Redis } from 'ioredis';
import type { Cache } from '../../platform/cache/port.ts';
import { clusterOptions, createRedisCache, redisOptions } from '../../platform/cache/redis.ts';
import type { Installation } from '../installation.ts';
import { connectRedis } from '../redisConnection.ts';

/** How far behind what is read may lag: clocks by a second, and indices of DynamoDB by two more. Milliseconds. */
const TOLERANCE_MS = { sqlite: 1_000, dynamodb: 3_000 } as const;

/** Redis, one alone or a cluster. */
export const openRedis = ({ config: { redis, records, tablePrefix }, now, log }: Installation): Cache => {
  const client =
    redis && 'nodes' in redis
      ? new Cluster([...redis.nodes], clusterOptions())
      : new Redis(redis?.url ?? '', redisOptions());
  return createRedisCache({
    client,
    connect: connectRedis,
    now,
    log,
    keyPrefix: `${tablePrefix}masthead`,
    toleranceMs: TOLERANCE_MS[records],
  });
};
