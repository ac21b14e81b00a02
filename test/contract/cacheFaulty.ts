import { Cluster } from 'ioredis';
import { clusterOptions, type RedisCacheOptions } from '../../platform/cache/redis.ts';
import { type FaultProxy, startFaultProxy } from '../faults/proxy.ts';
import type { CacheSettings } from './cache.ts';
import { clusterClient, makeRedis, type RedisUnderTest, singleClient } from './cacheRedis.ts';

/** Caches whose every connection passes a fault proxy, one a server; `operator` stands beside. */
export interface FaultyRedis extends RedisUnderTest {
  readonly proxies: readonly FaultProxy[];
}

export type MakeFaulty = (settings?: CacheSettings & Partial<RedisCacheOptions>) => Promise<FaultyRedis>;

const endProxies = async (proxies: readonly FaultProxy[]): Promise<void> => {
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
};

/** One server. */
export const faultySingle =
  (url: string): MakeFaulty =>
  async (settings) => {
    const { hostname, port } = new URL(url);
    const proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } });
    const under = await makeRedis(singleClient(`redis://127.0.0.1:${proxy.port}`), singleClient(url))(settings);
    return {
      ...under,
      proxies: [proxy],
      async [Symbol.asyncDispose]() {
        await under[Symbol.asyncDispose]();
        await endProxies([proxy]);
      },
    };
  };

/** A cluster, whose own addresses are mapped to those of the proxies. */
export const faultyCluster =
  (nodes: string): MakeFaulty =>
  async (settings) => {
    const natMap: Record<string, { host: string; port: number }> = {};
    const proxies: FaultProxy[] = [];
    for (const node of nodes.split(',')) {
      const [host = '', port = ''] = node.split(':');
      const proxy = await startFaultProxy({ target: { host, port: Number(port) } });
      proxies.push(proxy);
      natMap[node] = { host: '127.0.0.1', port: proxy.port };
    }
    const through = (): Cluster => new Cluster(Object.values(natMap), { ...clusterOptions(), natMap });
    const under = await makeRedis(through, clusterClient(nodes))(settings);
    return {
      ...under,
      proxies,
      async [Symbol.asyncDispose]() {
        await under[Symbol.asyncDispose]();
        await endProxies(proxies);
      },
    };
  };
