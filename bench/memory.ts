import { setTimeout as pause } from 'node:timers/promises';
import { openDataFolder } from '../entrypoints/dataFolder.ts';
import { warmPage } from './cache.ts';
import type { LoadResult, LoadTask } from './client.ts';
import type { Worker } from './process.ts';
import { startWorker } from './process.ts';
import type { Product } from './product.ts';
import { startGateway, startProduct } from './product.ts';
import { PAGE_SIZES } from './queries.ts';
import { table } from './statistics.ts';
import { openSeeded } from './variants/services.ts';
import type { VariantTask } from './variants/task.ts';

/** How long each is watched, and what is asked. */
export interface MemoryBenchOptions extends VariantTask {
  readonly sections: readonly string[];
  readonly minutes: number;
  /** Of a Redis, where answers are kept there too; only with it does a gateway alone keep any. */
  readonly redisUrl: string | undefined;
  readonly say: (line: string) => void;
}

/** Megabytes that a process held. */
export interface MemoryFigures {
  readonly name: string;
  readonly idle: number;
  /** One a turn, the mean of what was seen each second. */
  readonly turns: readonly number[];
  /** The most that was seen. */
  readonly peak: number;
  readonly requests: number;
  /** Of them those that were not answered with what was kept, as where the machine does too much to make it anew in time. */
  readonly others: number;
}

const CODINGS = ['identity', 'br', 'gzip'] as const;
const CONNECTIONS = 16;
const TURN_MS = 10_000;
const QUOTA = 100_000_000;
const MEGABYTE = 1_048_576;

/** A key that may ask without end, and may send operations. */
const issueKey = async ({ dataDir, key }: VariantTask): Promise<string> => {
  await using open = await openSeeded(dataDir);
  const { organisation, application, view } = (await open.services.apiKeys.callerOf([key])).viewer;
  const terms = { organisation, application, view: view.name, quota: QUOTA };
  return (await open.services.apiKeys.issue({ ...terms, grants: ['read', 'apq'] })).key;
};

/** What was held each second, once at least, until the signal aborts. */
const watched = async (held: () => Promise<number>, signal: AbortSignal): Promise<readonly number[]> => {
  const seen = [await held()];
  while (!signal.aborted) {
    await pause(1_000, undefined, { signal }).catch(() => undefined);
    seen.push(await held());
  }
  return seen;
};

/** What is asked of a process, a task for each coding: pages of every size, all of them kept. */
const tasksFor = async (
  origin: string,
  headers: Readonly<Record<string, string>>,
  sections: readonly string[],
): Promise<readonly LoadTask[]> => {
  const tasks: LoadTask[] = [];
  for (const coding of CODINGS) {
    const requests: LoadTask['requests'] = [];
    for (const first of PAGE_SIZES)
      for (const section of sections) {
        const { body, answer, plain } = await warmPage({ name: origin, origin, headers }, { first, section }, coding);
        requests.push({ path: '/graphql', body, bytes: [answer.byteLength, plain] });
      }
    tasks.push({
      origin,
      headers: { ...headers, 'accept-encoding': coding },
      connections: CONNECTIONS,
      most: Number.MAX_SAFE_INTEGER,
      ms: TURN_MS,
      requests,
      countsOthers: true,
    });
  }
  return tasks;
};

const watch = async (
  name: string,
  product: Product,
  client: Worker<unknown>,
  headers: Readonly<Record<string, string>>,
  { sections, minutes, say }: MemoryBenchOptions,
): Promise<MemoryFigures> => {
  const held = async (): Promise<number> => (await product.memory()) / MEGABYTE;
  const idle = await held();
  const tasks = await tasksFor(product.origin, headers, sections);
  const turns: number[] = [];
  let peak = idle;
  let requests = 0;
  let others = 0;
  for (let turn = 0; turn < (minutes * 60_000) / TURN_MS; turn += 1) {
    const task = tasks[turn % tasks.length];
    if (!task) break;
    const over = new AbortController();
    const [load, seen] = await Promise.all([
      client.ask<LoadResult>(task).finally(() => over.abort()),
      watched(held, over.signal),
    ]);
    requests += load.requests;
    others += load.others;
    peak = Math.max(peak, ...seen);
    turns.push(seen.reduce((sum, megabytes) => sum + megabytes, 0) / seen.length);
    if (turn % 6 === 5) say(`  ${name}, after ${(turn + 1) / 6} min: ${Math.round(turns.at(-1) ?? 0)} MB`);
  }
  return { name, idle, turns, peak, requests, others };
};

/** Watches what the product's processes hold, one after another, while as many kept answers are asked of each as it can give: pages of every size in every coding, turn by turn. */
export const benchMemory = async (options: MemoryBenchOptions): Promise<readonly MemoryFigures[]> => {
  const { dataDir, redisUrl } = options;
  const headers = { 'x-api-key': await issueKey(options) };
  const { link, cursor, key, token } = openDataFolder(dataDir).secrets();
  const embedded = {
    DATA_DIR: dataDir,
    LINK_SECRET: link,
    CURSOR_SECRET: cursor,
    KEY_SECRET: key,
    TOKEN_SECRET: token,
  };
  const starts: [string, () => Promise<Product>][] = [['all in one', () => startProduct(embedded)]];
  if (redisUrl !== undefined) {
    // Each with answers of its own: they hold links to the host that made them.
    const shared = (prefix: string) => ({
      ...embedded,
      CACHE: 'redis',
      REDIS_URL: redisUrl,
      REDIS_CLUSTER_NODES: '',
      TABLE_PREFIX: `bench-${process.pid}-${prefix}-`,
    });
    starts.push(
      ['all in one, Redis', () => startProduct(shared('one'))],
      ['gateway alone, Redis', () => startGateway(shared('alone'))],
    );
  }
  await using client = await startWorker(new URL('./client.ts', import.meta.url), null);
  const figures: MemoryFigures[] = [];
  for (const [name, start] of starts) {
    await using product = await start();
    figures.push(await watch(name, product, client, headers, options));
  }
  return figures;
};

/** The figures as a table. */
export const memoryTable = (figures: readonly MemoryFigures[]): string => {
  const whole = (megabytes: number | undefined): string => String(Math.round(megabytes ?? Number.NaN));
  return `${table([
    ['process', 'idle', 'first turn', 'middle', 'last turn', 'peak', 'requests', 'of them others'],
    ...figures.map(({ name, idle, turns, peak, requests, others }) => [
      name,
      whole(idle),
      whole(turns[0]),
      whole(turns[Math.floor(turns.length / 2)]),
      whole(turns.at(-1)),
      whole(peak),
      String(requests),
      String(others),
    ]),
  ])}\nmegabytes that the process holds; turns of ${TURN_MS / 1_000} s`;
};
