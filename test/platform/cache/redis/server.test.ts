import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../../platform/cache/redis/server.ts';
import { createRedisCache, redisOptions } from '../../../../platform/cache/redis.ts';
import { OperatorError } from '../../../../platform/errors.ts';
import { silentLog } from '../../../../platform/telemetry.ts';

/** A client that is never connected and tells what it is given as its server's INFO. */
const telling = (info: string): Redis =>
  new Proxy(new Redis('redis://cache.test:6379', redisOptions()), {
    get: (target, property): unknown =>
      property === 'info' ? async () => info : Reflect.get(target, property, target),
  });

const info = (version: string, policy: string) =>
  `# Server\r\nredis_version:${version}\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n`;

describe("a Redis server's settings", () => {
  it.each(['noeviction', 'volatile-lru', 'volatile-ttl'])('may have the eviction policy %s', async (policy) => {
    await expect(checkSettings(telling(info('7.0.15', policy)), silentLog)).resolves.toBeUndefined();
    await expect(checkSettings(telling(info('10.1.0', policy)), silentLog)).resolves.toBeUndefined();
  });

  it.each(['allkeys-lru', 'allkeys-random'])('may not have %s, which evicts what purges need', async (policy) => {
    const checked = checkSettings(telling(info('7.0.15', policy)), silentLog);
    await expect(checked).rejects.toThrow(OperatorError);
    await expect(checked).rejects.toThrow(`cache.test:6379 has the eviction policy ${policy}`);
  });

  it('may not be older than 7', async () => {
    await expect(checkSettings(telling(info('6.2.1', 'noeviction')), silentLog)).rejects.toThrow(OperatorError);
  });
});

describe('the options of a Redis cache', () => {
  const client = new Redis(redisOptions());
  const base = { client, now: () => 0, log: silentLog };

  it('are checked when it is made, and named', () => {
    expect(() => createRedisCache({ ...base, budgetMs: 0 })).toThrow(/option budgetMs is 0/);
    expect(() => createRedisCache({ ...base, breaker: { failures: 0, openMs: 1 } })).toThrow(
      /option breaker.failures is 0/,
    );
    expect(() => createRedisCache({ ...base, keyPrefix: 'a{b}' })).toThrow(/option keyPrefix/);
    expect(() => createRedisCache({ ...base, client: new Redis({ ...redisOptions(), keyPrefix: 'x:' }) })).toThrow(
      /client must have no keyPrefix/,
    );
  });
});
