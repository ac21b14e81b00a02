import { describe, expect, test } from 'vitest';
import type { Quotas } from '../../../gateway/quota/quotas.ts';
import { createQuotas, sliceOf } from '../../../gateway/quota/quotas.ts';
import { faultySingle } from '../../contract/cacheFaulty.ts';

const url = process.env.REDIS_URL ?? '';
const START = Date.parse('2026-11-02T08:00:00.000Z');
const QUOTA = 2_000;
const HOLDER = { id: 'key', quota: QUOTA };
/** Requests that one process answers at once. */
const AT_ONCE = 8;

/** Spends until it is refused, as requests do that come side by side, and answers how much. */
const spendAll = async (quotas: Quotas, points: number): Promise<number> => {
  let spent = 0;
  const one = async (): Promise<void> => {
    while ((await quotas.spend(HOLDER, points)).allowed) spent += points;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return spent;
};

describe.skipIf(process.env.REAL_SERVERS !== '1')('a quota that two processes share over Redis', () => {
  const open = async () => {
    const under = await faultySingle(url)();
    let time = START;
    const now = (): number => time;
    const [one, other] = [under.cache, under.other].map((cache) => createQuotas({ cache, now }));
    if (!one || !other) throw new TypeError('there are two processes');
    const nextMinute = (): void => {
      time += 60_000;
    };
    return { under, one, other, nextMinute, [Symbol.asyncDispose]: () => under[Symbol.asyncDispose]() };
  };

  test.each([1, 7, 150])(
    'is spent whole, and beyond it by a slice for each process at most, %i points at once',
    async (points) => {
      await using place = await open();
      const spent = await Promise.all([spendAll(place.one, points), spendAll(place.other, points)]);
      const sum = (spent[0] ?? 0) + (spent[1] ?? 0);
      expect(sum).toBeGreaterThan(QUOTA - points);
      expect(sum).toBeLessThanOrEqual(QUOTA + 2 * sliceOf(QUOTA));
      expect(await spendAll(place.other, points)).toBe(0);
      place.nextMinute();
      expect(await spendAll(place.one, points)).toBeGreaterThan(QUOTA - points);
      // What the other process was told of the minute before is no longer so.
      expect(await spendAll(place.other, points)).toBeLessThanOrEqual(2 * sliceOf(QUOTA));
    },
  );

  test('is counted by each process alone while Redis is away, and by both together once it is back', async () => {
    await using place = await open();
    for (const proxy of place.under.proxies) await proxy.set({ mode: 'reset' });
    for (const quotas of [place.one, place.other]) {
      const spent = await spendAll(quotas, 7);
      expect(spent).toBeGreaterThan(QUOTA - 7);
      expect(spent).toBeLessThanOrEqual(QUOTA + sliceOf(QUOTA));
    }
    for (const proxy of place.under.proxies) await proxy.set({ mode: 'pass' });
    // Both try again now and then: when one counts on from the other, they share again.
    const { cache, other } = place.under;
    const window = { limit: 10, windowMs: 60_000 };
    let probes = 0;
    const shared = async (): Promise<number> => {
      probes += 1;
      await cache.consume(`probe:${probes}`, 1, window);
      return (await other.consume(`probe:${probes}`, 1, window)).remaining;
    };
    await expect.poll(shared, { timeout: 20_000 }).toBe(8);
    place.nextMinute();
    const spent = [await spendAll(place.one, 7), await spendAll(place.other, 7)];
    expect((spent[0] ?? 0) + (spent[1] ?? 0)).toBeLessThanOrEqual(QUOTA + 2 * sliceOf(QUOTA));
  });
});
