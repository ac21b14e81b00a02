import { randomBytes } from 'node:crypto';
import { Cluster, Redis } from 'ioredis';
import { vi } from 'vitest';
import { connectRedis } from '../../entrypoints/redisConnection.ts';
import {
  clusterOptions,
  createRedisCache,
  type RedisCache,
  type RedisCacheOptions,
  redisOptions,
} from '../../platform/cache/redis.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { CacheSettings, CacheUnderTest } from './cache.ts';
import type { Step } from './cacheSteps.ts';

export type Client = Redis | Cluster;

/** A client of the one server, or of the cluster, as the variables name them. */
export const singleClient = (url: string) => (): Client => new Redis(url, redisOptions());
export const clusterClient = (nodes: string) => (): Client =>
  new Cluster(
    nodes.split(',').map((node) => ({ host: node.split(':')[0] ?? '', port: Number(node.split(':')[1]) })),
    clusterOptions(),
  );

export const masters = (client: Client): Redis[] => (client instanceof Cluster ? client.nodes('master') : [client]);

/** Removes what lies under a prefix on the server: to a cache of that prefix, the same as a flush. */
export async function flush(server: Redis, prefix: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await server.scan(cursor, 'MATCH', `${prefix}:*`, 'COUNT', 1_000);
    cursor = next;
    await Promise.all(keys.map((key) => server.unlink(key)));
  } while (cursor !== '0');
}

const STEPS = new Set(['evalsha', 'set', 'hmgetBuffer', 'zscan', 'zremrangebyscore', 'publish', 'unlink', 'pttl']);

/** The client, with a step for each command that a cache sends. */
const steppedClient = <C extends Client>(client: C, step: Step): C =>
  new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      const call = (args: unknown[]): unknown => Reflect.apply(value, target, args);
      if (typeof property !== 'string' || !STEPS.has(property)) return (...args: unknown[]) => call(args);
      return (...args: unknown[]) => step(async () => await call(args));
    },
  });

/** Two caches over one Redis, under a prefix of their own that is removed afterwards. Times are this machine's. */
export interface RedisUnderTest extends CacheUnderTest {
  readonly cache: RedisCache;
  readonly other: RedisCache;
  readonly prefix: string;
  /** A client beside the caches'. */
  readonly operator: Client;
  readonly servers: () => Redis[];
}

/** @param client Makes a client of the server; `operate`, where it differs, one that no fault spoils. */
export const makeRedis =
  (client: () => Client, operate: () => Client = client) =>
  async (settings: CacheSettings & Partial<RedisCacheOptions> = {}): Promise<RedisUnderTest> => {
    const { step, ...options } = settings;
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const make = (): RedisCache => {
      const own = client();
      return createRedisCache({
        // Steps are those of the client.
        ...(step === undefined ? { client: own, connect: connectRedis } : { client: steppedClient(own, step) }),
        now: Date.now,
        log: silentLog,
        keyPrefix: prefix,
        // One machine, one clock.
        toleranceMs: 0,
        // The machine may be busy with other suites.
        budgetMs: 2_000,
        ...options,
      });
    };
    const operator = operate();
    await operator.connect();
    const caches = [make(), make()] as const;
    const pass = async (ms: number): Promise<void> => {
      const until = Date.now() + ms;
      await vi.waitUntil(() => Date.now() >= until, { timeout: ms + 5_000, interval: 1 });
    };
    for (const cache of caches) await cache.prepare();
    await pass((options.toleranceMs ?? 0) + 2);
    return {
      cache: caches[0],
      other: caches[1],
      prefix,
      operator,
      servers: () => masters(operator),
      now: Date.now,
      pass,
      async lose(what) {
        if (what === 'log') await operator.unlink(`${prefix}:log`);
        else for (const server of masters(operator)) await flush(server, prefix);
      },
      async [Symbol.asyncDispose]() {
        for (const cache of caches) await cache.close();
        for (const server of masters(operator)) await flush(server, prefix);
        operator.disconnect();
      },
    };
  };
