import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotaHeaders } from '../../../gateway/quota/headers.ts';
import type { QuotaHolder, Spending } from '../../../gateway/quota/quotas.ts';
import { createQuotas, sliceOf } from '../../../gateway/quota/quotas.ts';
import type { Cache } from '../../../platform/cache/port.ts';
import { createWindows } from '../../../platform/cache/windows.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-02T08:00:00.000Z');

type Consume = Cache['consume'];

/** A shared counter with a clock. */
const openCounter = () => {
  let time = START;
  let calls = 0;
  const now = (): number => time;
  const windows = createWindows({ now });
  const consume: Consume = async (key, points, window) => {
    calls += 1;
    return windows.consume(key, points, window);
  };
  return {
    now,
    consume,
    calls: () => calls,
    advance: (ms: number) => {
      time += ms;
    },
  };
};

const holder = (id: string, quota: number): QuotaHolder => ({ id, quota });

describe('a quota', () => {
  test('is spent to its last point, and whole again with the next minute', async () => {
    const counter = openCounter();
    const quotas = createQuotas({ cache: counter, now: counter.now });
    counter.advance(20_000);
    let spent = 0;
    while ((await quotas.spend(holder('a', 1_000), 7)).allowed) spent += 7;
    expect(spent).toBe(994);
    expect(await quotas.spend(holder('a', 1_000), 7)).toEqual({
      allowed: false,
      quota: 1_000,
      remaining: 6,
      resetMs: 40_000,
    });
    expect(await quotas.spend(holder('a', 1_000), 6)).toMatchObject({ allowed: true, remaining: 0 });
    counter.advance(40_000);
    expect(await quotas.spend(holder('a', 1_000), 7)).toMatchObject({ allowed: true, remaining: 993, resetMs: MINUTE });
  });

  test('is spent at once where nothing must be settled first, and not at all where something must', async () => {
    const counter = openCounter();
    const quotas = createQuotas({ cache: counter, now: counter.now });
    expect(quotas.spendAtOnce(holder('a', 1_000), 51)).toBeUndefined();
    expect(quotas.spendAtOnce(holder('a', 1_000), 50)).toEqual({
      allowed: true,
      quota: 1_000,
      remaining: 950,
      resetMs: MINUTE,
    });
    expect(quotas.spendAtOnce(holder('a', 1_000), 1)).toBeUndefined();
    await setImmediate();
    expect(quotas.spendAtOnce(holder('a', 1_000), 1)).toMatchObject({ allowed: true, remaining: 949 });
    expect(quotas.spendAtOnce(holder('b', 1), 1)).toMatchObject({ allowed: true, remaining: 0 });
    await setImmediate();
    expect(quotas.spendAtOnce(holder('b', 1), 1)).toBeUndefined();
  });

  test('lets through what costs more than a slice, as long as there is enough, and takes nothing for what it refuses', async () => {
    const counter = openCounter();
    const quotas = createQuotas({ cache: counter, now: counter.now });
    expect(await quotas.spend(holder('a', 1_000), 600)).toMatchObject({ allowed: true, remaining: 400 });
    expect(await quotas.spend(holder('a', 1_000), 600)).toMatchObject({ allowed: false, remaining: 400 });
    expect(await quotas.spend(holder('a', 1_000), 400)).toMatchObject({ allowed: true, remaining: 0 });
  });

  test('is counted without a call for what a slice holds, and then with one for half a slice', async () => {
    const counter = openCounter();
    const quotas = createQuotas({ cache: counter, now: counter.now });
    const slice = sliceOf(60_000);
    for (let n = 0; n < slice / 2 - 1; n += 1) await quotas.spend(holder('a', 60_000), 1);
    expect(counter.calls()).toBe(0);
    for (let n = 0; n < 60_000; n += 1) await quotas.spend(holder('a', 60_000), 1);
    expect(counter.calls()).toBeGreaterThan(15);
    expect(counter.calls()).toBeLessThanOrEqual(41);
  });

  test('keeps nobody waiting for the shared counter until a slice is owed', async () => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<Consume>>>();
    const quotas = createQuotas({ cache: { consume: () => promise }, now: () => START });
    for (let n = 0; n < 50; n += 1) expect(await quotas.spend(holder('a', 1_000), 1)).toMatchObject({ allowed: true });
    let waits = true;
    const beyond = quotas.spend(holder('a', 1_000), 1).finally(() => {
      waits = false;
    });
    await setImmediate();
    expect(waits).toBe(true);
    expect(await quotas.spend(holder('b', 1_000), 1)).toMatchObject({ allowed: true });
    resolve({ allowed: true, remaining: 975, resetMs: MINUTE });
    expect(await beyond).toMatchObject({ allowed: true });
  });

  test('is known in one process as it was spent in another', async () => {
    const counter = openCounter();
    const [one, other] = [1, 2].map(() => createQuotas({ cache: counter, now: counter.now }));
    for (let n = 0; n < 900; n += 1) await one?.spend(holder('a', 1_000), 1);
    let more = 0;
    while ((await other?.spend(holder('a', 1_000), 1))?.allowed) more += 1;
    expect(more).toBeLessThanOrEqual(100 + sliceOf(1_000));
  });
});

describe('several processes, whatever is asked of them and however late the shared counter answers', () => {
  const asks = fc.array(
    fc.record({
      process: fc.nat(3),
      key: fc.constantFrom('a', 'b'),
      points: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 1, max: 60 })),
      waitMs: fc.oneof({ weight: 60, arbitrary: fc.constant(0) }, fc.nat(40_000)),
      answers: fc.constantFrom(0, 0, 0, 1),
    }),
    { minLength: 40, maxLength: 300 },
  );

  test('let a key spend at most its quota and a slice for each process, and no key for another', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 200 }),
        asks,
        async (scheduler, processes, quota, asked) => {
          const counter = openCounter();
          const cache = { consume: scheduler.scheduleFunction(counter.consume) };
          const running = Array.from({ length: processes }, () => createQuotas({ cache, now: counter.now }));
          const spent = new Map<string, number>();
          const wanted = new Map<string, number>();
          let pending: Promise<void>[] = [];
          for (const { process, key, points, waitMs, answers } of asked) {
            if (waitMs > 0) {
              await scheduler.waitFor(Promise.all(pending));
              await scheduler.waitIdle();
              pending = [];
              counter.advance(waitMs);
            }
            const window = `${key} ${Math.floor(counter.now() / MINUTE)}`;
            wanted.set(window, (wanted.get(window) ?? 0) + points);
            const note = async (spending: Promise<Spending> | undefined): Promise<void> => {
              if ((await spending)?.allowed) spent.set(window, (spent.get(window) ?? 0) + points);
            };
            pending.push(note(running[process % processes]?.spend(holder(key, quota), points)));
            for (let n = 0; n < answers && scheduler.count() > 0; n += 1) await scheduler.waitOne();
          }
          await scheduler.waitFor(Promise.all(pending));
          for (const points of spent.values()) expect(points).toBeLessThanOrEqual(quota + processes * sliceOf(quota));
          // A key that wants no more than its quota has it whole, whatever the other one wants.
          const modest = [...wanted].filter(([, points]) => points <= quota);
          expect(modest.map(([window]) => spent.get(window))).toEqual(modest.map(([, points]) => points));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the headers', () => {
  test('name the policy, what is left and until when', () => {
    const spending = { allowed: true, quota: 60_000, remaining: 58_000, resetMs: 20_001 };
    expect(quotaHeaders(spending)).toEqual({
      'ratelimit-policy': '"cost";q=60000;w=60',
      ratelimit: '"cost";r=58000;t=21',
    });
    expect(quotaHeaders({ ...spending, allowed: false, remaining: 0, resetMs: 1 })).toEqual({
      'ratelimit-policy': '"cost";q=60000;w=60',
      ratelimit: '"cost";r=0;t=1',
      'retry-after': '1',
    });
  });
});
