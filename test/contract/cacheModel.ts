import fc from 'fast-check';
import { expect } from 'vitest';
import type { Cache } from '../../platform/cache/port.ts';
import type { MakeCache } from './cache.ts';

/** The source's version of each tag, and those that a finished purge has declared over. */
const TAGS = ['x', 'y', 'z'] as const;
type Tag = (typeof TAGS)[number];
type Versions = Record<Tag, number>;

const tagsOf: Readonly<Record<string, readonly Tag[]>> = { a: ['x'], b: ['x', 'y'], c: ['y', 'z'] };

const actor = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('read' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      second: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('write' as const), tag: fc.constantFrom(...TAGS), second: fc.boolean() }),
  },
);

/**
 * A source whose tags have versions; readers that answer from the cache or read the source, slowly, and fill; writers that write and purge. All at once,
 * each step of each let through one by one in an order that fast-check chooses (and shrinks). No reader may be answered with a
 * version that was over, by a purge that had ended, before it asked.
 */
export async function checkInterleavings(make: MakeCache, runs = 60): Promise<void> {
  let stored = 0;
  let fenced = 0;
  let hits = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(actor, { minLength: 3, maxLength: 12 }), async (scheduler, actors) => {
      const gate = (): Promise<void> => scheduler.schedule(Promise.resolve());
      let gated = false;
      await using under = await make({ toleranceMs: 0, gate: () => (gated ? gate() : Promise.resolve()) });
      // A log that has just begun keeps out readings of the same moment, and all would be.
      await under.pass(2);
      gated = true;
      const source: Versions = { x: 0, y: 0, z: 0 };
      const over: Versions = { x: 0, y: 0, z: 0 };

      const read = async (cache: Cache, key: string): Promise<void> => {
        const floor = { ...over };
        const entry = await cache.get(key);
        if (entry !== undefined) {
          hits += 1;
          const seen = JSON.parse(Buffer.from(entry.bytes).toString()) as Partial<Versions>;
          for (const tag of tagsOf[key] ?? [])
            expect(seen[tag], `${key} under ${tag}`).toBeGreaterThanOrEqual(floor[tag]);
          return;
        }
        const startedAt = under.now();
        await gate();
        const tags = tagsOf[key] ?? [];
        const seen = Object.fromEntries(tags.map((tag) => [tag, source[tag]]));
        await gate();
        const outcome = await cache.fill(key, Buffer.from(JSON.stringify(seen)), { tags, startedAt, ttlMs: 60_000 });
        if (outcome === 'stored') stored += 1;
        if (outcome === 'fenced') fenced += 1;
      };
      const write = async (cache: Cache, tag: Tag): Promise<void> => {
        source[tag] += 1;
        const version = source[tag];
        await gate();
        await cache.purge([tag]);
        over[tag] = Math.max(over[tag], version);
      };

      const running = actors.map(async (step) => {
        await gate();
        const cache = step.second ? under.other : under.cache;
        if (step.does === 'read') {
          await read(cache, step.key);
          await under.pass(1);
          await read(cache, step.key);
        } else await write(cache, step.tag);
      });
      const ended = Promise.all(running);
      await scheduler.waitFor(ended);
    }),
    { numRuns: runs, interruptAfterTimeLimit: 240_000 },
  );
  // The property says something only where answers were stored, kept out, and read.
  expect({ stored: stored > 0, fenced: fenced > 0, hits: hits > 0 }).toEqual({
    stored: true,
    fenced: true,
    hits: true,
  });
}
