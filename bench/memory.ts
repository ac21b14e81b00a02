import { setTimeout as pause } from 'node:timers/promises';
import { openDataFolder } from '../entrypoints/dataFolder.ts';
import { warmPage } from './cache.ts';
import type { LoadTask } from './client.ts';
import { startWorker } from './process.ts';
import { startCommand, startProduct } from './product.ts';
import { PAGE_SIZES } from './queries.ts';
import { table } from './statistics.ts';
import { openSeeded } from './variants/services.ts';
import type { VariantTask } from './variants/task.ts';

/** How long is watched, and what is asked. */
export interface MemoryBenchOptions extends VariantTask {
  readonly sections: readonly string[];
  readonly minutes: number;
  /** Of a Redis, where answers are kept there too. */
  readonly redisUrl: string | undefined;
  readonly say: (line: string) => void;
}

/** Megabytes that the process held. */
export interface MemoryFigures {
  /** As it was started: `npm start` without its first step. */
  readonly command: string;
  readonly idle: number;
  /** One a turn, the mean of what was seen each second. */
  readonly turns: readonly number[];
  /** The most that was seen. */
  readonly peak: number;
  readonly requests: number;
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

/** Watches what the product holds while as many kept answers are asked of it as it can give: pages of every size in every coding, turn by turn. */
export const benchMemory = async (options: MemoryBenchOptions): Promise<MemoryFigures> => {
  const { dataDir, sections, minutes, redisUrl, say } = options;
  const headers = { 'x-api-key': await issueKey(options) };
  const { link, cursor, key, token } = openDataFolder(dataDir).secrets();
  await using product = await startProduct({
    DATA_DIR: dataDir,
    LINK_SECRET: link,
    CURSOR_SECRET: cursor,
    KEY_SECRET: key,
    TOKEN_SECRET: token,
    ...(redisUrl === undefined ? {} : { CACHE: 'redis', REDIS_URL: redisUrl, TABLE_PREFIX: `bench-${process.pid}-` }),
  });
  const held = async (): Promise<number> => (await product.memory()) / MEGABYTE;
  await using client = await startWorker(new URL('./client.ts', import.meta.url), null);
  const variant = { name: 'npm start', origin: product.origin, headers };
  const idle = await held();
  const turns: number[] = [];
  let peak = idle;
  let requests = 0;
  const tasks: LoadTask[] = [];
  for (const coding of CODINGS) {
    const asked: LoadTask['requests'] = [];
    for (const first of PAGE_SIZES)
      for (const section of sections) {
        const { body, answer, plain } = await warmPage(variant, { first, section }, coding);
        asked.push({ path: '/graphql', body, bytes: [answer.byteLength, plain] });
      }
    tasks.push({
      origin: variant.origin,
      headers: { ...headers, 'accept-encoding': coding },
      connections: CONNECTIONS,
      most: Number.MAX_SAFE_INTEGER,
      ms: TURN_MS,
      requests: asked,
    });
  }
  for (let turn = 0; turn < (minutes * 60_000) / TURN_MS; turn += 1) {
    const task = tasks[turn % tasks.length];
    if (!task) break;
    const over = new AbortController();
    const [{ requests: answered }, seen] = await Promise.all([
      client.ask<{ requests: number }>(task).finally(() => over.abort()),
      watched(held, over.signal),
    ]);
    requests += answered;
    peak = Math.max(peak, ...seen);
    turns.push(seen.reduce((sum, megabytes) => sum + megabytes, 0) / seen.length);
    if (turn % 6 === 5) say(`  after ${(turn + 1) / 6} min: ${Math.round(turns.at(-1) ?? 0)} MB`);
  }
  return { command: startCommand().join(' '), idle, turns, peak, requests };
};

/** The figures as a table. */
export const memoryTable = ({ command, idle, turns, peak, requests }: MemoryFigures): string => {
  const whole = (megabytes: number | undefined): string => String(Math.round(megabytes ?? Number.NaN));
  return `${table([
    ['', 'idle', 'first turn', 'middle', 'last turn', 'peak', 'requests'],
    [
      command,
      whole(idle),
      whole(turns[0]),
      whole(turns[Math.floor(turns.length / 2)]),
      whole(turns.at(-1)),
      whole(peak),
      String(requests),
    ],
  ])}\nmegabytes that the process holds; turns of ${TURN_MS / 1_000} s`;
};
