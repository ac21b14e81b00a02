import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFences } from '../../../platform/cache/fences.ts';

const FENCE_MS = 100;
const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 });
const purges = fc.array(fc.record({ tags, afterMs: fc.nat({ max: 20 }), laterMs: fc.nat({ max: 5 }) }), {
  maxLength: 12,
});

describe('fences', () => {
  it('tell the first purge that refuses a reading, as long as a fence lives', () => {
    fc.assert(
      fc.property(purges, tags, fc.nat({ max: FENCE_MS / 2 }), (made, asked, agoMs) => {
        let time = 1_000;
        const fences = createFences({ now: () => time, fenceMs: FENCE_MS });
        const all = made.map((purge, position) => {
          time += purge.afterMs;
          const upTo = time + purge.laterMs;
          fences.raise(purge.tags, upTo);
          return { ...purge, upTo, order: position + 1 };
        });
        const startedAt = time - agoMs;
        const refusing = all.filter(
          ({ upTo, tags: its }) => upTo >= startedAt && its.some((tag) => asked.includes(tag)),
        );
        expect(fences.raised).toBe(made.length);
        expect(fences.firstAgainst(asked, startedAt)).toBe(refusing[0]?.order);
      }),
    );
  });

  it('refuse rather too much where a tag is purged more often than can be told apart', () => {
    let time = 1_000;
    const fences = createFences({ now: () => time, fenceMs: 1_000 });
    for (let times = 0; times < 40; times += 1) {
      time += 1;
      fences.raise(['a'], time);
    }
    expect(fences.firstAgainst(['a'], time)).toBe(40);
    expect(fences.firstAgainst(['a'], time - 10)).toBe(30);
    expect(fences.firstAgainst(['a'], time - 30)).toBe(1);
    expect(fences.firstAgainst(['a'], time + 1)).toBeUndefined();
  });

  it('refuse every reading before a purge that was forgotten for want of room', () => {
    const fences = createFences({ now: () => 1_000, fenceMs: 1_000, maxTags: 2 });
    fences.raise(['a'], 1_000);
    expect(fences.firstAgainst(['other'], 1_000)).toBeUndefined();
    fences.raise(['b', 'c'], 1_001);
    expect(fences.firstAgainst(['other'], 1_000)).toBe(0);
    expect(fences.firstAgainst(['other'], 1_001)).toBeUndefined();
    expect(fences.firstAgainst(['b'], 1_001)).toBe(2);
  });
});
