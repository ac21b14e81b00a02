import type { Cache } from '../../platform/cache/port.ts';
import { NOW } from '../support/builders.ts';

/** A world's clock stands still, and Redis has its own: what begins now there began at the world's moment. */
export const atTheWorldsMoment = (cache: Cache): Cache => ({
  ...cache,
  get: async (...asked) => {
    const entry = await cache.get(...asked);
    if (!entry) return undefined;
    // Read one by one: what stands on its prototype is no property of its own.
    const { bytes, tags, ttlMs } = entry;
    return { bytes, tags, ttlMs, startedAt: NOW, release: () => entry.release?.() };
  },
  fill: (key, bytes, fill) => cache.fill(key, bytes, { ...fill, startedAt: Date.now() }),
  onPurge: (listener) =>
    cache.onPurge((event) => listener(event.kind === 'lost' ? event : { ...event, upTo: NOW - 1 })),
});
