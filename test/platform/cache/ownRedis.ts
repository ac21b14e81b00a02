import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Cluster, Redis } from 'ioredis';
import { connectRedis } from '../../../entrypoints/redisConnection.ts';
import { createRedisCache, type RedisCache } from '../../../platform/cache/redis.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { temporaryFolder } from '../../system/masthead.ts';
import { cacheClient } from './addressed.ts';

const SERVERS = fileURLToPath(new URL('../../servers/servers', import.meta.url));

/** Which of the servers a test wants for itself. */
export type ServerName = 'redis' | 'redis-cluster';

/** Redis of a test's own, which it may kill, stop and fill up without disturbing others. */
export interface OwnRedis extends AsyncDisposable {
  /** `host:port` of each server. */
  readonly addresses: readonly string[];
  /** Whoever connects to it. */
  readonly client: () => Redis | Cluster;
  /** A process's cache over it. Times are this machine's, and so is the clock. */
  readonly cache: () => RedisCache;
  /** One connection to each server, which waits for it. */
  readonly servers: () => readonly Redis[];
  /** Ends all of it as a crash would. */
  readonly kill: () => Promise<void>;
  /** Starts what does not run. */
  readonly start: () => Promise<void>;
  /** Forgets, while it is ended, all that it held. */
  readonly empty: () => Promise<void>;
}

/** Starts it and waits until it answers. */
export async function startOwnRedis(name: ServerName): Promise<OwnRedis> {
  await using stack = new AsyncDisposableStack();
  const run = stack.use(await temporaryFolder());
  const command = async (verb: string, ...names: readonly string[]): Promise<string> => {
    const env = { ...process.env, MASTHEAD_SERVERS_RUN: run.path };
    return (await promisify(execFile)(SERVERS, [verb, ...names], { env })).stdout;
  };
  await command('start', name);
  stack.defer(async () => void (await command('clean')));
  const addresses = [...(await command('env')).matchAll(/127\.0\.0\.1:\d+/g)].map(([address]) => address);
  const client = (): Redis | Cluster => cacheClient(addresses.join(','));
  const servers = addresses.map((address) => new Redis(`redis://${address}`, { maxRetriesPerRequest: null }));
  for (const server of servers) {
    server.on('error', () => undefined);
    stack.defer(() => server.disconnect());
  }
  const held = stack.move();
  return {
    addresses,
    client,
    cache: () =>
      createRedisCache({
        client: client(),
        connect: connectRedis,
        now: Date.now,
        log: silentLog,
        toleranceMs: 0,
        // The machine may be busy with other suites.
        budgetMs: 500,
        breaker: { failures: 5, openMs: 200 },
      }),
    servers: () => servers,
    kill: async () => void (await command('kill', name)),
    start: async () => void (await command('start', name)),
    empty: () => rm(join(run.path, name, 'appendonlydir'), { recursive: true }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
