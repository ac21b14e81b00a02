import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFences } from '../../../platform/cache/fences.ts';

const FENCE_MS = 100;
const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 });
const purges = fc.array(fc.record({ tags, afterMs: fc.nat({ max: 9 }), laterMs: fc.nat({ max: 5 }) }), {
  maxLength: 10,
});

afterEach(() => void vi.useRealTimers());

describe('fences', () => {
  it('refuse what a purge of any of its tags reaches, and tell which purges came between', () => {
    fc.assert(
      fc.property(purges, tags, fc.nat({ max: FENCE_MS / 2 }), fc.nat({ max: 10 }), (made, asked, agoMs, after) => {
        let time = 1_000;
        const fences = createFences({ now: () => time, fenceMs: FENCE_MS });
        const all = made.map((purge, position) => {
          time += purge.afterMs;
          const upTo = time + purge.laterMs;
          fences.raise(purge.tags, upTo);
          return { upTo, order: position + 1, concerns: purge.tags.some((tag) => asked.includes(tag)) };
        });
        const startedAt = time - agoMs;
        expect(fences.raised).toBe(made.length);
        expect(fences.refuses(asked, startedAt)).toBe(all.some(({ upTo, concerns }) => concerns && upTo >= startedAt));
        for (const to of [0, Math.ceil(made.length / 2), made.length]) {
          expect(fences.raisedBetween(asked, after, to), `${after} to ${to}`).toBe(
            all.some(({ order, concerns }) => concerns && order > after && order <= to),
          );
        }
      }),
    );
  });

  it('say rather too much where a tag is purged more often than can be told apart', () => {
    const fences = createFences({ now: () => 1_000, fenceMs: 1_000 });
    for (let times = 1; times <= 40; times += 1) fences.raise([times % 2 === 0 ? 'even' : 'odd'], 1_000);
    expect(fences.raisedBetween(['even'], 38, 39)).toBe(false);
    expect(fences.raisedBetween(['even'], 37, 38)).toBe(true);
    expect(fences.raisedBetween(['even'], 0, 1)).toBe(true);
    expect(fences.raisedBetween(['other'], 0, 40)).toBe(false);
  });

  it('hold for all tags what was forgotten for want of room', () => {
    const fences = createFences({ now: () => 1_000, fenceMs: 1_000, maxTags: 2 });
    fences.raise(['a'], 1_000);
    expect(fences.refuses(['other'], 1_000)).toBe(false);
    fences.raise(['b', 'c'], 1_001);
    expect(fences.refuses(['other'], 1_000)).toBe(true);
    expect(fences.refuses(['other'], 1_001)).toBe(false);
    expect(fences.refuses(['b'], 1_001)).toBe(true);
    expect(fences.raisedBetween(['other'], 0, 2)).toBe(true);
    expect(fences.raisedBetween(['other'], 1, 2)).toBe(false);
  });

  it('are forgotten when their time is over, also where no other purge comes', () => {
    vi.useFakeTimers();
    const fences = createFences({ now: Date.now, fenceMs: 100 });
    const isForgotten = (): boolean => fences.raisedBetween(['other'], 0, 1);
    fences.raise(['a'], Date.now() + 50);
    vi.advanceTimersByTime(149);
    expect(isForgotten()).toBe(false);
    vi.advanceTimersByTime(51);
    expect([isForgotten(), fences.refuses(['a'], Date.now() - 150), vi.getTimerCount()]).toEqual([true, false, 0]);
  });

  it('are forgotten when their time is over', () => {
    const clock = { time: 1_000 };
    const fences = createFences({ now: () => clock.time, fenceMs: 100 });
    fences.raise(['a'], 1_000);
    clock.time = 1_100;
    fences.raise(['b'], 1_100);
    expect(fences.refuses(['a'], 1_000)).toBe(false);
    expect(fences.raisedBetween(['other'], 0, 2)).toBe(true);
    expect(fences.raisedBetween(['other'], 1, 2)).toBe(false);
  });
});
