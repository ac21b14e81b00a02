import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Client } from '@opensearch-project/opensearch';
import { Cluster, Redis } from 'ioredis';
import { createMemoryCache } from '../platform/cache/memory.ts';
import type { Cache } from '../platform/cache/port.ts';
import { clusterOptions, createRedisCache, redisOptions } from '../platform/cache/redis.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { directoryTable } from '../platform/directory.ts';
import { OperatorError, PortError } from '../platform/errors.ts';
import type { FileObjects } from '../platform/objects/files.ts';
import { createFileObjects } from '../platform/objects/files.ts';
import type { Objects } from '../platform/objects/port.ts';
import { createS3Objects } from '../platform/objects/s3.ts';
import type { Queue } from '../platform/queue/port.ts';
import { createSqliteQueue } from '../platform/queue/sqlite.ts';
import { createSqsQueue } from '../platform/queue/sqs.ts';
import { createDynamoRecords } from '../platform/records/dynamodb.ts';
import type { Records, TableDefinition } from '../platform/records/port.ts';
import { createSqliteRecords } from '../platform/records/sqlite.ts';
import { createOpenSearch } from '../platform/search/opensearch.ts';
import type { Search } from '../platform/search/port.ts';
import { createSqliteSearch } from '../platform/search/sqlite.ts';
import type { Log } from '../platform/telemetry.ts';
import { contentDeskTable, contentTable } from '../subgraphs/content/keys.ts';
import { indexSchema } from '../subgraphs/document.ts';
import { mediaDeskTable, mediaTable } from '../subgraphs/media/store.ts';
import type { DataFolder } from './dataFolder.ts';

/** Every table of the project. Receipts lie in one of their own from the first day, so that writers never weigh on readers. */
export const tables: readonly TableDefinition[] = [
  contentTable,
  contentDeskTable,
  mediaTable,
  mediaDeskTable,
  directoryTable,
  { name: 'receipts', indexes: [{ name: 'unsent', pk: 'upk', sk: 'usk', projection: 'keys' }], feed: false },
];

/** The five ports as configured. */
export interface Backends extends AsyncDisposable {
  readonly records: Records;
  readonly objects: Objects;
  /** The embedded store, whose links this host serves. */
  readonly fileObjects: FileObjects | undefined;
  readonly search: Search;
  readonly queue: Queue;
  readonly cache: Cache;
}

/** What opening backends needs beside the configuration. */
export interface BackendParts {
  readonly config: Config;
  /** Where the embedded adapters keep what they hold. */
  readonly folder: DataFolder;
  readonly secrets: Secrets;
  /** The address under which clients reach media, without a slash at its end. */
  readonly mediaUrl: string;
  readonly log: Log;
  readonly now: () => number;
}

const QUEUE = { name: 'commands', maxReceives: 20 } as const;
const CACHE_BYTES = 64 * 1024 * 1024;

const openRecords = ({ config, folder, now, log }: BackendParts): Records =>
  config.records === 'sqlite'
    ? createSqliteRecords({ file: folder.at('records.sqlite'), tables, now, log })
    : createDynamoRecords({
        client: new DynamoDBClient({}),
        streams: new DynamoDBStreamsClient({}),
        tables,
        tablePrefix: config.tablePrefix,
        positions: { table: directoryTable.name },
        now,
        log,
      });

const openSearch = ({ config, folder }: BackendParts): Search => {
  if (config.search === 'sqlite') return createSqliteSearch({ file: folder.at('search.sqlite'), schema: indexSchema });
  const client = new Client({ node: config.openSearchUrl ?? '', maxRetries: 0 });
  return createOpenSearch({
    client,
    schema: { ...indexSchema, alias: `${config.tablePrefix}${indexSchema.alias}`.replace(/[^a-z0-9-]/g, '-') },
  });
};

const openCache = ({ config, now, log }: BackendParts): Cache => {
  const { redis } = config;
  if (!redis) return createMemoryCache({ now, maxBytes: CACHE_BYTES });
  const client = 'url' in redis ? new Redis(redis.url, redisOptions()) : new Cluster([...redis.nodes], clusterOptions());
  return createRedisCache({ client, now, log });
};

const HELP: Readonly<Record<PortError['port'], (config: Config) => string>> = {
  records: () =>
    'DynamoDB does not answer: look at AWS_REGION and AWS_ENDPOINT_URL_DYNAMODB, or use the embedded RECORDS=sqlite',
  search: ({ openSearchUrl }) =>
    `OpenSearch at ${openSearchUrl} does not answer: start it, or use the embedded SEARCH=sqlite`,
  objects: ({ bucket }) =>
    `the bucket ${bucket} cannot be reached: look at AWS_REGION and AWS_ENDPOINT_URL_S3, or use the embedded OBJECTS=files`,
  queue: () => 'SQS does not answer: look at AWS_REGION and AWS_ENDPOINT_URL_SQS, or use the embedded QUEUE=sqlite',
  cache: () =>
    'Redis does not answer: start it, look at REDIS_URL or REDIS_CLUSTER_NODES, or use the embedded CACHE=memory',
};

/**
 * Makes the five ports' adapters as configured: the only place where clients are constructed.
 * @throws {@link OperatorError} with one line that says which backend is missing and how to start it.
 */
export const openBackends = async (parts: BackendParts): Promise<Backends> => {
  const { config, folder, secrets, mediaUrl, now, log } = parts;
  const fileObjects =
    config.objects === 'files'
      ? createFileObjects({ root: folder.at('objects'), baseUrl: mediaUrl, secret: secrets.link, now, log })
      : undefined;
  const ports = {
    records: openRecords(parts),
    objects:
      fileObjects ??
      createS3Objects({ client: new S3Client({ forcePathStyle: true }), bucket: config.bucket ?? '', now }),
    search: openSearch(parts),
    queue:
      config.queue === 'sqlite'
        ? createSqliteQueue({ file: folder.at('queue.sqlite'), ...QUEUE, now })
        : createSqsQueue({ client: new SQSClient({}), ...QUEUE, name: `${config.tablePrefix}${QUEUE.name}` }),
    cache: openCache(parts),
  };
  const close = async (): Promise<void> => {
    await Promise.allSettled(Object.values(ports).map((port) => port.close()));
  };
  try {
    await Promise.all(Object.values(ports).map((port) => port.prepare()));
  } catch (error) {
    await close();
    if (error instanceof PortError && error.retryable)
      throw new OperatorError(`${error.port}: ${HELP[error.port](config)}`, { cause: error });
    throw error;
  }
  return { ...ports, fileObjects, [Symbol.asyncDispose]: close };
};
