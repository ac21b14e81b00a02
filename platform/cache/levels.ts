import { LRUCache } from 'lru-cache';
import { counted } from '../counted.ts';
import type { Log } from '../telemetry.ts';
import type { WorkingPlace } from '../workingPlace.ts';
import { wholeOption } from './checks.ts';
import type { Answered, Codec, Executed, Held, Level, Storable } from './levels/answer.ts';
import type { LevelCounts } from './levels/counts.ts';
import type { Finding } from './levels/far.ts';
import { createFar } from './levels/far.ts';
import { createFiller } from './levels/fill.ts';
import { createNear, type Known, nameOf } from './levels/near.ts';
import { orAborted } from './levels/orAborted.ts';
import { createReadings } from './levels/readings.ts';
import type { Cache, Lease } from './port.ts';

/** Makes an answer. `detached`: nobody waits for it, and it must not end with its asker's request. */
export type Execute<V, R> = (detached: boolean) => Promise<Executed<V, R>>;

/** How an asker asks. */
export interface AskOptions {
  /** The form that it likes best. Default the answer as it is. */
  readonly form?: string | undefined;
  /** Ends the wait for others. Its own execution it ends by itself. */
  readonly signal?: AbortSignal | undefined;
  /** Left while it waits for somebody else's execution in this process, and taken again where it has to execute all the same. */
  readonly place?: WorkingPlace | undefined;
}

/** Prepared answers by key: in this process, over Redis where the cache is shared. */
export interface Levels<V> {
  /** What this process holds, as it is or in a form. Makes, copies and waits for nothing. */
  peek(key: string, form?: string): Held<V> | undefined;
  /**
   * What Redis holds, as it is or in a form; at once `undefined` where there is none, or where somebody in this process is about to make the answer. It
   * waits for nobody, and never rejects: whoever finds nothing asks.
   */
  find(key: string, form?: string): Promise<Held<V> | undefined> | undefined;
  /**
   * The answer from wherever it is, or made now: one execution a key at a time in this process, and for as long as a lease among all of them. Where it
   * came to nothing that others may have, each of those who waited executes for itself. It comes as it is; one that is over, while it is made anew, in the
   * asker's form where this process holds that.
   *
   * @throws what `execute` throws, the signal's reason, and `UNAVAILABLE` where there is no place to take; nothing for the cache's sake.
   */
  ask<R>(key: string, execute: Execute<V, R>, options?: AskOptions): Promise<Answered<V, R>>;
  readonly counts: LevelCounts;
  /** Stops listening, and waits for what nobody else waits for: answers that are made anew, and fills. The cache is its owner's to close. */
  close(): Promise<void>;
}

/** What {@link createLevels} takes. */
export interface LevelsOptions<V> {
  readonly cache: Cache;
  readonly codec: Codec<V>;
  /** Most bytes held in this process. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** False where nothing can be heard while nothing is asked, as in a Lambda function: entries then live here for two seconds at most. Default true. */
  readonly listens?: boolean;
  /** Whether askers look at tags: answers are always read with them then. Default false. */
  readonly readsTags?: boolean;
  /** Milliseconds another process is waited for at most. Default 3 000. */
  readonly leaseMs?: number;
  /** Waits for other processes. Default the machine's timer. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;
}

/** What those who wait for an execution get: its answer; nothing, where it is its asker's alone; or the next of them makes it, where its asker left. */
type Landing<V> = Known<V> | 'nothing' | 'abandoned';

const MOST_TTL_MS = 86_400_000;
/** How often an asker waits for somebody else whose answer then turns out too old for it. */
const ROUNDS = 2;
/** How long an answer that could not be kept is remembered: nobody waits for its like. */
const ALONE_MS = 1_000;
const MOST_ALONE = 10_000;
/** Answers of which it is remembered that they were read once. */
const MOST_READ_ONCE = 10_000;
/** Most answers made anew at once for which nobody waits; the others stay as they are meanwhile. */
const MOST_REFRESHES = 16;
/** How long an answer that could not be made anew is left as it is. */
const REST_MS = 1_000;

/**
 * The two levels over one cache. Where the cache is not shared, the level in this process stands alone and the cache only tells of purges.
 *
 * ```
 * peek ──► memory
 * ask ───► memory ──► somebody's execution here ──► Redis ──► another process's, by lease ──► execute ──► answer
 *                                                                                               └─► encode ──► memory ──► Redis ──► lease back
 * ```
 * @throws `INVALID` for an option out of its bounds.
 */
export const createLevels = <V>(options: LevelsOptions<V>): Levels<V> => {
  const { cache, codec, now, log, listens = true, readsTags = false } = options;
  const leaseMs = wholeOption('leaseMs', options.leaseMs ?? 3_000, 1);
  const maxBytes = wholeOption('maxBytes', options.maxBytes, 1);
  const counts = { executions: 0, stored: 0, fenced: 0, skipped: 0, purges: 0, foreign: 0 };
  const hits = { memory: 0, redis: 0, flight: 0, stale: 0 };
  const near = createNear<V>({ now, maxBytes, hearing: listens && !cache.shared });
  const flights = new Map<string, Promise<Landing<V>>>();
  const fills = new Set<Promise<void>>();
  const alone = new LRUCache<string, number>(counted(MOST_ALONE));
  const refreshes = new Set<Promise<void>>();
  const resting = new LRUCache<string, number>(counted(MOST_ALONE));

  const decode = (bytes: Uint8Array, key: string): V | undefined => {
    const value = codec.decode(bytes);
    if (value !== undefined) return value;
    counts.foreign += 1;
    log.warn({ key }, 'A value in the cache is none of ours, or a damaged one.');
    return undefined;
  };
  const far = cache.shared ? createFar({ cache, near, decode, leaseMs, pause: options.pause }) : undefined;
  const stop = listens
    ? cache.onPurge((event) => {
        if (event.kind === 'purged') counts.purges += 1;
        near.hear(event);
      })
    : () => undefined;

  const given = (held: Held<V>, level: Level): Held<V> & { readonly level: Level; readonly storable: true } => {
    const { value, tags, startedAt, expiresAt } = held;
    return { value, tags, startedAt, expiresAt, level, storable: true };
  };
  const hit = (held: Held<V>, level: Exclude<Level, 'execution'>) => {
    hits[level] += 1;
    return given(held, level);
  };

  const fill = createFiller({ codec, near, far: cache.shared ? cache : undefined, now, log });

  const keep = (key: string, made: Storable<V>, known: Known<V>, taken: () => void, lease: Lease | undefined): void => {
    alone.delete(key);
    const filled = fill(key, made, known, taken)
      .then((outcome) => {
        counts[outcome] += 1;
        return lease?.release();
      })
      .finally(() => fills.delete(filled));
    fills.add(filled);
  };

  /** Answers how to end it. */
  const begin = (key: string, landing: Promise<Landing<V>>): (() => void) => {
    flights.set(key, landing);
    return () => {
      if (flights.get(key) === landing) flights.delete(key);
    };
  };

  /** `known` where it may be kept. */
  const executed = async <R>(execute: Execute<V, R>, detached: boolean) => {
    counts.executions += 1;
    const { heard } = near.moment;
    const made = await execute(detached);
    if (!made.storable) return { made };
    const { value, tags, startedAt, ttlMs } = made;
    const held = Object.freeze({ value, tags, startedAt, expiresAt: startedAt + Math.min(ttlMs, MOST_TTL_MS) });
    return { made, known: { held, since: { at: startedAt, heard } } };
  };

  const executeAlone = async <R>(key: string, execute: Execute<V, R>): Promise<Answered<V, R>> => {
    const { made, known } = await executed(execute, false);
    if (known === undefined) return { ...made, level: 'execution' };
    if (!flights.has(key) && near.get(key) === undefined)
      keep(key, made, known, begin(key, Promise.resolve(known)), undefined);
    return given(known.held, 'execution');
  };

  /** What this process could not hold is not even looked at. */
  const takeNear = (name: string, { known, bytes = 0 }: Finding<V>): void => {
    if (known && near.fits(bytes)) near.take(name, known, bytes, 0);
  };
  /** Bytes of what was read once: what is read again is held here from then on. Most never is, and costs no more than its sending. */
  const readOnce = new LRUCache<string, number>(counted(MOST_READ_ONCE));
  const readFar =
    far &&
    createReadings({
      far,
      near,
      isTagged: (name) => readsTags || near.fits(readOnce.get(name) ?? Number.POSITIVE_INFINITY),
      take: (name, found) => {
        readOnce.set(name, found.bytes ?? 0);
        takeNear(name, found);
      },
    });

  const lead = async <R>(
    key: string,
    execute: Execute<V, R>,
    detached: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Answered<V, R>> => {
    const { promise, resolve } = Promise.withResolvers<Landing<V>>();
    const over = begin(key, promise);
    let lease: Lease | undefined;
    let kept = false;
    try {
      const found = await far?.find(key, signal);
      lease = found?.lease;
      if (found?.known !== undefined) {
        takeNear(key, found);
        resolve(found.known);
        return hit(found.known.held, 'redis');
      }
      const { made, known } = await executed(execute, detached);
      if (known === undefined) {
        alone.set(key, now() + ALONE_MS);
        resolve('nothing');
        return { ...made, level: 'execution' };
      }
      resolve(known);
      kept = true;
      keep(key, made, known, over, lease);
      return given(known.held, 'execution');
    } catch (error) {
      resolve(signal?.aborted === true ? 'abandoned' : 'nothing');
      throw error;
    } finally {
      if (!kept) {
        over();
        void lease?.release();
      }
    }
  };

  const refresh = <R>(key: string, execute: Execute<V, R>): void => {
    if (flights.has(key) || refreshes.size === MOST_REFRESHES || (resting.get(key) ?? 0) > now()) return;
    const failed = (error: unknown): void => {
      resting.set(key, now() + REST_MS);
      log.warn({ key, error: String(error) }, 'An answer that is over could not be made anew.');
    };
    const refreshing = lead(key, execute, true, undefined)
      .then(({ storable }) => (storable ? undefined : failed('it came to one that is not kept')), failed)
      .finally(() => refreshes.delete(refreshing));
    refreshes.add(refreshing);
  };

  return {
    peek(key, form) {
      const held = near.get(nameOf(key, form));
      if (held !== undefined) hits.memory += 1;
      return held;
    },

    find(key, form) {
      if (!readFar || flights.has(key)) return undefined;
      return readFar(key, form).then((held) => {
        if (held !== undefined) hits.redis += 1;
        return held;
      });
    },

    async ask(key, execute, { form, signal, place } = {}) {
      let rounds = 0;
      while (rounds < ROUNDS) {
        const held = near.get(key);
        if (held !== undefined) return hit(held, 'memory');
        const stale = near.stale(nameOf(key, form)) ?? near.stale(key);
        if (stale !== undefined) {
          refresh(key, execute);
          return hit(stale, 'stale');
        }
        if ((alone.get(key) ?? 0) > now()) break;
        const flight = flights.get(key);
        if (flight === undefined) {
          place?.take();
          return await lead(key, execute, false, signal);
        }
        const asked = near.moment;
        place?.leave();
        const landing = await orAborted(flight, signal);
        if (landing === 'nothing') break;
        if (landing === 'abandoned') continue;
        if (near.mayServe(landing, asked)) return hit(landing.held, 'flight');
        // Its answer is too old for whoever comes from now on, too.
        if (flights.get(key) === flight) flights.delete(key);
        rounds += 1;
      }
      place?.take();
      return await executeAlone(key, execute);
    },

    get counts() {
      return { ...counts, hits: { ...hits }, bytes: near.bytes, entries: near.size };
    },

    async close() {
      stop();
      await Promise.all(refreshes);
      await Promise.all(fills);
      near.clear();
    },
  };
};
