import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Cache } from '../../platform/cache/port.ts';
import { PortError } from '../../platform/errors.ts';
import type { Loss, MakeCache } from './cache.ts';
import {
  createSource,
  type Key,
  kill,
  LAG_MS,
  reader,
  TAGS,
  type Tag,
  tagsOf,
  tape,
  tooOld,
  writer,
} from './cacheSource.ts';
import { type Actor, createSteps } from './cacheSteps.ts';

const clock = fc.record({
  does: fc.constant('pass' as const),
  ms: fc.constantFrom(1, LAG_MS + 1),
  process: fc.constant(2),
});
const loss = fc.record({
  does: fc.constant('lose' as const),
  what: fc.constantFrom<Loss>('log', 'everything'),
  process: fc.constant(2),
});
const usual = fc.oneof(
  { arbitrary: reader, weight: 4 },
  { arbitrary: writer, weight: 3 },
  { arbitrary: clock, weight: 2 },
);
const withLosses = fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: loss, weight: 1 });

/** On a machine that is busy a command may run out of its time: who purges tries again, as the port says. */
export async function purged(cache: Cache, tags: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await cache.purge(tags);
    } catch (error) {
      if (!(error instanceof PortError && error.code === 'UNAVAILABLE') || attempt === 5) throw error;
    }
  }
}

/**
 * A source whose tags have versions, and which lags behind; readers that answer from the cache or read the source, slowly, and fill; writers that write
 * and purge; time that passes; data that is lost; a process that is killed. All at once, each step of each let through one by one in an order that
 * fast-check chooses and shrinks. No reader may be answered with a version that a purge had declared over, and ended, before it asked.
 */
export async function checkInterleavings(make: MakeCache, runs = 150): Promise<void> {
  const seen = { stored: 0, fenced: 0, skipped: 0, hits: 0 };
  const actor = (await canLose(make)) ? withLosses : usual;
  type Role = typeof actor extends fc.Arbitrary<infer R> ? R : never;

  const scenario = async (
    order: readonly number[],
    killed: Parameters<typeof createSteps>[1],
    roles: readonly Role[],
  ) => {
    const steps = createSteps(order, killed);
    let stepwise = false;
    await using under = await make({
      toleranceMs: LAG_MS,
      step: (call) => (stepwise ? steps.step(call) : call()),
    });
    const source = createSource(under.now);
    const over = { x: 0, y: 0 };
    const caches = [under.cache, under.other] as const;

    const read = async (cache: Cache, key: Key, lagMs: number): Promise<void> => {
      const floor = { ...over };
      const entry = await cache.get(key);
      if (entry !== undefined) {
        seen.hits += 1;
        expect(tooOld(key, Buffer.from(entry.bytes).toString(), floor), `${key} is too old`).toEqual([]);
        return;
      }
      const startedAt = under.now();
      const bytes = await steps.step(async () => Buffer.from(source.read(key, lagMs)));
      seen[await cache.fill(key, bytes, { tags: tagsOf[key], startedAt, ttlMs: 60_000 })] += 1;
    };
    const declareOver = async (cache: Cache, tag: Tag, version: number): Promise<void> => {
      await purged(cache, [tag]);
      over[tag] = Math.max(over[tag], version);
    };

    const act = async (role: Role): Promise<void> => {
      const cache = role.process === 1 ? under.other : under.cache;
      if (role.does === 'write')
        await declareOver(cache, role.tag, await steps.step(async () => source.write(role.tag)));
      else if (role.does === 'read') for (let times = 0; times < 3; times += 1) await read(cache, role.key, role.lagMs);
      else if (role.does === 'lose') await steps.step(async () => await under.lose?.(role.what));
      else for (let times = 0; times < 3; times += 1) await steps.step(() => under.pass(role.ms));
    };

    stepwise = true;
    await steps.run(roles.map((role): Actor => ({ process: role.process, act: () => act(role) })));
    stepwise = false;
    // A purge whose process was killed is made again by another. Then nothing is left that is older.
    for (const tag of TAGS) {
      const version = source.latest(tag);
      if (over[tag] < version) await declareOver(under.cache, tag, version);
    }
    const keys = ['a', 'b'] as const;
    for (const cache of killed === undefined ? caches : [under.cache]) {
      for (const key of keys) await steps.run([{ process: 0, act: () => read(cache, key, 0) }]);
    }
  };

  await fc.assert(fc.asyncProperty(tape, kill, fc.array(actor, { minLength: 2, maxLength: 8 }), scenario), {
    numRuns: runs,
    interruptAfterTimeLimit: 120_000,
  });
  // The property says something only where answers were stored, kept out, and read.
  expect(Math.min(seen.stored, seen.fenced, seen.hits), JSON.stringify(seen)).toBeGreaterThan(0);
}

async function canLose(make: MakeCache): Promise<boolean> {
  await using under = await make();
  return under.lose !== undefined;
}
