import { Cluster, Redis } from 'ioredis';
import { clusterOptions, redisOptions } from '../../../platform/cache/redis.ts';

const nodesOf = (address: string): { host: string; port: number }[] =>
  address.split(',').map((node) => ({ host: node.split(':')[0] ?? '', port: Number(node.split(':')[1]) }));

/** A client as a cache has it. @param address `host:port`, or several, separated by commas, for a cluster. */
export const cacheClient = (address: string): Redis | Cluster => {
  const [node, ...others] = nodesOf(address);
  return others.length === 0 && node !== undefined
    ? new Redis({ ...node, ...redisOptions() })
    : new Cluster(nodesOf(address), clusterOptions());
};

/** A client that waits for the server, however busy the machine is. */
export const patientClient = (address: string): Redis | Cluster => {
  const [node, ...others] = nodesOf(address);
  return others.length === 0 && node !== undefined
    ? new Redis({ ...node, maxRetriesPerRequest: null })
    : new Cluster(nodesOf(address), { redisOptions: { maxRetriesPerRequest: null } });
};
