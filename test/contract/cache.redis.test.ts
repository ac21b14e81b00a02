import { describeContract } from './adapters.ts';
import { cacheContract } from './cache.ts';
import { clusterClient, makeRedis, singleClient } from './cacheRedis.ts';
import { levelsContract } from './levels.ts';

describeContract({
  port: 'cache',
  adapter: 'redis',
  server: { name: 'redis', env: ['REDIS_URL'] },
  suite: cacheContract,
  make: ({ REDIS_URL = '' }) => makeRedis(singleClient(REDIS_URL)),
});

describeContract({
  port: 'cache',
  adapter: 'redis cluster',
  server: { name: 'redis-cluster', env: ['REDIS_CLUSTER_NODES'] },
  suite: cacheContract,
  make: ({ REDIS_CLUSTER_NODES = '' }) => makeRedis(clusterClient(REDIS_CLUSTER_NODES)),
});

describeContract({
  port: 'cache',
  adapter: 'levels over redis',
  server: { name: 'redis', env: ['REDIS_URL'] },
  suite: levelsContract(false),
  make: ({ REDIS_URL = '' }) => makeRedis(singleClient(REDIS_URL)),
});

describeContract({
  port: 'cache',
  adapter: 'levels over redis cluster',
  server: { name: 'redis-cluster', env: ['REDIS_CLUSTER_NODES'] },
  suite: levelsContract(false),
  make: ({ REDIS_CLUSTER_NODES = '' }) => makeRedis(clusterClient(REDIS_CLUSTER_NODES)),
});
