import { createMemoryCache } from '../../platform/cache/memory.ts';
import type { Cache } from '../../platform/cache/port.ts';
import { describeContract } from './adapters.ts';
import { cacheContract, type MakeCache } from './cache.ts';
import { levelsContract } from './levels.ts';

const make: MakeCache = async (settings = {}) => {
  let time = 1_764_000_000_000;
  const { step = (call) => call(), ...options } = settings;
  const memory = createMemoryCache({ now: () => time, maxBytes: 64 * 1024 * 1024, ...options });
  const cache: Cache = {
    ...memory,
    get: (...args) => step(() => memory.get(...args)),
    fill: (...args) => step(() => memory.fill(...args)),
    purge: (...args) => step(() => memory.purge(...args)),
    lease: (...args) => step(() => memory.lease(...args)),
    leased: (...args) => step(() => memory.leased(...args)),
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
};

describeContract({ port: 'cache', adapter: 'memory', suite: cacheContract, make: () => make });

describeContract({ port: 'cache', adapter: 'levels over memory', suite: levelsContract(true), make: () => make });
