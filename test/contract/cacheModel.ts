import * as fc from 'fast-check';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Cache } from '../../platform/cache/port.ts';
import { PortError } from '../../platform/errors.ts';
import type { MakeCache } from './cache.ts';
import { createSteps } from './cacheSteps.ts';

const TAGS = ['x', 'y'] as const;
type Tag = (typeof TAGS)[number];

const tagsOf = { a: ['x'], b: ['x', 'y'] } as const satisfies Record<string, readonly Tag[]>;
const versions = z.partialRecord(z.enum(TAGS), z.number());

const actor = fc.oneof(
  fc.record({
    does: fc.constant('read' as const),
    key: fc.constantFrom('a' as const, 'b' as const),
    second: fc.boolean(),
  }),
  fc.record({ does: fc.constant('write' as const), tag: fc.constantFrom(...TAGS), second: fc.boolean() }),
);

type Actor = typeof actor extends fc.Arbitrary<infer A> ? A : never;

/**
 * A source whose tags have versions; readers that answer from the cache or read the source, slowly, and fill; writers that write and purge.
 * All at once, each step of each let through one by one in an order that fast-check chooses and shrinks. No reader may be answered with a
 * version that a purge had declared over, and ended, before it asked.
 */
export async function checkInterleavings(make: MakeCache, runs = 150): Promise<void> {
  const seen = { stored: 0, fenced: 0, skipped: 0, hits: 0 };

  const scenario = async (tape: readonly number[], actors: readonly Actor[]) => {
    const steps = createSteps(tape);
    let stepwise = false;
    await using under = await make({
      toleranceMs: 0,
      step: (call) => (stepwise ? steps.step(call) : call()),
    });
    const source = { x: 0, y: 0 };
    const over = { x: 0, y: 0 };

    const read = async (cache: Cache, key: keyof typeof tagsOf): Promise<void> => {
      const tags = tagsOf[key];
      const floor = { ...over };
      const entry = await cache.get(key);
      if (entry !== undefined) {
        seen.hits += 1;
        const found = versions.parse(JSON.parse(Buffer.from(entry.bytes).toString()));
        for (const tag of tags) expect(found[tag], `${key} under ${tag}`).toBeGreaterThanOrEqual(floor[tag]);
        return;
      }
      const startedAt = under.now();
      const bytes = await steps.step(async () =>
        Buffer.from(JSON.stringify(Object.fromEntries(tags.map((tag) => [tag, source[tag]])))),
      );
      seen[await cache.fill(key, bytes, { tags, startedAt, ttlMs: 60_000 })] += 1;
    };
    // On a machine that is busy a command may run out of its time: who purges tries again, as the port says.
    const purged = async (cache: Cache, tag: Tag): Promise<void> => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await cache.purge([tag]);
        } catch (error) {
          if (!(error instanceof PortError && error.code === 'UNAVAILABLE') || attempt === 5) throw error;
        }
      }
    };
    const write = async (cache: Cache, tag: Tag): Promise<void> => {
      const version = await steps.step(async () => {
        source[tag] += 1;
        return source[tag];
      });
      await purged(cache, tag);
      over[tag] = Math.max(over[tag], version);
    };

    stepwise = true;
    await steps.run(
      actors.map((one) => async () => {
        const cache = one.second ? under.other : under.cache;
        if (one.does === 'write') await write(cache, one.tag);
        else for (let times = 0; times < 3; times += 1) await read(cache, one.key);
      }),
    );
    stepwise = false;
    // Each actor's last word: what is left in the cache is no older than the last purge.
    for (const key of ['a', 'b'] as const) await steps.run([() => read(under.cache, key)]);
  };

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 999 }), { maxLength: 300, size: 'max' }),
      fc.array(actor, { minLength: 2, maxLength: 8 }),
      scenario,
    ),
    { numRuns: runs, interruptAfterTimeLimit: 120_000 },
  );
  // The property says something only where answers were stored, kept out, and read.
  expect(Math.min(seen.stored, seen.fenced, seen.hits), JSON.stringify(seen)).toBeGreaterThan(0);
}
