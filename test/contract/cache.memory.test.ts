import { createMemoryCache } from '../../platform/cache/memory.ts';
import type { Cache } from '../../platform/cache/port.ts';
import { describeContract } from './adapters.ts';
import { cacheContract } from './cache.ts';

describeContract({
  port: 'cache',
  adapter: 'memory',
  suite: cacheContract,
  make:
    () =>
    async (settings = {}) => {
      let time = 1_764_000_000_000;
      const { gate = async () => undefined, ...options } = settings;
      const memory = createMemoryCache({ now: () => time, maxBytes: 64 * 1024 * 1024, ...options });
      const cache: Cache = {
        ...memory,
        get: async (...args) => {
          await gate();
          return await memory.get(...args);
        },
        fill: async (...args) => {
          await gate();
          return await memory.fill(...args);
        },
        purge: async (...args) => {
          await gate();
          await memory.purge(...args);
        },
      };
      await cache.prepare();
      return {
        cache,
        other: cache,
        now: () => time,
        pass: async (ms) => {
          time += ms;
        },
        [Symbol.asyncDispose]: () => cache.close(),
      };
    },
});
