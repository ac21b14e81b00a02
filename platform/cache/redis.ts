import { randomUUID } from 'node:crypto';
import { PortError } from '../errors.ts';
import type { Log } from '../telemetry.ts';
import { checkConsumption, checkFill, checkKey, checkLease, checkTags, sizeOf, wholeOption } from './checks.ts';
import type { Cache, FillOutcome, PurgeEvent } from './port.ts';
import { BreakerOpen, createBreaker } from './redis/breaker.ts';
import { OutOfTime, within } from './redis/budget.ts';
import { type Client, isAnswer } from './redis/client.ts';
import { createEntries } from './redis/entries.ts';
import { createFiller } from './redis/fill.ts';
import { createLeases } from './redis/leases.ts';
import { createLimiter } from './redis/limiter.ts';
import { createPurgeLog } from './redis/log.ts';
import { readMessage } from './redis/message.ts';
import { createNames } from './redis/names.ts';
import { oneFlight } from './redis/oneFlight.ts';
import { createPurger } from './redis/purge.ts';
import type { Connect } from './redis/reader/connection.ts';
import { createReader } from './redis/reader/reader.ts';
import { createReads } from './redis/reading.ts';
import { checkSettings, connected } from './redis/server.ts';
import { createSubscription } from './redis/subscription.ts';
import { createSweep } from './redis/sweep.ts';
import { createTagSets } from './redis/tags.ts';
import { createWindows } from './windows.ts';

export { clusterOptions, redisOptions } from './redis/options.ts';

/** What {@link createRedisCache} takes. Times in milliseconds. */
export interface RedisCacheOptions {
  /** Made with `redisOptions()` or `clusterOptions()`; the cache connects it, makes its subscription's connection after it, and closes both. */
  readonly client: Client;
  /** Makes connections to the client's servers over which entries are read, at half of what the client takes for it. Without it they are read by the client. */
  readonly connect?: Connect | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  /** How long a read or a limiter waits before it goes on without Redis. Default 50. */
  readonly budgetMs?: number;
  /** What every key begins with: 1–64 letters, digits, `-`, `_`, `.`, `:`. Default `masthead`. */
  readonly keyPrefix?: string;
  /** Bytes, in all forms together; a larger entry is `skipped`. Default 4 MiB. */
  readonly maxEntryBytes?: number;
  /** A longer life is cut to it. One value for all processes. Default 24 hours. */
  readonly maxTtlMs?: number;
  /** How long a purge's fence outlives it. A fill that began more than half of it ago is `fenced`. One value for all processes. Default 60 000. */
  readonly fenceMs?: number;
  /**
   * How far clocks may differ, plus how far what fills are read from may lag behind what purges follow: a fill that began up to so long after
   * a purge is `fenced`. One value for all processes. Default 3 000, of which a clock may be off by 1 000 at most.
   */
  readonly toleranceMs?: number;
  /** How often the subscription's connection is tried; that purges are no longer heard is noticed within twice that. Default 1 000. */
  readonly pingMs?: number;
  /** Failures in a row after which reads no longer wait for Redis, and how long. Default 5 and 1 000. */
  readonly breaker?: { readonly failures: number; readonly openMs: number };
}

/** What happened since the start. `failed`: reads that Redis did not answer in time or at all. `foreign`: values that were no entry, or a damaged one. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly failed: number;
  readonly foreign: number;
  readonly stored: number;
  readonly fenced: number;
  readonly skipped: number;
  readonly purges: number;
}

/** The cache in Redis, with its counts. */
export interface RedisCache extends Cache {
  readonly counts: CacheCounts;
}

const CLOCK_MS = 1_000;
/** Of what stands beside an entry's bytes in their field, and of its tags, beyond which nothing is an entry. */
const MOST_BESIDE_BYTES = 1_048_576;
const CONNECT_MS = 2_000;
const COMMAND_MS = 1_000;

const unavailable = (message: string, cause: unknown): PortError =>
  new PortError('cache', 'UNAVAILABLE', message, { cause });

/**
 * The cache in Redis 7 (or Valkey), one server or a cluster, shared by all processes. How purges and fills are kept from each other:
 * {@link createPurger}.
 *
 * @throws `INVALID` for an option out of its bounds.
 */
export const createRedisCache = (options: RedisCacheOptions): RedisCache => {
  const { client, now, log } = options;
  const budgetMs = wholeOption('budgetMs', options.budgetMs ?? 50, 1);
  const maxEntryBytes = wholeOption('maxEntryBytes', options.maxEntryBytes ?? 4 * 1024 * 1024, 1);
  const maxTtlMs = wholeOption('maxTtlMs', options.maxTtlMs ?? 86_400_000, 1);
  const fenceMs = wholeOption('fenceMs', options.fenceMs ?? 60_000, 2);
  const toleranceMs = wholeOption('toleranceMs', options.toleranceMs ?? 3_000, 0);
  const pingMs = wholeOption('pingMs', options.pingMs ?? 1_000, 1);
  const failures = wholeOption('breaker.failures', options.breaker?.failures ?? 5, 1);
  const openMs = wholeOption('breaker.openMs', options.breaker?.openMs ?? 1_000, 1);
  const names = createNames(options.keyPrefix ?? 'masthead');
  if ((client.options.keyPrefix ?? '') !== '') {
    throw new PortError(
      'cache',
      'INVALID',
      "The cache's option client must have no keyPrefix of its own; the cache's option keyPrefix is meant for that",
    );
  }

  const counts = { hits: 0, misses: 0, failed: 0, foreign: 0, stored: 0, fenced: 0, skipped: 0, purges: 0 };
  const listeners = new Set<(event: PurgeEvent) => void>();
  const entries = createEntries(client, names);
  const reader = createReader({
    client,
    connect: options.connect,
    budgetMs,
    mostBytes: maxEntryBytes + MOST_BESIDE_BYTES,
  });
  const tagSets = createTagSets(client, names);
  const purgeLog = createPurgeLog({ client, key: names.log, fenceMs, toleranceMs });
  const purger = createPurger({ client, names, log: purgeLog, entries, tagSets });
  const leases = createLeases(client, names);
  const limiter = createLimiter(client, names.consumption);
  const windows = createWindows({ now });
  const breaker = createBreaker({
    now,
    failures,
    openMs,
    counts: (error) => !isAnswer(error) && !(error instanceof OutOfTime && error.aborted),
    onChange: (state, cause) => {
      if (state === 'open') log.warn({ cause: String(cause) }, 'The cache is away: reads go on without it.');
      else log.info({}, 'The cache is back.');
    },
  });
  /** An entry of a fill that began before it is surely dead, provisional time and clocks included. */
  const trimBefore = (): number => now() - maxTtlMs - fenceMs - 2 * CLOCK_MS;
  const sweep = createSweep({ client, pattern: names.tags, trimBefore });
  const tell = (event: PurgeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const hearing = (): PurgeEvent => ({ kind: 'hearing', upTo: now() + toleranceMs });
  const subscription = createSubscription({
    client,
    channel: names.channel,
    log,
    pingMs,
    onLost: () => tell({ kind: 'lost' }),
    onHearing: () => tell(hearing()),
    onMessage: (text) => {
      const message = readMessage(text);
      if (message !== undefined) return tell({ kind: 'purged', ...message });
      log.warn({}, "A message on the cache's channel is no purge.");
      // It may have stood for one.
      tell({ kind: 'lost' });
      tell(hearing());
    },
  });
  client.on('error', (error: Error) => log.debug({ error: error.message }, "The cache's connection failed."));

  let fit = false;
  const prepare = async (signal?: AbortSignal): Promise<void> => {
    await connected(client, CONNECT_MS, signal);
    await checkSettings(client, log);
    await purger.restore();
    fit = true;
  };
  const prepareOnce = oneFlight(prepare);
  const prepareInBackground = (): void => {
    void prepareOnce().catch((error: unknown) =>
      log.error({ error: String(error) }, 'The cache is not fit to be filled.'),
    );
  };

  const store = createFiller({
    now,
    log,
    purgeLog,
    entries,
    tagSets,
    maxTtlMs,
    toleranceMs,
    trimBefore,
    onLost: () => {
      fit = false;
      prepareInBackground();
    },
  });

  const release = async (key: string, token: string): Promise<void> => {
    try {
      await breaker.run(() => leases.release(key, token));
    } catch {
      // It ends by itself.
    }
  };

  return {
    shared: true,

    get counts() {
      return { ...counts };
    },

    get: createReads({ reader, names, now, log, breaker, counts }),

    async fill(key, bytes, fill) {
      checkFill(key, fill);
      let outcome: FillOutcome = 'skipped';
      if (!fit) prepareInBackground();
      else if (fill.signal?.aborted !== true && sizeOf(bytes, fill) <= maxEntryBytes) {
        try {
          outcome = await breaker.run(() => store(key, bytes, fill));
          sweep.added(fill.tags.length);
        } catch (error) {
          if (!(error instanceof BreakerOpen)) log.debug({ error: String(error) }, 'The cache could not be filled.');
        }
      }
      counts[outcome] += 1;
      return outcome;
    },

    async purge(tags, callOptions) {
      checkTags(tags);
      if (tags.length === 0) return;
      try {
        callOptions?.signal?.throwIfAborted();
        await purger.purge([...new Set(tags)], callOptions?.signal);
      } catch (error) {
        throw unavailable(`${tags.length} tags could not be purged from the cache; purge them again.`, error);
      }
      counts.purges += 1;
    },

    onPurge(listener) {
      // A function of its own, so that the same listener given twice is heard twice and stopped one by one.
      const heard = (event: PurgeEvent): void => listener(event);
      listeners.add(heard);
      if (subscription.hearing) heard(hearing());
      else subscription.start();
      return () => listeners.delete(heard);
    },

    async lease(key, ms, callOptions) {
      checkLease(key, ms);
      const token = randomUUID();
      try {
        const taken = await breaker.run(() => within(leases.take(key, token, ms), budgetMs, callOptions?.signal));
        if (!taken) return undefined;
      } catch {
        // Nobody waits for a cache that is away; what was written nevertheless is released all the same.
      }
      return { release: () => release(key, token) };
    },

    async leased(key, callOptions) {
      checkKey(key);
      try {
        return await breaker.run(() => within(leases.taken(key), budgetMs, callOptions?.signal));
      } catch {
        return false;
      }
    },

    async consume(key, points, window, callOptions) {
      checkConsumption(key, points, window);
      try {
        return await breaker.run(() => within(limiter.consume(key, points, window), budgetMs, callOptions?.signal));
      } catch {
        return windows.consume(key, points, window);
      }
    },

    async prepare(callOptions) {
      try {
        await prepare(callOptions?.signal);
      } catch (error) {
        if (error instanceof Error && error.name === 'OperatorError') throw error;
        throw unavailable('The cache cannot be reached: is Redis running at the address configured?', error);
      }
    },

    async ping(callOptions) {
      try {
        await within(client.ping(), COMMAND_MS, callOptions?.signal);
      } catch (error) {
        throw unavailable('The cache does not answer.', error);
      }
    },

    async close() {
      listeners.clear();
      subscription.close();
      reader[Symbol.dispose]();
      await sweep.close();
      client.disconnect();
    },
  };
};
