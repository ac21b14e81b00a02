import { describe, expect, test } from 'vitest';
import { clusterClient, makeRedis, singleClient } from '../contract/cacheRedis.ts';
import { proveCanaries } from './canaries.ts';
import { gatewayProcesses } from './processes.ts';
import { gatewaysOver } from './served.ts';
import { atTheWorldsMoment } from './worldsMoment.ts';

const SEED = 20_261_127;

const servers = [
  ['one Redis', 'REDIS_URL', singleClient],
  ['a cluster', 'REDIS_CLUSTER_NODES', clusterClient],
] as const;

const addressIn = (variable: string): string => {
  const address = process.env[variable];
  if (address === undefined) throw new Error(`${variable} is not set: test/servers/servers env says it`);
  return address;
};

describe.each(servers)('over %s', (_, variable, clientOf) => {
  test('two gateways keep nobody’s answers for another', async () => {
    await using redis = await makeRedis(clientOf(addressIn(variable)))();
    const gateways = gatewaysOver(atTheWorldsMoment(redis.cache), atTheWorldsMoment(redis.other));
    const totals = await proveCanaries(SEED, 600, undefined, gateways);
    expect(totals.leaks).toEqual([]);
    expect(totals.wrong).toEqual([]);
    expect(totals.kept).toBeGreaterThan(100);
    expect(redis.other.counts.hits).toBeGreaterThan(10);
  }, 300_000);

  test('two processes keep nobody’s answers for another, whichever of them made it', async () => {
    const address = addressIn(variable);
    await using redis = await makeRedis(clientOf(address))();
    const counts = [
      { hits: 0, stored: 0 },
      { hits: 0, stored: 0 },
    ] as const;
    const processes = gatewayProcesses({ address: address.replace('redis://', ''), keyPrefix: redis.prefix }, counts);
    const totals = await proveCanaries(SEED + 1, 600, undefined, processes);
    expect(totals.leaks).toEqual([]);
    expect(totals.wrong).toEqual([]);
    expect(totals.kept).toBeGreaterThan(100);
    for (const { hits, stored } of counts) expect(Math.min(hits, stored)).toBeGreaterThan(10);
  }, 300_000);
});
