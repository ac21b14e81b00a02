import { Cluster, Redis } from 'ioredis';
import type { Cache } from '../platform/cache/port.ts';
import { clusterOptions, createRedisCache, redisOptions } from '../platform/cache/redis.ts';
import { directoryTable } from '../platform/directory.ts';
import { createHttpEdge } from '../platform/edge/http.ts';
import type { Edge } from '../platform/edge/port.ts';
import type { Objects } from '../platform/objects/port.ts';
import { createS3Objects } from '../platform/objects/s3.ts';
import type { Queue } from '../platform/queue/port.ts';
import type { Source } from '../platform/queue/source.ts';
import { createSqsQueue } from '../platform/queue/sqs.ts';
import { createSqsSource } from '../platform/queue/sqsSource.ts';
import { createDynamoRecords } from '../platform/records/dynamodb.ts';
import type { Records, TableDefinition } from '../platform/records/port.ts';
import { createOpenSearch } from '../platform/search/opensearch.ts';
import type { IndexSchema, Search } from '../platform/search/port.ts';
import { dynamoClient, objectsClient, queueClient, searchClient, streamsClient } from './clients.ts';
import type { Place } from './place.ts';
import { connectRedis } from './redisConnection.ts';

/** What ends a client together with its port. */
export type Closing = Pick<AsyncDisposableStack, 'defer'>;

/** DynamoDB and its streams. */
export const openDynamo = (
  { config, now, log }: Place,
  closing: Closing,
  tables: readonly TableDefinition[],
): Records => {
  const client = dynamoClient();
  const streams = streamsClient();
  closing.defer(() => client.destroy());
  closing.defer(() => streams.destroy());
  const positions = { table: directoryTable.name };
  return createDynamoRecords({ client, streams, tables, tablePrefix: config.tablePrefix, positions, now, log });
};

/** S3. */
export const openS3 = ({ config, now }: Place, closing: Closing): Objects => {
  const client = objectsClient();
  closing.defer(() => client.destroy());
  return createS3Objects({ client, bucket: config.bucket ?? '', now });
};

/** OpenSearch; an index's name is lower case. */
export const openOpenSearch = ({ config }: Place, closing: Closing, schema: IndexSchema): Search => {
  const client = searchClient(config.openSearchUrl ?? '');
  closing.defer(() => client.close());
  const alias = `${config.tablePrefix}${schema.alias}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return createOpenSearch({ client, schema: { ...schema, alias } });
};

/** SQS. */
export const openSqs = (
  { config }: Place,
  closing: Closing,
  queue: { readonly name: string; readonly maxReceives: number },
): Queue => {
  const client = queueClient();
  closing.defer(() => client.destroy());
  return createSqsQueue({ client, ...queue, name: `${config.tablePrefix}${queue.name}` });
};

/** A standard queue of SQS, to which S3 sends its notifications. */
export const openSqsSource = ({ config }: Place, closing: Closing, name: string): Source => {
  const client = queueClient();
  closing.defer(() => client.destroy());
  return createSqsSource({ client, name: `${config.tablePrefix}${name}` });
};

/** How far behind what is read may lag: clocks by a second, and indices of DynamoDB by two more. Milliseconds. */
const TOLERANCE_MS = { sqlite: 1_000, dynamodb: 3_000 } as const;

/** Redis, one alone or a cluster. */
export const openRedis = ({ config: { redis, records, tablePrefix }, now, log }: Place): Cache => {
  const client =
    redis && 'nodes' in redis
      ? new Cluster([...redis.nodes], clusterOptions())
      : new Redis(redis?.url ?? '', redisOptions());
  return createRedisCache({
    client,
    connect: connectRedis,
    now,
    log,
    keyPrefix: `${tablePrefix}masthead`,
    toleranceMs: TOLERANCE_MS[records],
  });
};

/** The CDN. */
export const openEdge = ({ config: { edgePurges }, now }: Place): Edge | undefined =>
  edgePurges && createHttpEdge({ ...edgePurges, fetch, now });
