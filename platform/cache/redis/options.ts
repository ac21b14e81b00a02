import type { ClusterOptions, RedisOptions } from 'ioredis';

/** Milliseconds before the next attempt to connect: 50, 100, … up to 1 000, and up to a quarter more by chance. */
const reconnectMs = (attempt: number): number => Math.min(1_000, attempt * 50) * (1 + Math.random() / 4);

/**
 * How a client of the cache must be made: nothing waits for a connection that is not there, since a cache that is away is a miss.
 * Addresses, credentials and TLS come beside these.
 *
 * @example new Redis(url, redisOptions())
 */
export const redisOptions = () =>
  ({
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: 1_000,
    retryStrategy: reconnectMs,
  }) satisfies RedisOptions;

/**
 * The same for a cluster.
 *
 * @param redis What each node's connection takes beside: credentials, TLS.
 * @example new Cluster(nodes, clusterOptions({ tls: {} }))
 */
export const clusterOptions = (redis: Pick<RedisOptions, 'username' | 'password' | 'tls'> = {}) => {
  const { connectTimeout, commandTimeout, maxRetriesPerRequest, autoResendUnfulfilledCommands } = redisOptions();
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    slotsRefreshTimeout: 1_000,
    slotsRefreshInterval: 5_000,
    maxRedirections: 3,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    retryDelayOnTryAgain: 50,
    clusterRetryStrategy: reconnectMs,
    clusterNodeRetryStrategy: reconnectMs,
    redisOptions: { connectTimeout, commandTimeout, maxRetriesPerRequest, autoResendUnfulfilledCommands, ...redis },
  } satisfies ClusterOptions;
};
