import { Pool } from 'undici';
import { hashOf } from '../platform/ids.ts';
import { freePort } from '../test/system/masthead.ts';
import { openOwnBackends } from '../test/system/ownBackends.ts';
import { startWorker } from './process.ts';
import { atShare, shown, table } from './statistics.ts';
import type { WritingReady, WritingTask } from './variants/writing.ts';
import { openDesk } from './writes/desk.ts';
import type { Neighbours } from './writes/neighbours.ts';
import { CROWD, measureNeighbours } from './writes/neighbours.ts';
import type { Leg } from './writes/seen.ts';
import { legs, measureSeen } from './writes/seen.ts';
import type { Through } from './writes/through.ts';
import { measureThrough } from './writes/through.ts';

/** How much is measured. */
export interface WritesBenchOptions {
  /** Sent as fast as they are taken. */
  readonly writes: number;
  /** Followed leg by leg, one at a time. */
  readonly stories: number;
  /** The environment that names real servers; over embedded backends without. */
  readonly servers: NodeJS.ProcessEnv | undefined;
  readonly say: (line: string) => void;
}

/** What was seen over one set of backends. */
export interface WritesFigures {
  readonly backends: string;
  /** Milliseconds each. */
  readonly seen: Readonly<Record<Leg, readonly number[]>>;
  readonly through: Through & { readonly cpuSeconds: number };
  readonly neighbours: Neighbours;
}

const ORGANISATIONS = ['courier', 'blatt', 'journal', 'gazette', 'tribune'];
const CONNECTIONS = 64;
const WARM_UP = 500;

/** Measures writing over one set of backends, in a process that does all of it, asked by this one. */
const measure = async (options: WritesBenchOptions): Promise<WritesFigures> => {
  const { writes, stories, servers, say } = options;
  const backends = servers ? 'real servers' : 'embedded';
  await using own = await openOwnBackends(servers);
  const port = await freePort();
  const task: WritingTask = { env: { ...own.env, PORT: String(port) }, organisations: ORGANISATIONS };
  await using worker = await startWorker<WritingReady>(new URL('./variants/writing.ts', import.meta.url), task);
  const origin = `http://127.0.0.1:${port}`;
  const pool = new Pool(origin, { connections: CONNECTIONS });
  // Whoever is measured waits for nobody's connections, and nothing holds back who is in its way.
  const apart = new Pool(origin, { connections: 1 });
  const crowd = new Pool(origin, { connections: CROWD });
  let keys = 0;
  const keyOf = (): string => {
    keys += 1;
    return `bench ${keys}`;
  };
  let words = 0;
  const wordOf = (): string => {
    words += 1;
    return hashOf(`word ${words}`);
  };
  const desks = worker.ready.writers.map((writer) => openDesk(pool, writer, keyOf));
  const [one] = desks;
  const [first, second] = worker.ready.writers;
  if (!one || !first || !second) throw new RangeError('nobody writes');
  const cpu = async (): Promise<number> => (await worker.ask<{ micros: number }>('cpu')).micros / 1_000_000;
  try {
    await measureThrough(desks, { writes: WARM_UP, writers: CONNECTIONS, wordOf });
    const seen = await measureSeen(one, stories, wordOf);
    say(`  measured: the way of a write, ${backends}`);
    const before = await cpu();
    const through = await measureThrough(desks, { writes, writers: CONNECTIONS, wordOf });
    const cpuSeconds = (await cpu()) - before;
    say(`  measured: ${writes} writes, ${backends}`);
    const neighbours = await measureNeighbours(openDesk(apart, first, keyOf), openDesk(crowd, second, keyOf), wordOf);
    return { backends, seen, through: { ...through, cpuSeconds }, neighbours };
  } finally {
    await Promise.all([pool.destroy(), apart.destroy(), crowd.destroy()]);
  }
};

/** Measures writing over embedded backends and, where there are, over real servers. */
export const benchWrites = async (options: WritesBenchOptions): Promise<readonly WritesFigures[]> => {
  const figures = [await measure({ ...options, servers: undefined })];
  if (options.servers) figures.push(await measure(options));
  return figures;
};

/** The figures as tables. */
export const writesTable = (figures: readonly WritesFigures[]): string => {
  const both = (all: readonly number[]): string[] => [shown(atShare(all, 0.5)), shown(atShare(all, 0.99))];
  const whole = (seen: WritesFigures['seen']): number[] =>
    seen['yes → in search'].map((ms, at) => Math.max(ms, seen['yes → seen by a cached reader'][at] ?? 0));
  return [
    table([
      ['one at a time, ms', 'backends', 'p50', 'p99'],
      ...figures.flatMap(({ backends, seen }) => [
        ...legs.map((leg) => [leg, backends, ...both(seen[leg])]),
        ['yes → seen everywhere', backends, ...both(whole(seen))],
      ]),
    ]),
    '',
    table([
      ['as fast as they are taken', 'writes', 's to the last yes', 's until all is seen', 'CPU s'],
      ...figures.map(({ backends, through }) => [
        backends,
        String(through.writes),
        shown(through.yesSeconds),
        shown(through.seconds),
        shown(through.cpuSeconds),
      ]),
    ]),
    '',
    table([
      ['accepted → applied, ms', 'alone', 'beside one at its bound', 'those two hundred'],
      ...figures.map(({ backends, neighbours: { alone, beside, twoHundred } }) => [
        backends,
        shown(alone),
        shown(beside),
        shown(twoHundred),
      ]),
    ]),
  ].join('\n');
};
