import { describe, expect, it } from 'vitest';
import { createMemoryCache } from '../../../platform/cache/memory.ts';

const made = (maxBytes: number) => {
  const clock = { time: 1_000_000 };
  return { clock, cache: createMemoryCache({ now: () => clock.time, maxBytes }) };
};

const fill = (cache: ReturnType<typeof made>['cache'], key: string, size: number, tags: readonly string[] = ['t']) =>
  cache.fill(key, new Uint8Array(size), { tags, startedAt: 1_000_000, ttlMs: 1_000 });

describe('the cache in memory', () => {
  it('forgets what was longest unused when its bytes are full', async () => {
    const { cache } = made(10_000);
    for (const key of ['a', 'b', 'c']) expect(await fill(cache, key, 3_000)).toBe('stored');
    await cache.get('a');
    expect(await fill(cache, 'd', 3_000)).toBe('stored');
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await cache.get(key)) !== undefined));
    expect(kept).toEqual([true, false, true, true]);
  });

  it('counts keys and tags among its bytes', async () => {
    const { cache } = made(2_000);
    const tags = Array.from({ length: 20 }, (_, position) => `${position}`.padStart(100, 't'));
    expect(await fill(cache, 'k', 1, tags)).toBe('skipped');
    expect(await cache.get('k')).toBeUndefined();
  });

  it('purges by the tags of the entry that stands, not of one it replaced or forgot', async () => {
    const { cache, clock } = made(10_000);
    await fill(cache, 'k', 1, ['old']);
    await fill(cache, 'k', 1, ['new']);
    clock.time += 1;
    await cache.purge(['old']);
    expect(await cache.get('k')).toBeDefined();
    await cache.purge(['new']);
    expect(await cache.get('k')).toBeUndefined();
  });

  it('keeps a fence as long as any fill that began before it may come', async () => {
    const { cache, clock } = made(10_000);
    await cache.purge(['t']);
    clock.time += 30_000;
    await cache.purge(['another']);
    expect(await fill(cache, 'k', 1)).toBe('fenced');
    clock.time += 1;
    expect(await fill(cache, 'k', 1, ['no fence'])).toBe('fenced');
  });

  it('names the option that is out of its bounds', () => {
    const now = () => 0;
    expect(() => createMemoryCache({ now, maxBytes: 0 })).toThrow(/option maxBytes is 0/);
    expect(() => createMemoryCache({ now, maxBytes: 1, fenceMs: 1.5 })).toThrow(/option fenceMs is 1.5/);
    expect(() => createMemoryCache({ now, maxBytes: 1, toleranceMs: -1 })).toThrow(/option toleranceMs is -1/);
  });
});
