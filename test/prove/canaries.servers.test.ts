import { expect, test } from 'vitest';
import type { Cache } from '../../platform/cache/port.ts';
import { clusterClient, makeRedis, singleClient } from '../contract/cacheRedis.ts';
import { NOW } from '../support/builders.ts';
import { proveCanaries } from './canaries.ts';

/** A world's clock stands still, and Redis has its own: what begins now there began at the world's moment. */
const atTheWorldsMoment = (cache: Cache): Cache => ({
  ...cache,
  get: async (...asked) => {
    const entry = await cache.get(...asked);
    return entry && { ...entry, startedAt: NOW };
  },
  fill: (key, bytes, fill) => cache.fill(key, bytes, { ...fill, startedAt: Date.now() }),
  onPurge: (listener) =>
    cache.onPurge((event) => listener(event.kind === 'lost' ? event : { ...event, upTo: NOW - 1 })),
});

const servers = [
  ['one Redis', 'REDIS_URL', singleClient],
  ['a cluster', 'REDIS_CLUSTER_NODES', clusterClient],
] as const;

test.each(servers)('two gateways over %s keep nobody’s answers for another', async (_, variable, clientOf) => {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is not set: test/servers/servers env says it`);
  await using redis = await makeRedis(clientOf(address))();
  const totals = await proveCanaries(20_261_127, 600, undefined, [
    atTheWorldsMoment(redis.cache),
    atTheWorldsMoment(redis.other),
  ]);
  expect(totals.leaks).toEqual([]);
  expect(totals.wrong).toEqual([]);
  expect(totals.kept).toBeGreaterThan(100);
  expect(redis.other.counts.hits).toBeGreaterThan(20);
});
