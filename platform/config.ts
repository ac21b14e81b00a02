import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { betweenFaults, fieldFaults, usesServers } from './configFaults.ts';
import { OperatorError } from './errors.ts';
import type { PoolSettings } from './pools.ts';
import { poolsText } from './pools.ts';
import { ed25519Text } from './tokenKeys.ts';

const SECRET_BYTES = 32;
const optionalSecret = (use: string) =>
  z
    .string()
    .refine((value) => Buffer.byteLength(value) >= SECRET_BYTES, `must have at least ${SECRET_BYTES} bytes`)
    .optional()
    .describe(`${use} At least ${SECRET_BYTES} bytes.`);
const secret = (use: string) =>
  optionalSecret(use).describe(
    `${use} At least ${SECRET_BYTES} bytes. Made on first start where every adapter is embedded, required elsewhere.`,
  );
const address = (what: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .transform((value) => value.replace(/\/+$/, ''))
    .optional()
    .describe(what);
const count = (least: number, most: number, usual: number) =>
  z
    .string()
    .default(String(usual))
    .refine(
      (value) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number);
const list = (value: string): readonly string[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value;

/** Every variable the project reads itself, with its meaning; the AWS SDK reads its own (`AWS_REGION`, `AWS_ENDPOINT_URL_…`). */
export const configVariables = z.object({
  RECORDS: z.enum(['sqlite', 'dynamodb']).default('sqlite').describe('Where records lie.'),
  QUEUE: z.enum(['sqlite', 'sqs']).default('sqlite').describe('Where commands wait.'),
  OBJECTS: z.enum(['files', 's3']).default('files').describe('Where the bytes of media lie.'),
  SEARCH: z.enum(['sqlite', 'opensearch']).default('sqlite').describe('Where the index lies.'),
  CACHE: z.enum(['memory', 'redis']).default('memory').describe('Where cached answers lie.'),
  CACHE_MEMORY_MB: count(1, 8_192, 64).describe(
    'Most megabytes (of 1 048 576 bytes) of cached answers that a process holds in its own memory, also with `CACHE=redis`.',
  ),
  CDN_TAG_SECRET: optionalSecret(
    'Names in `Cache-Tag` what answers were made from, for a CDN that purges by it and keeps it from clients; without it the header is not sent.',
  ),
  EDGE: z
    .enum(['none', 'http'])
    .default('none')
    .describe('Who is told what a CDN has to forget. Needs `CDN_TAG_SECRET`.'),
  EDGE_PURGE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .describe('Where purges are sent. Required with `EDGE=http`.'),
  EDGE_PURGE_SECRET: optionalSecret('Signs what is sent there. Required with `EDGE=http`.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on; `0.0.0.0` for every interface.'),
  PORT: z
    .string()
    .default('4000')
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, 'must be a whole number from 0 to 65535')
    .transform(Number)
    .describe('The port to listen on; 0 takes any free one.'),
  PUBLIC_URL: address(
    'The address under which clients reach the graph, without a path behind it. Without it `http://localhost:PORT`.',
  ),
  MEDIA_URL: address('The address under which clients reach media. Without it that of the graph.'),
  DATA_DIR: z.string().default('.masthead').describe('The folder of the embedded adapters.'),
  TABLE_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{0,55}$/, 'must be at most 55 letters, digits, `_`, `.` or `-`')
    .default('masthead-')
    .describe('Put before the names of tables, queues and indices.'),
  BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of an S3 bucket')
    .optional()
    .describe('The bucket of media. Required with `OBJECTS=s3`.'),
  OPENSEARCH_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .optional()
    .describe('The address of OpenSearch. Required with `SEARCH=opensearch`.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' })
    .optional()
    .describe('The address of one Redis. With `CACHE=redis` either this or `REDIS_CLUSTER_NODES` is required.'),
  REDIS_CLUSTER_NODES: z
    .string()
    .refine(
      (value) => list(value).length > 0 && list(value).every((node) => /^[^\s:]+:\d{1,5}$/.test(node)),
      'must be `host:port`, several separated by commas',
    )
    .transform(list)
    .optional()
    .describe('Nodes of a Redis cluster, `host:port` separated by commas.'),
  LINK_SECRET: secret('Signs links to media of the embedded store and to renditions.'),
  CURSOR_SECRET: secret('Seals cursors.'),
  KEY_SECRET: secret('Signs the ids of API keys. With another one no key given out before works.'),
  TOKEN_SECRET: secret(
    'Signs what the gateway tells subgraphs in processes of their own, unless they have the two keys below.',
  ),
  TOKEN_SIGNING_KEY: ed25519Text('private')
    .optional()
    .describe('Signs in the gateway instead of `TOKEN_SECRET`: the private half of an Ed25519 key, DER in base64.'),
  TOKEN_VERIFYING_KEY: ed25519Text('public')
    .optional()
    .describe('Verifies in a subgraph what `TOKEN_SIGNING_KEY` signed: the public half, DER in base64.'),
  COGNITO_POOLS: poolsText
    .optional()
    .describe('The user pools with which staff and services sign in, as JSON (below).'),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform(list)
    .refine(
      (origins) => origins.every(isOrigin),
      'must be origins such as https://www.example.org, separated by commas',
    )
    .describe(
      'Origins of web pages that may ask the graph from a browser, and upload to the embedded store, separated by commas.',
    ),
  TRUSTED_PROXIES: count(0, 10, 0).describe(
    'How many proxies stand before this process, each of which adds whom it was asked by to `X-Forwarded-For`; with another number the limit per address of publishable keys counts wrongly.',
  ),
  MAX_IN_FLIGHT: count(1, 100_000, 256).describe(
    'Most requests answered at once, of the graph and of media each; one more answers 503 with `Retry-After`.',
  ),
  MAX_CONNECTIONS: count(1, 1_000_000, 10_000).describe(
    'Most connections at once; on one more, only health checks are answered.',
  ),
  PLANNING_MS: count(0, 300_000, 3_000).describe(
    'Longest time, in milliseconds, for which registered operations are planned, the most used first, before a process listens.',
  ),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('The least severe messages that are logged.'),
  SUBGRAPH: z
    .enum(['content', 'media', 'search'])
    .optional()
    .describe('Which subgraph `entrypoints/subgraph.ts` serves.'),
  SUBGRAPH_CONTENT_URL: address('Where `entrypoints/gateway.ts` reaches the content subgraph.'),
  SUBGRAPH_MEDIA_URL: address('Where `entrypoints/gateway.ts` reaches the media subgraph.'),
  SUBGRAPH_SEARCH_URL: address('Where `entrypoints/gateway.ts` reaches the search subgraph.'),
});

type Variables = z.infer<typeof configVariables>;

/** The secrets by which the project signs; each at least 32 bytes. */
export interface Secrets {
  readonly link: string;
  readonly cursor: string;
  readonly key: string;
  readonly token: string;
}

/** What the environment says, checked and frozen. */
export interface Config {
  readonly records: Variables['RECORDS'];
  readonly queue: Variables['QUEUE'];
  readonly objects: Variables['OBJECTS'];
  readonly search: Variables['SEARCH'];
  readonly cache: Variables['CACHE'];
  /** Most bytes of cached answers in this process's memory. */
  readonly cacheMemoryBytes: number;
  /** Keys the names by which a CDN knows what answers were made from; `undefined`: none is told. */
  readonly cdnTagSecret: string | undefined;
  readonly edge: Variables['EDGE'];
  /** There with `edge: 'http'`. */
  readonly edgePurges: { readonly url: string; readonly secret: string } | undefined;
  /** Whether every adapter is embedded. */
  readonly embedded: boolean;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** No slash at its end. */
  readonly publicUrl: string | undefined;
  /** No slash at its end. */
  readonly mediaUrl: string | undefined;
  readonly dataDir: string;
  readonly tablePrefix: string;
  /** There with `objects: 's3'`. */
  readonly bucket: string | undefined;
  /** There with `search: 'opensearch'`. */
  readonly openSearchUrl: string | undefined;
  /** There with `cache: 'redis'`. */
  readonly redis: { readonly url: string } | { readonly nodes: readonly string[] } | undefined;
  /** `undefined` only where every adapter is embedded: the entry point then makes them once and keeps them in the data folder. */
  readonly secrets: Secrets | undefined;
  /** Where the gateway signs with a key pair, whose other half the subgraphs have. */
  readonly tokenSigningKey: KeyObject | undefined;
  readonly tokenVerifyingKey: KeyObject | undefined;
  /** The user pools whose access tokens are taken. */
  readonly pools: readonly PoolSettings[];
  readonly allowedOrigins: readonly string[];
  /** Proxies before this process that add to `X-Forwarded-For`. */
  readonly trustedProxies: number;
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** Longest time for planning before a process listens. */
  readonly planningMs: number;
  readonly logLevel: Variables['LOG_LEVEL'];
  /** The subgraph that a process of its own serves. */
  readonly subgraph: Variables['SUBGRAPH'];
  /** Where the gateway reaches subgraphs in processes of their own. */
  readonly subgraphUrls: Readonly<Record<'content' | 'media' | 'search', string | undefined>>;
}

const secretsOf = (value: Variables): Secrets | undefined => {
  const { LINK_SECRET: link, CURSOR_SECRET: cursor, KEY_SECRET: key, TOKEN_SECRET: token } = value;
  return link && cursor && key && token ? Object.freeze({ link, cursor, key, token }) : undefined;
};

const edgePurgesOf = ({ EDGE, EDGE_PURGE_URL: url, EDGE_PURGE_SECRET: secret }: Variables): Config['edgePurges'] =>
  EDGE === 'http' && url && secret ? Object.freeze({ url, secret }) : undefined;

/**
 * Reads the environment once. An empty variable counts as unset.
 * @throws {@link OperatorError} with a line for each fault; it never shows a value.
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const known = Object.keys(configVariables.shape);
  const given = Object.fromEntries(
    known.flatMap((name): [string, string][] => {
      const value = env[name];
      return value === undefined || value.trim() === '' ? [] : [[name, value.trim()]];
    }),
  );
  const parsed = configVariables.safeParse(given);
  const faults = [...(parsed.success ? [] : fieldFaults(parsed.error)), ...betweenFaults(given)];
  if (!parsed.success || faults.length > 0)
    throw new OperatorError(
      `the configuration cannot be used (docs/operators/configuration.md):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  const value = parsed.data;
  const redis = value.REDIS_CLUSTER_NODES
    ? { nodes: value.REDIS_CLUSTER_NODES }
    : value.REDIS_URL && { url: value.REDIS_URL };
  return Object.freeze({
    records: value.RECORDS,
    queue: value.QUEUE,
    objects: value.OBJECTS,
    search: value.SEARCH,
    cache: value.CACHE,
    cacheMemoryBytes: value.CACHE_MEMORY_MB * 1_048_576,
    cdnTagSecret: value.CDN_TAG_SECRET,
    edge: value.EDGE,
    edgePurges: edgePurgesOf(value),
    embedded: !usesServers(given),
    host: value.HOST,
    port: value.PORT,
    publicUrl: value.PUBLIC_URL,
    mediaUrl: value.MEDIA_URL,
    dataDir: value.DATA_DIR,
    tablePrefix: value.TABLE_PREFIX,
    bucket: value.BUCKET,
    openSearchUrl: value.OPENSEARCH_URL,
    redis: value.CACHE === 'redis' && redis ? Object.freeze(redis) : undefined,
    secrets: secretsOf(value),
    tokenSigningKey: value.TOKEN_SIGNING_KEY,
    tokenVerifyingKey: value.TOKEN_VERIFYING_KEY,
    pools: value.COGNITO_POOLS ?? [],
    allowedOrigins: Object.freeze(value.ALLOWED_ORIGINS),
    trustedProxies: value.TRUSTED_PROXIES,
    maxInFlight: value.MAX_IN_FLIGHT,
    maxConnections: value.MAX_CONNECTIONS,
    planningMs: value.PLANNING_MS,
    logLevel: value.LOG_LEVEL,
    subgraph: value.SUBGRAPH,
    subgraphUrls: Object.freeze({
      content: value.SUBGRAPH_CONTENT_URL,
      media: value.SUBGRAPH_MEDIA_URL,
      search: value.SUBGRAPH_SEARCH_URL,
    }),
  });
};
