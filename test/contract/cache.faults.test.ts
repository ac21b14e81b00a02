import { describeContract } from './adapters.ts';
import { cacheFaults } from './cacheFaults.ts';
import { faultyCluster, faultySingle } from './cacheFaulty.ts';

describeContract({
  port: 'cache',
  adapter: 'redis under faults',
  server: { name: 'redis', env: ['REDIS_URL'] },
  suite: cacheFaults,
  make: ({ REDIS_URL = '' }) => faultySingle(REDIS_URL),
});

describeContract({
  port: 'cache',
  adapter: 'redis cluster under faults',
  server: { name: 'redis-cluster', env: ['REDIS_CLUSTER_NODES'] },
  suite: cacheFaults,
  make: ({ REDIS_CLUSTER_NODES = '' }) => faultyCluster(REDIS_CLUSTER_NODES),
});
