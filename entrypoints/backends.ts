import { Cluster, Redis } from 'ioredis';
import { within } from '../gateway/execution/within.ts';
import { importTable } from '../imports/ledger.ts';
import { createMemoryCache } from '../platform/cache/memory.ts';
import type { Cache } from '../platform/cache/port.ts';
import { clusterOptions, createRedisCache, redisOptions } from '../platform/cache/redis.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { directoryTable } from '../platform/directory.ts';
import type { PortName } from '../platform/errors.ts';
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
import { dynamoClient, objectsClient, queueClient, searchClient, streamsClient } from './clients.ts';
import type { DataFolder } from './dataFolder.ts';

/** Every table of the project. Receipts lie in one of their own from the first day, so that writers never weigh on readers. */
export const tables: readonly TableDefinition[] = [
  contentTable,
  contentDeskTable,
  mediaTable,
  mediaDeskTable,
  directoryTable,
  importTable,
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

/** How long a backend may take to be ready when a process starts, in milliseconds; DynamoDB needs minutes to make a table and is held by its client's limits. */
const START_MS = 10_000;

/** What ends a client together with its port. */
type Closing = Pick<AsyncDisposableStack, 'defer'>;

const openRecords = ({ config, folder, now, log }: BackendParts, closing: Closing): Records => {
  if (config.records === 'sqlite') return createSqliteRecords({ file: folder.at('records.sqlite'), tables, now, log });
  const client = dynamoClient();
  const streams = streamsClient();
  closing.defer(() => client.destroy());
  closing.defer(() => streams.destroy());
  const positions = { table: directoryTable.name };
  return createDynamoRecords({ client, streams, tables, tablePrefix: config.tablePrefix, positions, now, log });
};

const openObjects = ({ config, now }: BackendParts, closing: Closing): Objects => {
  const client = objectsClient();
  closing.defer(() => client.destroy());
  return createS3Objects({ client, bucket: config.bucket ?? '', now });
};

const openSearch = ({ config, folder }: BackendParts, closing: Closing): Search => {
  if (config.search === 'sqlite') return createSqliteSearch({ file: folder.at('search.sqlite'), schema: indexSchema });
  const client = searchClient(config.openSearchUrl ?? '');
  closing.defer(() => client.close());
  const alias = `${config.tablePrefix}${indexSchema.alias}`.toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return createOpenSearch({ client, schema: { ...indexSchema, alias } });
};

const openQueue = ({ config, folder, now }: BackendParts, closing: Closing): Queue => {
  if (config.queue === 'sqlite') return createSqliteQueue({ file: folder.at('queue.sqlite'), ...QUEUE, now });
  const client = queueClient();
  closing.defer(() => client.destroy());
  return createSqsQueue({ client, ...QUEUE, name: `${config.tablePrefix}${QUEUE.name}` });
};

const openCache = ({ config, now, log }: BackendParts): Cache => {
  const { redis } = config;
  if (!redis) return createMemoryCache({ now, maxBytes: CACHE_BYTES });
  const client =
    'url' in redis ? new Redis(redis.url, redisOptions()) : new Cluster([...redis.nodes], clusterOptions());
  return createRedisCache({ client, now, log, keyPrefix: `${config.tablePrefix}masthead` });
};

const originOf = (url = ''): string => new URL(url).origin;

/** What to look at where a server does not answer. */
const HELP: Readonly<Record<PortName, (config: Config) => string>> = {
  records: () =>
    'DynamoDB does not answer: look at AWS_REGION, the AWS credentials and AWS_ENDPOINT_URL_DYNAMODB, or use the embedded RECORDS=sqlite',
  search: ({ openSearchUrl }) =>
    `OpenSearch at ${originOf(openSearchUrl)} does not answer: start it, look at OPENSEARCH_URL, or use the embedded SEARCH=sqlite`,
  objects: ({ bucket }) =>
    `the bucket ${bucket} cannot be reached: look at AWS_REGION, the AWS credentials and AWS_ENDPOINT_URL_S3, or use the embedded OBJECTS=files`,
  queue: () =>
    'SQS does not answer: look at AWS_REGION, the AWS credentials and AWS_ENDPOINT_URL_SQS, or use the embedded QUEUE=sqlite',
  cache: () =>
    'Redis does not answer: start it, look at REDIS_URL or REDIS_CLUSTER_NODES, or use the embedded CACHE=memory',
};

const EMBEDDED: ReadonlySet<string> = new Set(['sqlite', 'files', 'memory']);

/** One line for an operator; what is no backend's fault stays what it is. */
const explain = (error: unknown, config: Config): unknown => {
  if (!(error instanceof PortError)) return error;
  const { port, retryable, message } = error;
  const line = retryable && !EMBEDDED.has(config[port]) ? HELP[port](config) : message;
  return new OperatorError(`${port}: ${line}`, { cause: error });
};

/** Makes a backend ready, or fails in time: what hangs would hold up the start for ever. */
const prepare = (
  name: PortName,
  port: { prepare(options?: { readonly signal?: AbortSignal }): Promise<void> },
): Promise<void> => {
  if (name === 'records') return port.prepare();
  const late = new AbortController();
  const slow = (): Error => {
    late.abort();
    return new PortError(name, 'UNAVAILABLE', `not ready within ${START_MS} ms`);
  };
  return within(port.prepare({ signal: late.signal }), START_MS, new AbortController().signal, slow);
};

/**
 * Makes the five ports' adapters as configured, with their clients, and waits until each is ready.
 * @throws {@link OperatorError} with one line that says which backend is missing and how to start it; a line each, where several are.
 */
export const openBackends = async (parts: BackendParts): Promise<Backends> => {
  const { config, folder, secrets, mediaUrl, now, log } = parts;
  await using opened = new AsyncDisposableStack();
  const fileObjects =
    config.objects === 'files'
      ? createFileObjects({ root: folder.at('objects'), baseUrl: mediaUrl, secret: secrets.link, now, log })
      : undefined;
  const make = () => ({
    records: openRecords(parts, opened),
    objects: fileObjects ?? openObjects(parts, opened),
    search: openSearch(parts, opened),
    queue: openQueue(parts, opened),
    cache: openCache(parts),
  });
  let ports: ReturnType<typeof make>;
  try {
    ports = make();
  } catch (error) {
    throw explain(error, config);
  }
  for (const port of Object.values(ports)) opened.defer(() => port.close());
  const names = ['records', 'objects', 'search', 'queue', 'cache'] as const;
  const ready = await Promise.allSettled(names.map((name) => prepare(name, ports[name])));
  const faults = ready.flatMap((each) => (each.status === 'rejected' ? [explain(each.reason, config)] : []));
  const other = faults.find((fault) => !(fault instanceof OperatorError));
  if (other !== undefined) throw other;
  const lines = faults.flatMap((fault) => (fault instanceof OperatorError ? [fault.message] : []));
  if (lines.length > 0) throw new OperatorError(lines.join('\n'), { cause: faults[0] });
  const held = opened.move();
  return { ...ports, fileObjects, [Symbol.asyncDispose]: () => held.disposeAsync() };
};
