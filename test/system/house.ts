import { readFileSync } from 'node:fs';
import { vi } from 'vitest';
import { z } from 'zod';
import type { Backends } from '../../entrypoints/backends.ts';
import { openInstallation } from '../../entrypoints/installation.ts';
import { openServices } from '../../entrypoints/openServices.ts';
import type { Services } from '../../entrypoints/services.ts';
import { gatewayPartsOf } from '../../entrypoints/services.ts';
import type { SubgraphDataSource } from '../../gateway/execution/dataSource.ts';
import { localDataSources } from '../../gateway/execution/localDataSource.ts';
import type { Gateway } from '../../gateway/handler.ts';
import { createGateway } from '../../gateway/handler.ts';
import type { ApiKeys } from '../../gateway/identity/apiKey.ts';
import { loadConfig } from '../../platform/config.ts';
import { randomId } from '../../platform/ids.ts';
import { silentLog } from '../../platform/telemetry.ts';

const supergraphSdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

const answerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.strictObject({
        message: z.string(),
        /** Where in the operation it is wrong. */
        locations: z.array(z.strictObject({ line: z.int(), column: z.int() })).optional(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.strictObject({ code: z.string() }),
      }),
    )
    .default([]),
});

/** An answer of the graph. Errors hold message, path or locations and code, and nothing else, or the answer is refused here. */
export interface Told extends z.infer<typeof answerSchema> {
  readonly status: number;
  /** As it came. */
  readonly body: string;
  /** Milliseconds until it came. */
  readonly took: number;
}

const told = (status: number, body: string, began: number): Told => ({
  status,
  body,
  took: performance.now() - began,
  ...answerSchema.parse(JSON.parse(body)),
});

/** Asks a graph over HTTP. */
export const askOver = async (url: string, key: string, query: string): Promise<Told> => {
  const began = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query }),
  });
  return told(response.status, await response.text(), began);
};

/** Asks a gateway in this process. */
export const askGateway = async (gateway: Gateway, key: string, query: string): Promise<Told> => {
  const began = performance.now();
  const { status, body } = await gateway.handle({
    method: 'POST',
    path: '/graphql',
    query: '',
    headers: { 'content-type': 'application/json' },
    rawHeaders: ['x-api-key', key],
    body: Buffer.from(JSON.stringify({ query })),
    signal: new AbortController().signal,
    remoteAddress: '127.0.0.1',
  });
  return told(status, String(body), began);
};

/** What all in one process is wired of, from an environment as an operator would write it. */
export interface House extends AsyncDisposable {
  readonly backends: Backends;
  readonly services: Services;
  readonly apiKeys: ApiKeys;
  /** A gateway over these subgraphs: in this process, unless others are given. */
  gateway(dataSources?: Readonly<Record<string, SubgraphDataSource>>): Gateway;
}

/** Opens the backends of `env` and wires services to them. `now` may run ahead of the clock. */
export const openHouse = async (
  env: Readonly<Record<string, string>>,
  now: () => number = Date.now,
): Promise<House> => {
  const opened = await openServices(openInstallation(loadConfig(env), { log: silentLog, now }));
  const { backends, services } = opened;
  const { apiKeys } = services;
  return {
    ...opened,
    apiKeys,
    gateway: (dataSources = localDataSources(services.subgraphs)) =>
      createGateway({
        supergraphSdl,
        dataSources,
        ...gatewayPartsOf(services),
        cache: backends.cache,
        log: silentLog,
        now,
        newId: randomId,
        allowedOrigins: [],
        ready: async () => true,
      }),
  };
};

const INSIDE =
  /127\.0\.0\.1|localhost|:\d{4,5}\b|ECONN|ETIMEDOUT|EPIPE|socket|undici|dynamo|sqlite|opensearch|elastic|\bS3\b|amazon|aws|redis|sqs|subgraph|\bcontent subgraph|node_modules|\.ts\b|\n\s+at |_entities|records|PortError|AnswerError/i;

/** What an answer's errors say of the inside: nothing, if all is well. */
export const insideNamed = ({ errors }: Told): string[] =>
  errors.map(({ message }) => message).filter((message) => INSIDE.test(message));

/** Where an answer's gaps are and why: `path: CODE`, indexes left out, each once. */
export const gapsIn = ({ errors }: Told): string[] =>
  [
    ...new Set(
      errors.map(
        ({ path = [], extensions }) =>
          `${path.filter((part) => typeof part === 'string').join('.')}: ${extensions.code}`,
      ),
    ),
  ].sort();

/** Asks until the answer is as wanted, for so many milliseconds at most. Gives the last one, for an assertion to look at. */
export const askUntil = async (
  ask: () => Promise<Told>,
  wanted: (answer: Told) => boolean,
  timeout = 30_000,
): Promise<Told> => {
  let answer = await ask();
  const isWanted = async (): Promise<boolean> => {
    if (!wanted(answer)) answer = await ask();
    return wanted(answer);
  };
  await vi.waitUntil(isWanted, { timeout, interval: 100 }).catch(() => undefined);
  return answer;
};
