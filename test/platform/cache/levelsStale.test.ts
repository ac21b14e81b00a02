import { array, assert, asyncProperty, constantFrom, nat, oneof, record } from 'fast-check';
import { expect, test } from 'vitest';
import type { Executed, Level } from '../../../platform/cache/levels/answer.ts';
import { createLevels } from '../../../platform/cache/levels.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import type { Cache } from '../../../platform/cache/port.ts';
import { silentLog } from '../../../platform/telemetry.ts';

const T0 = 1_764_000_000_000;
const TTL_MS = 100;
const STALE_MS = 200;
const TAGS = ['x', 'y'] as const;
type Tag = (typeof TAGS)[number];
/** What each key's answer is made from. */
const KEYS = { a: ['x'], b: ['x', 'y'], c: ['y'] } as const satisfies Record<string, readonly Tag[]>;
type Key = 'a' | 'b' | 'c';
/** The form that there is beside the answer as it is. */
const FORM = 'other';

/** What may happen. An execution reads as it begins, and ends when it is told to: with what it read, with what is its asker's alone, or not at all. */
const step = oneof(
  {
    arbitrary: record({
      does: constantFrom('ask' as const),
      key: constantFrom<Key>('a', 'b', 'c'),
      of: nat(1),
      form: constantFrom(undefined, FORM),
    }),
    weight: 6,
  },
  {
    arbitrary: record({
      does: constantFrom('end' as const),
      at: nat(3),
      as: constantFrom('kept', 'kept', 'kept', 'alone', 'broken'),
    }),
    weight: 8,
  },
  { arbitrary: record({ does: constantFrom('write' as const), tag: constantFrom<Tag>(...TAGS) }), weight: 1 },
  { arbitrary: record({ does: constantFrom('purge' as const), tag: constantFrom<Tag>(...TAGS) }), weight: 2 },
  {
    arbitrary: record({ does: constantFrom('pass' as const), ms: constantFrom(1, TTL_MS, TTL_MS, STALE_MS) }),
    weight: 4,
  },
);

type Versions = Record<Tag, number>;
const tooOld = (key: Key, value: string, floor: Versions): readonly Tag[] => {
  const read: Versions = JSON.parse(value);
  return KEYS[key].filter((tag) => read[tag] < floor[tag]);
};

/** Lets everything happen that waits for nothing but its turn. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 4; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

interface Running {
  readonly end: (as: 'kept' | 'alone' | 'broken') => void;
}

/** Two processes over one cache, or one of its own. */
const open = (shared: boolean) => {
  const clock = { time: T0 };
  const now = (): number => clock.time;
  const memory = createMemoryCache({ now, maxBytes: 1_000_000 });
  const cache: Cache = {
    ...memory,
    shared,
    onPurge: (listener) => {
      if (shared) listener({ kind: 'hearing', upTo: now() - 1 });
      return memory.onPurge(listener);
    },
  };
  const make = () =>
    createLevels<string>({
      cache,
      codec: {
        encode: async (text) => ({ bytes: Buffer.from(text), forms: { [FORM]: Buffer.from(text) } }),
        decode: (bytes) => Buffer.from(bytes).toString(),
      },
      maxBytes: 1_000_000,
      now,
      log: silentLog,
      leaseMs: 5,
      pause: async () => undefined,
    });
  return { clock, cache, processes: [make(), make()] as const };
};

const outcomeOf = (
  as: 'kept' | 'alone',
  made: Extract<Executed<string, string>, { storable: true }>,
): Executed<string, string> => (as === 'kept' ? made : { storable: false, value: made.value });

test.each([
  ['in one process', false],
  ['in two processes', true],
])('no answer, stale or not, is older than a purge that came before the question, %s', async (_, shared) => {
  const seen: Record<Level, number> = { memory: 0, redis: 0, flight: 0, execution: 0, stale: 0 };
  let purgedWhileStale = 0;
  await assert(
    asyncProperty(array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const { clock, cache, processes } = open(shared);
      const latest: Versions = { x: 0, y: 0 };
      /** Below which nothing may be given out any more. */
      const floor: Versions = { x: 0, y: 0 };
      const running: Running[] = [];
      const asking: Promise<void>[] = [];
      const unanswered = new Set<Promise<void>>();
      const staleNow = new Set<Key>();

      const execute = (key: Key) => (): Promise<Executed<string, string>> => {
        const { promise, resolve, reject } = Promise.withResolvers<Executed<string, string>>();
        const made = {
          storable: true,
          value: JSON.stringify(latest),
          tags: KEYS[key],
          startedAt: clock.time,
          ttlMs: TTL_MS,
          staleMs: STALE_MS,
        } as const;
        running.push({
          end: (as) => (as === 'broken' ? reject(new Error('broken')) : resolve(outcomeOf(as, made))),
        });
        return promise;
      };
      const ask = async (of: number, key: Key, form: string | undefined): Promise<void> => {
        const askedAt = clock.time;
        const least = { ...floor };
        const process = processes[shared ? of : 0] ?? processes[0];
        const answer = await process.ask(key, execute(key), { form }).catch(() => undefined);
        if (!answer) return;
        seen[answer.level] += 1;
        if (answer.level === 'stale') staleNow.add(key);
        expect(tooOld(key, answer.value, least), `${key}, ${answer.level}`).toEqual([]);
        const wasHeld = answer.storable && (answer.level === 'memory' || answer.level === 'stale');
        expect(wasHeld ? askedAt - answer.startedAt : 0).toBeLessThan(TTL_MS + STALE_MS);
      };

      for (const each of steps) {
        if (each.does === 'ask') {
          const asked = ask(each.of, each.key, each.form).finally(() => unanswered.delete(asked));
          unanswered.add(asked);
          asking.push(asked);
        } else if (each.does === 'write') latest[each.tag] += 1;
        else if (each.does === 'pass') clock.time += each.ms;
        else if (each.does === 'end') running.splice(each.at % Math.max(1, running.length), 1)[0]?.end(each.as);
        else {
          latest[each.tag] += 1;
          await cache.purge([each.tag]);
          floor[each.tag] = latest[each.tag];
          // What begins in the same millisecond as a purge is not kept.
          clock.time += 1;
          for (const key of staleNow) if (KEYS[key].some((tag) => tag === each.tag)) purgedWhileStale += 1;
          staleNow.clear();
        }
        await settled();
      }
      // Whoever still waits is answered once all that runs has ended.
      while (unanswered.size > 0) {
        for (const { end } of running.splice(0)) end('kept');
        await settled();
      }
      await Promise.all(asking);
      for (const { end } of running.splice(0)) end('kept');
      for (const levels of processes) await levels.close();
    }),
    { numRuns: 100 },
  );
  // The property says something only where all of it has happened.
  expect(Math.min(seen.memory, seen.flight, seen.execution, seen.stale), JSON.stringify(seen)).toBeGreaterThan(10);
  expect(seen.redis > 0).toBe(shared);
  expect(purgedWhileStale).toBeGreaterThan(0);
});
