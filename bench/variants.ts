import { viewerToWire } from '../gateway/execution/wire.ts';
import { subgraphNames } from '../schema/sdl.ts';
import type { Worker } from './process.ts';
import { startWorker } from './process.ts';
import { lean } from './product.ts';
import { openSeeded } from './variants/services.ts';
import type { Listening, VariantTask } from './variants/task.ts';

/** A way to answer, running. */
export interface Variant extends AsyncDisposable {
  readonly name: string;
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Processor time of all its processes since they began, in microseconds, the one that clients ask first. */
  cpu(): Promise<readonly number[]>;
  /** Bytes that its processes hold. */
  memory(): Promise<number>;
}

const originOf = ({ ready }: Worker<Listening>): string => `http://127.0.0.1:${ready.port}`;

const variantOf = (
  name: string,
  workers: readonly [Worker<Listening>, ...Worker<Listening>[]],
  headers: Variant['headers'],
): Variant => ({
  name,
  origin: originOf(workers[0]),
  headers,
  cpu: () => Promise.all(workers.map(async (worker) => (await worker.ask<{ micros: number }>('cpu')).micros)),
  memory: async () => {
    const held = await Promise.all(workers.map((worker) => worker.ask<{ bytes: number }>('memory')));
    return held.reduce((sum, { bytes }) => sum + bytes, 0);
  },
  [Symbol.asyncDispose]: async () => {
    for (const worker of workers) await worker[Symbol.asyncDispose]();
  },
});

/** Masthead: gateway and subgraphs in one process, with an API key. */
export const startMasthead = async (task: VariantTask): Promise<Variant> =>
  variantOf(
    'Masthead in process',
    [await startWorker<Listening>(new URL('./variants/masthead.ts', import.meta.url), task, lean())],
    {
      'x-api-key': task.key,
    },
  );

/** Masthead that keeps answers: in its own memory, or in Redis alone where its address is given. */
export const startCached = async (
  name: string,
  task: VariantTask & { readonly redisUrl?: string | undefined },
): Promise<Variant> => {
  const { dataDir, key, redisUrl } = task;
  const file = new URL('./variants/cached.ts', import.meta.url);
  const worker = await startWorker<Listening & { readonly key: string }>(file, { dataDir, key, redisUrl }, lean());
  return variantOf(name, [worker], { 'x-api-key': worker.ready.key });
};

/** Apollo's gateway over three of Apollo's subgraph servers, four processes. Who asks stands in a header: it verifies nothing. */
export const startStock = async (task: VariantTask): Promise<Variant> => {
  const viewer = await (async () => {
    await using open = await openSeeded(task.dataDir);
    return (await open.services.apiKeys.callerOf([task.key])).viewer;
  })();
  const subgraphs = await Promise.all(
    subgraphNames.map(async (name) => {
      const worker = await startWorker<Listening>(new URL('./variants/stockSubgraph.ts', import.meta.url), {
        ...task,
        name,
      });
      return { name, worker };
    }),
  );
  const urls = Object.fromEntries(subgraphs.map(({ name, worker }) => [name, originOf(worker)]));
  const gateway = await startWorker<Listening>(new URL('./variants/stockGateway.ts', import.meta.url), { urls });
  return variantOf('stock @apollo/gateway', [gateway, ...subgraphs.map(({ worker }) => worker)], {
    'x-viewer': JSON.stringify(viewerToWire(viewer)),
  });
};

/** node:http that sends bytes it has: `/n` is the n-th. */
export const startBare = async (bodies: readonly Uint8Array[]): Promise<Variant> => {
  const task = { bodies: bodies.map((body) => Buffer.from(body).toString('base64')) };
  return variantOf(
    'bare node:http',
    [await startWorker<Listening>(new URL('./variants/bare.ts', import.meta.url), task)],
    {},
  );
};
