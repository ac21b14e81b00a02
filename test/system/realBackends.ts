import { randomBytes } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteQueueCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Client } from '@opensearch-project/opensearch';
import { Redis } from 'ioredis';
import type { Backends } from '../../entrypoints/backends.ts';
import { tables } from '../../entrypoints/backends.ts';
import type { FaultProxy } from '../faults/proxy.ts';
import { startFaultProxy } from '../faults/proxy.ts';

const SECRET = 'a secret that is long enough for everything';

/** The secrets of every house that a test compares. */
export const secrets = { LINK_SECRET: SECRET, CURSOR_SECRET: SECRET, KEY_SECRET: SECRET, TOKEN_SECRET: SECRET };

/** What `test/servers/servers env` prints and these tests need. */
const variables = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_S3',
  'AWS_ENDPOINT_URL_SQS',
  'OPENSEARCH_URL',
  'REDIS_URL',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
] as const;
/** The addresses of real servers. */
export type Servers = Readonly<Record<(typeof variables)[number], string>>;

/** Reads them. Throws, naming what is missing, where they are not all there. */
export const serversIn = (env: Readonly<Record<string, string | undefined>>): Servers => {
  const missing = variables.filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(
      `${missing.join(', ')} must be set: test/servers/servers start && eval "$(test/servers/servers env)"`,
    );
  const of = (name: (typeof variables)[number]): string => env[name] ?? '';
  return {
    AWS_ENDPOINT_URL_DYNAMODB: of('AWS_ENDPOINT_URL_DYNAMODB'),
    AWS_ENDPOINT_URL_S3: of('AWS_ENDPOINT_URL_S3'),
    AWS_ENDPOINT_URL_SQS: of('AWS_ENDPOINT_URL_SQS'),
    OPENSEARCH_URL: of('OPENSEARCH_URL'),
    REDIS_URL: of('REDIS_URL'),
    AWS_REGION: of('AWS_REGION'),
    AWS_ACCESS_KEY_ID: of('AWS_ACCESS_KEY_ID'),
    AWS_SECRET_ACCESS_KEY: of('AWS_SECRET_ACCESS_KEY'),
  };
};

/** A configuration over real servers, with names of its own. */
export const configurationOver = (servers: Partial<Servers>, dataDir: string): Record<string, string> => {
  const name = `system-${randomBytes(5).toString('hex')}`;
  const chosen = {
    ...servers,
    ...(servers.AWS_ENDPOINT_URL_DYNAMODB && {
      RECORDS: 'dynamodb',
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: servers.AWS_ENDPOINT_URL_DYNAMODB,
    }),
    ...(servers.AWS_ENDPOINT_URL_S3 && { OBJECTS: 's3' }),
    ...(servers.OPENSEARCH_URL && { SEARCH: 'opensearch' }),
    ...(servers.AWS_ENDPOINT_URL_SQS && { QUEUE: 'sqs' }),
    ...(servers.REDIS_URL && { CACHE: 'redis' }),
  };
  return { ...chosen, ...secrets, TABLE_PREFIX: `${name}-`, BUCKET: name, DATA_DIR: dataDir };
};

/** Tells this process' AWS SDK where its servers are, until it is disposed of. */
export const pointSdkAt = (env: Readonly<Record<string, string>>): Disposable => {
  const given = Object.entries(env).filter(([variable]) => variable.startsWith('AWS_'));
  const before = given.map(([variable]) => [variable, process.env[variable]] as const);
  for (const [variable, value] of given) process.env[variable] = value;
  return {
    [Symbol.dispose]: () => {
      for (const [variable, value] of before)
        if (value === undefined) delete process.env[variable];
        else process.env[variable] = value;
    },
  };
};

/** Each server that requests need, behind a proxy that can spoil it. */
export interface SpoiltServers extends AsyncDisposable {
  readonly servers: Servers;
  readonly proxies: Readonly<Record<'records' | 'objects' | 'search', FaultProxy>>;
}

const before = (url: string): Promise<FaultProxy> => {
  const { hostname, port } = new URL(url);
  return startFaultProxy({ target: { host: hostname, port: Number(port) } });
};

/** Puts proxies before servers. */
export const spoilable = async (servers: Servers): Promise<SpoiltServers> => {
  await using stack = new AsyncDisposableStack();
  const proxies = {
    records: stack.use(await before(servers.AWS_ENDPOINT_URL_DYNAMODB)),
    objects: stack.use(await before(servers.AWS_ENDPOINT_URL_S3)),
    search: stack.use(await before(servers.OPENSEARCH_URL)),
  };
  const held = stack.move();
  return {
    proxies,
    servers: {
      ...servers,
      AWS_ENDPOINT_URL_DYNAMODB: proxies.records.url,
      AWS_ENDPOINT_URL_S3: proxies.objects.url,
      OPENSEARCH_URL: proxies.search.url,
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};

/** Removes what was made at S3 and SQS under a configuration of these two. */
export const cleanUpUploads = async (env: Readonly<Record<string, string>>, { objects }: Backends): Promise<void> => {
  const { TABLE_PREFIX: prefix = '', BUCKET } = env;
  for await (const { key } of objects.list('')) await objects.delete(key);
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
  const sqs = new SQSClient({});
  for (const queue of [`${prefix}commands.fifo`, `${prefix}commands-dead.fifo`, `${prefix}arrivals`]) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  }
  for (const client of [s3, sqs]) client.destroy();
};

/** Removes what was made under a configuration of all five servers. */
export const cleanUp = async (env: Readonly<Record<string, string>>, backends: Backends): Promise<void> => {
  const { TABLE_PREFIX: prefix = '', OPENSEARCH_URL = '', REDIS_URL = '' } = env;
  await cleanUpUploads(env, backends);
  const dynamo = new DynamoDBClient({});
  for (const table of tables) await dynamo.send(new DeleteTableCommand({ TableName: `${prefix}${table.name}` }));
  dynamo.destroy();
  const openSearch = new Client({ node: OPENSEARCH_URL });
  await openSearch.indices.delete({ index: `${prefix}*` });
  await openSearch.close();
  const redis = new Redis(REDIS_URL);
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
};
