import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FaultProxy } from '../faults/proxy.ts';
import { startFaultProxy } from '../faults/proxy.ts';
import type { OwnRedis, ServerName } from '../platform/cache/ownRedis.ts';
import { startOwnRedis } from '../platform/cache/ownRedis.ts';
import type { House } from './house.ts';
import { openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import { configurationOver } from './realBackends.ts';
import { fillSmallWorld, saveStory, story } from './smallWorld.ts';
import type { Answering, Load, Question } from './underLoad.ts';
import { loadOn, startAnswering } from './underLoad.ts';

const SECONDS = { timeout: 60_000, interval: 50 };
const LATEST = 'query Latest($first: Int!) { latestContent(first: $first) { edges { node { headline } } } }';
const BY_SLUG =
  'query BySlug($slug: String!) { contentBySlug(subsidiary: "courier", slug: $slug, language: "en") { headline } }';
/** Lists of each length: as many answers that are kept. */
const LENGTHS = Array.from({ length: 20 }, (_, at) => at + 1);
const NOTHING = '{"data":{"contentBySlug":null}}';

const redisNames = ['redis', 'redis-cluster'] as const satisfies readonly ServerName[];

describe.skipIf(process.env.REAL_SERVERS !== '1').each(redisNames)('two processes over %s', (name) => {
  const stack = new AsyncDisposableStack();
  let redis: OwnRedis;
  let proxy: FaultProxy | undefined;
  let house: House;
  let env: Record<string, string>;
  let key: string;
  let one: Answering;
  let two: Answering;
  let questions: readonly Question[];
  let slugs = 0;

  const kept = (turn: number): Question => {
    const question = questions[(turn * 7) % questions.length];
    if (!question) throw new RangeError('there is no question');
    return question;
  };
  /** A question that nobody has asked. */
  const cold = (): Question => {
    slugs += 1;
    return { query: BY_SLUG, variables: { slug: `nothing-${slugs}` }, answer: NOTHING };
  };
  const start = async (): Promise<Answering> => {
    const process = await startAnswering(env, key);
    for (const { query, variables } of [kept(0), cold()]) await process.learn(query, variables);
    return process;
  };
  /** A command at each server. */
  const everywhere = async (...command: [string, ...string[]]): Promise<void> => {
    for (const server of redis.servers()) await server.call(...command);
  };
  const pidsOf = (): Promise<number[]> =>
    Promise.all(
      redis.servers().map(async (server) => Number(/^process_id:(\d+)/m.exec(await server.info('server'))?.[1])),
    );
  const signal = (which: NodeJS.Signals, pids: readonly number[]): void => {
    for (const pid of pids) process.kill(pid, which);
  };
  /** What one process makes the other finds in Redis. */
  const goesThrough = (): Promise<void> =>
    vi.waitFor(async () => {
      const { query, variables } = cold();
      await one.ask(query, variables);
      await vi.waitFor(async () => expect((await two.ask(query, variables)).from).toMatch(/redis|memory/), 1_000);
      // The first time it may have been made there.
      const again = cold();
      await one.ask(again.query, again.variables);
      await vi.waitFor(async () => expect((await one.ask(again.query, again.variables)).outcome).toBe('hit'), 1_000);
      expect((await two.ask(again.query, again.variables)).from).toBe('redis');
    }, SECONDS);
  /** All is kept in the processes' own memory for as long as it is good: they hear of purges. */
  const hears = (processes: readonly Answering[]): Promise<void> =>
    vi.waitFor(async () => {
      for (const process of processes)
        for (const { query, variables } of questions)
          expect(await process.ask(query, variables)).toMatchObject({ from: 'memory' });
    }, SECONDS);
  const expectOnce = (load: Load, processes: readonly Answering[]): void => {
    for (const process of processes) {
      const { most, allowed } = load.executions(process);
      expect(most).toBeLessThanOrEqual(allowed);
    }
  };

  beforeAll(async () => {
    redis = stack.use(await startOwnRedis(name));
    const folder = stack.use(await temporaryFolder());
    const [address = ''] = redis.addresses;
    const [host = '', port] = address.split(':');
    // A cluster tells its clients where its nodes are.
    if (name === 'redis') proxy = stack.use(await startFaultProxy({ target: { host, port: Number(port) } }));
    const where = proxy
      ? { REDIS_URL: `redis://127.0.0.1:${proxy.port}` }
      : { REDIS_CLUSTER_NODES: redis.addresses.join(',') };
    env = { ...configurationOver({}, folder.path), ...where, CACHE: 'redis' };
    house = stack.use(await openHouse(env));
    await fillSmallWorld(house);
    const issued = await house.apiKeys.issue({
      organisation: 'courier',
      application: 'site',
      view: 'newsroom',
      grants: ['read', 'explore', 'apq'],
      quota: 100_000_000,
    });
    key = issued.key;
    questions = LENGTHS.map((first) => ({ query: LATEST, variables: { first }, answer: '' }));
    one = stack.use(await start());
    two = stack.use(await start());
    questions = await Promise.all(
      questions.map(async (each) => ({ ...each, answer: (await one.ask(each.query, each.variables)).text })),
    );
    await hears([one, two]);
  }, 180_000);
  afterAll(() => stack.disposeAsync(), 60_000);

  it('execute each question once at most when it is emptied, and so does a new process', async () => {
    const loading = loadOn([one, two], kept);
    await loading.answered(200);
    await everywhere('FLUSHALL');
    await using three = await start();
    const more = loadOn([three], kept);
    await more.answered(1_000);
    expect(await more.stop()).toEqual([]);
    expect(await loading.stop()).toEqual([]);
    // What they hold themselves is good for a minute, which may have been over for some of it.
    expectOnce(loading, [one, two]);
    expectOnce(more, [three]);
  }, 120_000);

  it('answer everything while it is killed and back empty, and execute no more than once in two seconds, and then once', async () => {
    const began = Date.now();
    const loading = loadOn([one, two], kept);
    await redis.kill();
    await loading.answered(1_000);
    if (name === 'redis') await redis.empty();
    await redis.start();
    await loading.answered(1_000);
    await hears([one, two]);
    expect(await loading.stop()).toEqual([]);
    const twoSeconds = (Date.now() - began) / 2_000;
    for (const each of [one, two]) {
      const { most } = loading.executions(each);
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(Math.ceil(twoSeconds) + 1);
    }
    const after = loadOn([one, two], kept);
    await after.answered(500);
    expect(await after.stop()).toEqual([]);
    expectOnce(after, [one, two]);
    await goesThrough();
  }, 180_000);

  it.runIf(name === 'redis')(
    'answer everything while it is slow',
    async () => {
      const loading = loadOn([one, two], cold);
      await loading.answered(50);
      await proxy?.set({ mode: 'delay', ms: 200 });
      await loading.answered(1_000);
      await proxy?.set({ mode: 'pass' });
      expect(await loading.stop()).toEqual([]);
      await goesThrough();
    },
    120_000,
  );

  it('answer everything while it hangs, wait for it no more after some failures, and share again when it goes on', async () => {
    const pids = await pidsOf();
    const gaveUp = () => [one, two].map(({ running }) => running.output().split('The cache is away').length - 1);
    const before = gaveUp();
    const loading = loadOn([one, two], cold);
    await loading.answered(50);
    signal('SIGSTOP', pids);
    try {
      await loading.answered(1_000);
    } finally {
      signal('SIGCONT', pids);
    }
    expect(await loading.stop()).toEqual([]);
    for (const [at, times] of gaveUp().entries()) expect(times).toBeGreaterThan(before[at] ?? 0);
    await goesThrough();
  }, 180_000);

  it('answer everything while it is full, and with what is written meanwhile', async () => {
    await everywhere('CONFIG', 'SET', 'maxmemory', '1');
    try {
      const loading = loadOn([one, two], cold);
      await loading.answered(300);
      expect(await loading.stop()).toEqual([]);
      const headline = `Written while ${name} was full`;
      await saveStory(house, story('playhouse', 15, { headline }));
      for (const process of [one, two])
        await vi.waitFor(async () => {
          expect((await process.ask(LATEST, { first: 20 })).text).toContain(headline);
        }, SECONDS);
    } finally {
      await everywhere('CONFIG', 'SET', 'maxmemory', '0');
    }
    await goesThrough();
    questions = await Promise.all(
      questions.map(async (each) => ({ ...each, answer: (await one.ask(each.query, each.variables)).text })),
    );
  }, 180_000);

  it('answer everything where something else lies in it than was put there', async () => {
    await hears([one, two]);
    for (const server of redis.servers()) {
      const own = (await server.info('replication')).includes('role:master') ? await server.keys('*') : [];
      for (const each of own) {
        if (!['string', 'hash'].includes(await server.type(each))) continue;
        await server.del(each);
        await server.lpush(each, 'a list');
      }
    }
    await using three = await start();
    const loading = loadOn([one, two, three], kept);
    await loading.answered(1_000);
    expect(await loading.stop()).toEqual([]);
    expectOnce(loading, [three]);
    expect(three.running.output()).toContain('is no entry');
  }, 120_000);

  it.runIf(name === 'redis-cluster')(
    'answer everything while one of its servers is lost',
    async () => {
      const [, lost = 0] = await pidsOf();
      const loading = loadOn([one, two], cold);
      await loading.answered(50);
      signal('SIGKILL', [lost]);
      await loading.answered(1_000);
      await redis.start();
      expect(await loading.stop()).toEqual([]);
      await goesThrough();
    },
    180_000,
  );
});
