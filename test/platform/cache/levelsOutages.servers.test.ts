import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Codec, Level } from '../../../platform/cache/levels/answer.ts';
import { createLevels, type Levels } from '../../../platform/cache/levels.ts';
import type { RedisCache } from '../../../platform/cache/redis.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { type OwnRedis, type ServerName, startOwnRedis } from './ownRedis.ts';

const HOUR = 3_600_000;
const SECONDS = { timeout: 40_000, interval: 50 };
const KEYS = Array.from({ length: 20 }, (_, position) => `key ${position}`);

const textCodec: Codec<string> = {
  encode: async (text) => ({ bytes: Buffer.from(text) }),
  decode: (bytes) => Buffer.from(bytes).toString(),
};

/** As one process of the gateway has it, and what it executed. */
interface Process extends AsyncDisposable {
  readonly cache: RedisCache;
  readonly levels: Levels<string>;
  readonly executions: { readonly key: string; readonly at: number }[];
  readonly ask: (key: string) => Promise<Level>;
}

async function startProcess(redis: OwnRedis): Promise<Process> {
  const cache = redis.cache();
  await cache.prepare();
  const levels = createLevels({ cache, codec: textCodec, maxBytes: 1_000_000, now: Date.now, log: silentLog });
  const executions: { key: string; at: number }[] = [];
  const heard = Promise.withResolvers<void>();
  const stop = cache.onPurge((event) => {
    if (event.kind === 'hearing') heard.resolve();
  });
  await heard.promise;
  stop();
  return {
    cache,
    levels,
    executions,
    async ask(key) {
      const answer = await levels.ask(key, async () => {
        const startedAt = Date.now();
        executions.push({ key, at: startedAt });
        await pause(1);
        return { storable: true, value: `the answer to ${key}`, tags: [`of ${key}`], startedAt, ttlMs: HOUR };
      });
      expect(answer.value).toBe(`the answer to ${key}`);
      return answer.level;
    },
    async [Symbol.asyncDispose]() {
      await levels.close();
      await cache.close();
    },
  };
}

/** Asks from all sides, all the time, until it is told to stop. Rejects with the first question that was not answered. */
function load(processes: readonly Process[], keyOf = (turn: number): string => KEYS[turn % KEYS.length] ?? '') {
  const going = new AbortController();
  let turn = 0;
  const worker = async (process: Process): Promise<void> => {
    while (!going.signal.aborted) {
      turn += 7;
      await process.ask(keyOf(turn));
      await pause(1);
    }
  };
  const workers = Promise.all(processes.flatMap((process) => Array.from({ length: 8 }, () => worker(process))));
  workers.catch(() => going.abort());
  return {
    asked: () => turn / 7,
    async stop(): Promise<void> {
      going.abort();
      await workers;
    },
  };
}

/** Lets so many more questions be answered. */
const answered = async (loading: ReturnType<typeof load>, more: number): Promise<void> => {
  const until = loading.asked() + more;
  await vi.waitFor(() => expect(loading.asked()).toBeGreaterThan(until), SECONDS);
};

const inRedis = async (process: Process, keys: readonly string[] = KEYS): Promise<void> => {
  for (const key of keys)
    await vi.waitFor(async () => expect(await process.cache.get(key), key).toBeDefined(), SECONDS);
};

/** The shortest time between two executions of one key in one process, beginning with its so-manieth. */
const shortestGap = ({ executions }: Process, from: number): number => {
  const last = new Map<string, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { key, at } of executions.slice(from)) {
    shortest = Math.min(shortest, at - (last.get(key) ?? Number.NEGATIVE_INFINITY));
    last.set(key, at);
  }
  return shortest;
};

const redisNames = ['redis', 'redis-cluster'] as const satisfies readonly ServerName[];

describe.skipIf(process.env.REAL_SERVERS !== '1').each(redisNames)('two levels over %s', (name) => {
  const stack = new AsyncDisposableStack();
  let redis: OwnRedis;
  let one: Process;
  let two: Process;

  /** A command at each server. */
  const everywhere = async (...command: [string, ...string[]]): Promise<void> => {
    for (const server of redis.servers()) await server.call(...command);
  };
  const signal = async (which: NodeJS.Signals, pids: readonly number[]): Promise<void> => {
    for (const pid of pids) process.kill(pid, which);
  };
  const pidsOf = async (): Promise<number[]> =>
    await Promise.all(
      redis.servers().map(async (server) => Number(/^process_id:(\d+)/m.exec(await server.info('server'))?.[1])),
    );

  /** What one process makes the other finds. */
  const goesThrough = (): Promise<void> =>
    vi.waitFor(async () => {
      const key = `made at ${performance.now()}`;
      await one.ask(key);
      await vi.waitFor(async () => expect(await two.cache.get(key)).toBeDefined(), { timeout: 1_000 });
    }, SECONDS);

  beforeAll(async () => {
    redis = stack.use(await startOwnRedis(name));
    one = stack.use(await startProcess(redis));
    two = stack.use(await startProcess(redis));
    const loading = load([one, two]);
    await answered(loading, 200);
    await loading.stop();
    await inRedis(one);
  }, 180_000);
  afterAll(() => stack.disposeAsync());

  it('execute each question once for both when nobody has asked it', async () => {
    await using three = await startProcess(redis);
    const before = one.executions.length + three.executions.length;
    const levels = await Promise.all(
      Array.from({ length: 1_000 }, (_, position) => (position % 2 === 0 ? one : three).ask('asked by a thousand')),
    );
    expect(one.executions.length + three.executions.length - before).toBe(1);
    expect(levels.filter((level) => level === 'execution').length).toBe(1);
  });

  it('go on as they are when it is emptied, and who is new executes each question once at most', async () => {
    const before = one.executions.length + two.executions.length;
    const loading = load([one, two]);
    await everywhere('FLUSHALL');
    await using three = await startProcess(redis);
    const more = load([three]);
    await answered(more, 400);
    await more.stop();
    await loading.stop();
    expect(one.executions.length + two.executions.length).toBe(before);
    expect(new Set(three.executions.map(({ key }) => key)).size).toBe(three.executions.length);
  });

  it('answer everything while it is killed and when it is back and empty, executing each question once in two seconds at most', async () => {
    const before = new Map([one, two].map((each) => [each, each.executions.length]));
    const loading = load([one, two]);
    await redis.kill();
    await answered(loading, 400);
    if (name === 'redis') await redis.empty();
    await redis.start();
    await answered(loading, 400);
    await vi.waitFor(async () => await one.cache.ping(), SECONDS);
    for (const [each, from] of before) {
      expect(each.executions.length).toBeGreaterThan(from);
      expect(shortestGap(each, from)).toBeGreaterThanOrEqual(2_000);
    }
    await loading.stop();
    await using three = await startProcess(redis);
    for (const key of KEYS) await three.ask(key);
    await inRedis(three);
  }, 120_000);

  it('answer everything while it hangs, and wait for it no more when it has failed some times', async () => {
    const pids = await pidsOf();
    const loading = load([one, two], (turn) => `while it hangs ${turn}`);
    await answered(loading, 50);
    await signal('SIGSTOP', pids);
    const failed = one.cache.counts.failed;
    await answered(loading, 1_000);
    expect(one.cache.counts.failed).toBeGreaterThan(failed);
    await signal('SIGCONT', pids);
    await goesThrough();
    await loading.stop();
  }, 120_000);

  it('answer everything while it is full, and purge', async () => {
    await everywhere('CONFIG', 'SET', 'maxmemory', '1');
    try {
      const loading = load([one, two], (turn) => `while it is full ${turn}`);
      await answered(loading, 100);
      await loading.stop();
      await one.ask('purged while it is full');
      await vi.waitFor(async () => await two.cache.purge(['of purged while it is full']), SECONDS);
      await vi.waitFor(() => expect(one.levels.peek('purged while it is full')).toBeUndefined(), SECONDS);
    } finally {
      await everywhere('CONFIG', 'SET', 'maxmemory', '0');
    }
    await goesThrough();
  }, 120_000);

  it('answer everything where there is something else than was put there', async () => {
    await using client = Object.assign(redis.client(), {
      async [Symbol.asyncDispose](this: Cluster) {
        this.disconnect();
      },
    });
    await client.connect();
    for (const key of KEYS) {
      await client.del(`masthead:e:${key}`);
      await client.lpush(`masthead:e:${key}`, 'a list');
    }
    await client.del('masthead:log');
    await client.set('masthead:log', 'a string');
    await using three = await startProcess(redis);
    const loading = load([three]);
    await answered(loading, 200);
    await loading.stop();
    expect(new Set(three.executions.map(({ key }) => key)).size).toBe(three.executions.length);
    expect(three.cache.counts.foreign).toBeGreaterThanOrEqual(KEYS.length);
  });

  it.runIf(name === 'redis-cluster')(
    'answer everything while one of its servers is lost',
    async () => {
      const [, lost = 0] = await pidsOf();
      const loading = load([one, two], (turn) => `while one is lost ${turn}`);
      await signal('SIGKILL', [lost]);
      const skipped = one.levels.counts.skipped;
      await answered(loading, 400);
      expect(one.levels.counts.skipped).toBeGreaterThan(skipped);
      await redis.start();
      await loading.stop();
      await goesThrough();
    },
    120_000,
  );
});
