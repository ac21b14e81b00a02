import * as fc from 'fast-check';
import { expect, vi } from 'vitest';
import type { Level } from '../../platform/cache/levels/answer.ts';
import { createLevels } from '../../platform/cache/levels.ts';
import type { Cache, PurgeEvent } from '../../platform/cache/port.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { CacheUnderTest, MakeCache } from './cache.ts';
import { purged } from './cacheModel.ts';
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
  type Versions,
  writer,
} from './cacheSource.ts';
import { type Actor, createSteps } from './cacheSteps.ts';

/** How long an answer may be given out, once purges of it may have been missed. */
const DEAF_MS = 2_000;

const clock = (...ms: readonly number[]) =>
  fc.record({ does: fc.constant('pass' as const), ms: fc.constantFrom(...ms), process: fc.constant(2) });
const deafness = fc.record({ does: fc.constant('deafen' as const), process: fc.constantFrom(0, 1) });
/** Who asks at once, or looks before for a form of what is kept, as the gateway's short way does. */
const asker = fc
  .tuple(reader, fc.constantFrom('asks' as const, 'looks' as const))
  .map(([read, first]) => ({ ...read, first }));
const weighed = (time: ReturnType<typeof clock>) =>
  [
    { arbitrary: asker, weight: 8 },
    { arbitrary: writer, weight: 4 },
    { arbitrary: time, weight: 3 },
  ] as const;
const usual = fc.oneof(...weighed(clock(1, LAG_MS + 1)));
const withDeafness = fc.oneof(...weighed(clock(1, LAG_MS + 1, DEAF_MS)), { arbitrary: deafness, weight: 1 });

/** A purge that says which version it declares over, so that whoever hears of it knows. */
const versionTag = (tag: Tag, version: number): string => `${tag} is over before ${version}`;
const versionIn = (event: PurgeEvent): Partial<Versions> => {
  const found = event.kind === 'purged' ? /^(x|y) is over before (\d+)$/.exec(event.tags[1] ?? '') : null;
  return found === null ? {} : { [String(found[1])]: Number(found[2]) };
};

/** What one process has heard: purges, each at its time. */
function createEars(now: () => number) {
  const heard: { readonly event: PurgeEvent; readonly at: number; countsFrom: number }[] = [];
  return {
    /** A purge that did not arrive counts when the process knows of its deafness, and what it held then is over. */
    note: (event: PurgeEvent, arrived: boolean): void => {
      heard.push({ event, at: now(), countsFrom: arrived ? now() : Number.POSITIVE_INFINITY });
    },
    noteLost: (): void => {
      for (const one of heard) one.countsFrom = Math.min(one.countsFrom, one.at + DEAF_MS);
    },
    /** Below which nothing may be given out that was asked for at that time. */
    floor: (at: number): Versions => {
      const counting = heard.filter(({ countsFrom }) => countsFrom <= at).map(({ event }) => versionIn(event));
      const of = (tag: Tag): number => Math.max(0, ...counting.map((over) => over[tag] ?? 0));
      return { x: of('x'), y: of('y') };
    },
  };
}

/** Where time is the test's own, processes also go deaf. */
export interface LevelsModelOptions {
  readonly ownTime: boolean;
  readonly runs?: number;
}

/**
 * As `checkInterleavings`, for two processes each with a level of its own over the shared cache, which hear of purges in their own time, step by step, and
 * may go deaf. No reader may be given an answer with a version that its process had heard to be over before it asked; and in the end, when all is heard, none
 * that is over at all.
 */
export async function checkLevels(make: MakeCache, { ownTime, runs = 150 }: LevelsModelOptions): Promise<void> {
  const seen: Record<Exclude<Level, 'stale'> | 'looked' | 'stored' | 'fenced', number> = {
    memory: 0,
    redis: 0,
    flight: 0,
    execution: 0,
    looked: 0,
    stored: 0,
    fenced: 0,
  };
  const actor = ownTime ? withDeafness : usual;
  type Role = typeof actor extends fc.Arbitrary<infer R> ? R : never;

  const scenario = async (
    order: readonly number[],
    killed: Parameters<typeof createSteps>[1],
    roles: readonly Role[],
  ) => {
    const steps = createSteps(order, killed);
    let stepwise = false;
    const step = <T>(call: () => Promise<T>): Promise<T> => (stepwise ? steps.step(call) : call());
    await using under = await make({ toleranceMs: LAG_MS, step });
    const source = createSource(under.now);
    const over = { x: 0, y: 0 };
    const made = await Promise.all(
      [under.cache, under.other].map((cache) => createProcess(cache, under, step, steps.apart, ownTime)),
    );
    const processOf = (number: number) => made[number] ?? made[0];

    const read = async (
      number: number,
      { key, lagMs, first }: { key: Key; lagMs: number; first: 'asks' | 'looks' },
      floorNow?: Versions,
    ): Promise<void> => {
      const process = processOf(number);
      if (process === undefined) throw new Error('no process');
      const askedAt = under.now();
      const floor = floorNow ?? process.ears.floor(askedAt);
      const beforeLag = floorNow ?? process.ears.floor(askedAt - LAG_MS - 1);
      const held =
        first === 'looks'
          ? (process.levels.peek(key, 'short') ?? (await process.levels.find(key, 'short')))
          : undefined;
      if (held !== undefined) {
        seen.looked += 1;
        expect(tooOld(key, held.value, floor), `${key} of process ${number} is too old`).toEqual([]);
        return;
      }
      const answer = await process.levels.ask(key, async () => {
        const startedAt = under.now();
        const value = await step(async () => source.read(key, lagMs));
        return { storable: true, value, tags: tagsOf[key], startedAt, ttlMs: 60_000 };
      });
      if (answer.level !== 'stale') seen[answer.level] += 1;
      // What is read now may be as old as the source lags behind, and so may what another reads at the same time.
      if (answer.level === 'execution') return;
      const least = answer.level === 'flight' ? beforeLag : floor;
      expect(tooOld(key, answer.value, least), `${key} of process ${number} by ${answer.level} is too old`).toEqual([]);
    };
    const declareOver = async (cache: Cache, tag: Tag, version: number): Promise<void> => {
      await purged(cache, [tag, versionTag(tag, version)]);
      over[tag] = Math.max(over[tag], version);
    };

    const act = async (role: Role): Promise<void> => {
      if (role.does === 'write') {
        const version = await step(async () => source.write(role.tag));
        await declareOver(role.process === 1 ? under.other : under.cache, role.tag, version);
      } else if (role.does === 'read') {
        for (let times = 0; times < 3; times += 1) await read(role.process, role);
      } else if (role.does === 'deafen') await processOf(role.process)?.deafen();
      else for (let times = 0; times < 3; times += 1) await step(() => under.pass(role.ms));
    };

    stepwise = true;
    await steps.run(roles.map((role): Actor => ({ process: role.process, act: () => act(role) })));
    stepwise = false;
    const living = killed === undefined ? made : made.slice(0, 1);
    for (const tag of TAGS) {
      const version = source.latest(tag);
      if (over[tag] < version) await declareOver(under.cache, tag, version);
    }
    await vi.waitFor(() => {
      for (const { ears } of living) expect(ears.floor(Number.POSITIVE_INFINITY)).toEqual(over);
    });
    // What a process held while it was deaf is over by then.
    if (ownTime) await under.pass(DEAF_MS);
    for (const [number] of living.entries())
      for (const key of ['a', 'b'] as const)
        for (const first of ['looks', 'asks'] as const) await read(number, { key, lagMs: 0, first }, over);
    for (const { levels } of living) {
      seen.stored += levels.counts.stored;
      seen.fenced += levels.counts.fenced;
      await levels.close();
    }
  };

  await fc.assert(fc.asyncProperty(tape, kill, fc.array(actor, { minLength: 2, maxLength: 10 }), scenario), {
    numRuns: runs,
    interruptAfterTimeLimit: 120_000,
  });
  // The property says something only where all of it has happened.
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(0);
}

/** One process: its level over the cache, hearing purges one by one, each in a step of its own. */
async function createProcess(
  cache: Cache,
  under: CacheUnderTest,
  step: <T>(call: () => Promise<T>) => Promise<T>,
  apart: <T>(call: () => T) => T,
  ownTime: boolean,
) {
  const ears = createEars(under.now);
  let deaf = false;
  let listener: (event: PurgeEvent) => void = () => undefined;
  let arriving = Promise.resolve();
  let hears = false;
  const arrive = async (event: PurgeEvent): Promise<void> => {
    await step(async () => {
      ears.note(event, !deaf);
      if (!deaf) listener(event);
      if (event.kind === 'hearing') hears = true;
    });
  };
  const levels = createLevels<string>({
    cache: {
      ...cache,
      shared: true,
      onPurge: (hear) => {
        listener = hear;
        return cache.onPurge((event) => {
          arriving = arriving.then(() => apart(() => arrive(event)));
        });
      },
    },
    codec: {
      encode: (text) => step(async () => ({ bytes: Buffer.from(text), forms: { short: Buffer.from(text) } })),
      decode: (bytes) => Buffer.from(bytes).toString(),
    },
    maxBytes: 1_000_000,
    now: under.now,
    log: silentLog,
    leaseMs: 20,
    pause: () => step(async () => undefined),
  });
  // Memory is heard from the beginning and does not say so.
  if (ownTime) await arrive({ kind: 'hearing', upTo: under.now() });
  await vi.waitFor(() => expect(hears).toBe(true));
  await under.pass(LAG_MS + 1);
  return {
    ears,
    levels,
    async deafen(): Promise<void> {
      if (deaf) return;
      await step(async () => {
        deaf = true;
      });
      await step(async () => {
        listener({ kind: 'lost' });
        ears.noteLost();
      });
      await step(async () => {
        deaf = false;
        ears.noteLost();
        listener({ kind: 'hearing', upTo: under.now() + LAG_MS });
      });
    },
  };
}
