import { within } from '../gateway/execution/within.ts';
import { operationsTable } from '../gateway/persisted/items.ts';
import { importTable } from '../imports/ledger.ts';
import { createMemoryCache } from '../platform/cache/memory.ts';
import type { Cache } from '../platform/cache/port.ts';
import type { Config } from '../platform/config.ts';
import { directoryTable } from '../platform/directory.ts';
import type { Edge } from '../platform/edge/port.ts';
import type { PortName } from '../platform/errors.ts';
import { OperatorError, PortError } from '../platform/errors.ts';
import type { FileObjects } from '../platform/objects/files.ts';
import type { Objects } from '../platform/objects/port.ts';
import type { Queue } from '../platform/queue/port.ts';
import type { Source } from '../platform/queue/source.ts';
import { createSqliteQueue } from '../platform/queue/sqlite.ts';
import type { Records, TableDefinition } from '../platform/records/port.ts';
import { createSqliteRecords } from '../platform/records/sqlite.ts';
import type { Search } from '../platform/search/port.ts';
import { createSqliteSearch } from '../platform/search/sqlite.ts';
import { contentDeskTable, contentTable } from '../subgraphs/content/keys.ts';
import { indexSchema } from '../subgraphs/document.ts';
import { mediaDeskTable, mediaTable } from '../subgraphs/media/store.ts';
import { receiptsTable } from '../writes/receipt.ts';
import { openEmbeddedObjects } from './embeddedObjects.ts';
import type { Installation } from './installation.ts';
import type { Closing } from './remote/closing.ts';

/** Every table of the project. Receipts lie in one of their own, so that writers never weigh on readers. */
export const tables: readonly TableDefinition[] = [
  contentTable,
  contentDeskTable,
  mediaTable,
  mediaDeskTable,
  directoryTable,
  operationsTable,
  importTable,
  receiptsTable,
];

/** How backends are opened. */
export interface BackendsOptions {
  /** The index is not made nor looked at, for who is to build one. Default false. */
  readonly anyIndex?: boolean;
  /** What may be away for now: its calls fail while it is. Default nothing. */
  readonly mayBeAway?: readonly PortName[];
  /** Embedded records alone: see `SqliteRecordsOptions.atOnce`. */
  readonly atOnce?: boolean | undefined;
}

/** The five ports as configured, and the CDN in front. */
export interface Backends extends AsyncDisposable {
  readonly records: Records;
  readonly objects: Objects;
  /** The embedded store, whose links this host serves. */
  readonly fileObjects: FileObjects | undefined;
  readonly search: Search;
  readonly queue: Queue;
  /** What object storage tells of what was uploaded; `undefined` where it tells nobody, and has to be looked through. */
  readonly arrivals: Source | undefined;
  readonly cache: Cache;
  /** The CDN, where it is told what to forget. */
  readonly edge: Edge | undefined;
}

const QUEUE = { name: 'commands', maxReceives: 20 } as const;
/** What is told so often and not taken is found by looking through what arrived. */
const ARRIVALS = { name: 'arrivals', maxReceives: 20 } as const;

/** How long a backend may take to be ready when a process starts, in milliseconds; DynamoDB needs minutes to make a table and is held by its client's limits. */
const START_MS = 10_000;

/*
 * The adapters of servers, and with them their clients' packages, are loaded only where they are configured, each for itself: those of AWS alone take 17 MB.
 */

const openRecords = async (installation: Installation, closing: Closing, atOnce?: boolean): Promise<Records> => {
  const { config, folder, now, log } = installation;
  if (config.records === 'sqlite')
    return createSqliteRecords({ file: folder.at('records.sqlite'), tables, now, log, atOnce });
  return (await import('./remote/dynamodb.ts')).openDynamo(installation, closing, tables);
};

const openSearch = async (installation: Installation, closing: Closing): Promise<Search> => {
  if (installation.config.search !== 'sqlite')
    return (await import('./remote/opensearch.ts')).openOpenSearch(installation, closing, indexSchema);
  return createSqliteSearch({ file: installation.folder.at('search.sqlite'), schema: indexSchema });
};

const openQueue = async (installation: Installation, closing: Closing): Promise<Queue> => {
  const { config, folder, now } = installation;
  if (config.queue === 'sqlite') return createSqliteQueue({ file: folder.at('queue.sqlite'), ...QUEUE, now });
  return (await import('./remote/sqs.ts')).openSqs(installation, closing, QUEUE);
};

/** S3 tells through a queue of SQS. */
const openArrivals = async (installation: Installation, closing: Closing): Promise<Source | undefined> =>
  installation.config.queue === 'sqs'
    ? (await import('./remote/sqs.ts')).openSqsSource(installation, closing, ARRIVALS.name)
    : undefined;

const openCache = async (installation: Installation): Promise<Cache> => {
  const { config, now } = installation;
  return config.redis
    ? (await import('./remote/redis.ts')).openRedis(installation)
    : createMemoryCache({ now, maxBytes: config.cacheMemoryBytes });
};

const openEdge = async (installation: Installation): Promise<Edge | undefined> =>
  installation.config.edge === 'none' ? undefined : (await import('./remote/edge.ts')).openEdge(installation);

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
  edge: () => 'the CDN takes no purges: look at EDGE and the variables that it needs',
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
 * Records alone, for commands that need nothing else and must work while other backends are away.
 * @throws {@link OperatorError} with one line that says how to start it.
 */
export const openRecordsAlone = async (
  installation: Installation,
): Promise<AsyncDisposable & { readonly records: Records }> => {
  await using opened = new AsyncDisposableStack();
  try {
    const records = await openRecords(installation, opened);
    opened.defer(() => records.close());
    await prepare('records', records);
    const held = opened.move();
    return { records, [Symbol.asyncDispose]: () => held.disposeAsync() };
  } catch (error) {
    throw explain(error, installation.config);
  }
};

/**
 * Makes the five ports' adapters as configured, with their clients, and waits until each is ready.
 * @throws {@link OperatorError} with one line that says which backend is missing and how to start it; a line each, where several are.
 */
export const openBackends = async (
  installation: Installation,
  { anyIndex = false, mayBeAway = [], atOnce }: BackendsOptions = {},
): Promise<Backends> => {
  const { config } = installation;
  await using opened = new AsyncDisposableStack();
  const embedded = config.objects === 'files' ? openEmbeddedObjects(installation, ARRIVALS) : undefined;
  const make = async () => ({
    records: await openRecords(installation, opened, atOnce),
    objects: embedded?.fileObjects ?? (await import('./remote/s3.ts')).openS3(installation, opened),
    search: await openSearch(installation, opened),
    queue: await openQueue(installation, opened),
    cache: await openCache(installation),
  });
  let ports: Awaited<ReturnType<typeof make>>;
  let arrivals: Source | undefined;
  let edge: Edge | undefined;
  try {
    ports = await make();
    arrivals = embedded?.arrivals ?? (await openArrivals(installation, opened));
    edge = await openEdge(installation);
  } catch (error) {
    throw explain(error, config);
  }
  for (const port of Object.values(ports)) opened.defer(() => port.close());
  if (arrivals) opened.adopt(arrivals, (source) => source.close());
  const names = ['records', 'objects', 'search', 'queue', 'cache'] as const;
  const wanted = names.filter((name) => name !== 'search' || !anyIndex);
  const ready = await Promise.allSettled([
    ...wanted.map((name) => prepare(name, ports[name])),
    ...(arrivals ? [prepare('queue', arrivals)] : []),
  ]);
  const isAllowed = (reason: unknown): boolean =>
    reason instanceof PortError && reason.retryable && mayBeAway.includes(reason.port);
  const faults = ready.flatMap((each) =>
    each.status === 'rejected' && !isAllowed(each.reason) ? [explain(each.reason, config)] : [],
  );
  const other = faults.find((fault) => !(fault instanceof OperatorError));
  if (other !== undefined) throw other;
  // Both queues are the same server's.
  const lines = [...new Set(faults.flatMap((fault) => (fault instanceof OperatorError ? [fault.message] : [])))];
  if (lines.length > 0) throw new OperatorError(lines.join('\n'), { cause: faults[0] });
  const held = opened.move();
  return {
    ...ports,
    arrivals,
    edge,
    fileObjects: embedded?.fileObjects,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};
