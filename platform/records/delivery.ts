import { PortError } from '../errors.ts';
import type { Log } from '../telemetry.ts';
import { invalid } from './limits.ts';
import type { Change, ChangesOptions } from './port.ts';
import { identityOf, nameOf, type Tables } from './tables.ts';
import { aborted, type Bell, backoffMs } from './waiting.ts';

/** A change as an adapter's feed gives it. */
export interface FeedEntry {
  readonly change: Change;
  /** A part of the feed with an order and a position of its own: a shard; SQLite has one. */
  readonly lane: string;
  /** Where in its lane. */
  readonly mark: string;
  /** What its images weigh, about. */
  readonly bytes: number;
}

/** An adapter's feed, as one consumer goes through it. */
export interface FeedSource {
  /** What comes after the last read, in order within a lane and within an item; empty when there is nothing now. Bounds are approximate. */
  read(most: { readonly entries: number; readonly bytes: number }, signal: AbortSignal): Promise<readonly FeedEntry[]>;
  /** Whether all that was committed before the source was made has been read. */
  caughtUp(): boolean;
  /** Whether more is to be expected: it is read again at once, and takes its own time, instead of after the usual wait. Default: no. */
  expects?(): boolean;
  /** Keeps the consumer's position. `undone` gives the mark of a lane's oldest entry that is not done; `undefined`: all that was read is. */
  save(undone: (lane: string) => string | undefined): Promise<void>;
}

/** How an adapter's feed is driven; the consumer's own wishes come from {@link ChangesOptions}. */
export interface DeliverySettings {
  /** How long to wait for more when nothing rings. */
  readonly pollMs: number;
  /** The first wait after a failure; doubled with each further one. */
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  readonly random: () => number;
  readonly log: Log;
}

/** What is read and not yet done, at most: beyond it nothing more is read until something is done or given up. */
const window = { entries: 2000, bytes: 32 * 1024 * 1024 };

const consumerPattern = /^[a-z0-9-]{1,40}$/u;

/** @throws `INVALID` for what names no consumer. */
export function checkConsumer(name: string): void {
  if (!consumerPattern.test(name)) throw invalid('changes: consumer must be 1 to 40 of a-z, 0-9 and -');
}

/** @throws `INVALID`, naming the option. */
export function checkChangesOptions(tables: Tables, options: ChangesOptions): void {
  checkConsumer(options.consumer);
  const { batchSize = 100, attempts = 10 } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 1000) {
    throw invalid('changes: batchSize must be a whole number from 1 to 1000');
  }
  if (attempts !== Number.POSITIVE_INFINITY && (!Number.isInteger(attempts) || attempts < 1)) {
    throw invalid('changes: attempts must be a whole number of at least 1, or Infinity');
  }
  if (options.tables.length === 0) throw invalid('changes: tables must name at least one table');
  for (const name of options.tables) {
    if (!tables.table(name).feed) throw invalid(`changes: table '${name}' has no feed`);
  }
}

interface Pending {
  readonly entry: FeedEntry;
  readonly identity: string;
  /** How often it has failed, which says how long it waits. */
  failures: number;
  /** How often that was its own fault: see {@link isOwn}. */
  attempts: number;
  /** How many others had been handled when it failed last. */
  handledBefore: number;
  /** Set while it waits for its next attempt. */
  timer: NodeJS.Timeout | undefined;
}

/**
 * Hands a feed's changes to a consumer's handler: at least once, those of one item one after another, each in a batch of its own. A change
 * that failed is tried again, later and later; later changes of its item wait, those of other items go on. A backend that is away uses up no
 * attempts; `follow` waits for it, `catchUp` throws after as many. Returns when the signal aborts (`follow`) or all is handled (`catchUp`, which
 * throws `UNAVAILABLE` when aborted before).
 *
 * The position kept is that of the oldest change not done: after a restart, what was done behind it comes again.
 */
export async function deliver(
  options: ChangesOptions,
  source: FeedSource,
  bell: Bell,
  settings: DeliverySettings,
): Promise<void> {
  const { signal } = options;
  const follow = options.mode !== 'catchUp';
  const pending = new Pendings(bell);
  let outages = 0;
  try {
    while (!signal.aborted) {
      try {
        const batch = await nextBatch(pending, source, options.batchSize ?? 100, signal);
        if (batch.length > 0) {
          await handle(batch, pending, options, settings);
        } else if (pending.size === 0 && !follow && source.caughtUp()) {
          await source.save((lane) => pending.oldest(lane));
          return;
        }
        await source.save((lane) => pending.oldest(lane));
        outages = 0;
        // A catch-up that is not through reads on at once: its backend's own waits slow it down where they must.
        if (batch.length === 0 && !signal.aborted && source.expects?.() !== true)
          await bell.wait(follow ? settings.pollMs : Math.min(settings.pollMs, 50), signal);
      } catch (cause) {
        if (signal.aborted) break;
        if (!follow || !isOutage(cause)) throw cause;
        outages++;
        settings.log.warn({ consumer: options.consumer, outages, err: cause }, 'the change feed is away; trying again');
        await bell.wait(backoffMs(outages, settings.retryBaseMs, settings.retryCapMs, settings.random), signal);
      }
    }
    if (!follow) throw aborted(signal);
  } finally {
    pending.dispose();
  }
}

async function nextBatch(pending: Pendings, source: FeedSource, size: number, signal: AbortSignal): Promise<Pending[]> {
  const batch = pending.ready(size);
  const room = { entries: window.entries - pending.size, bytes: window.bytes - pending.bytes };
  if (batch.length >= size || room.entries <= 0 || room.bytes <= 0) return batch;
  const entries = await source.read(room, signal);
  if (entries.length === 0) return batch;
  for (const entry of entries) pending.add(entry);
  return pending.ready(size);
}

async function handle(
  batch: readonly Pending[],
  pending: Pendings,
  options: ChangesOptions,
  settings: DeliverySettings,
): Promise<void> {
  const { failed, cause } = await failures(batch, options);
  if (failed.size > 0 && isOutage(cause) && !pending.isHeldUp && !options.signal.aborted) {
    pending.isHeldUp = true;
    settings.log.warn({ consumer: options.consumer, err: cause }, 'changes wait for a backend that is away');
  }
  for (const one of batch) {
    if (!failed.has(one.entry.change.id)) {
      pending.handled++;
      if (pending.isHeldUp) settings.log.info({ consumer: options.consumer }, 'changes are handled again');
      pending.isHeldUp = false;
      pending.done(one);
      continue;
    }
    // A stop is nobody's failure.
    if (options.signal.aborted) continue;
    one.failures++;
    if (isOwn(one, cause, pending.handled)) one.attempts++;
    one.handledBefore = pending.handled;
    const most = options.attempts ?? 10;
    // Nobody may wait for what comes back who knows when; the position stays where it is.
    if (options.mode === 'catchUp' && isOutage(cause) && one.failures >= most) throw cause;
    if (one.attempts >= most && (await givenUp(one, cause, options, settings))) {
      pending.done(one);
      continue;
    }
    const { retryBaseMs, retryCapMs, random } = settings;
    pending.delay(one, backoffMs(one.failures, retryBaseMs, retryCapMs, random));
  }
}

const isOutage = (cause: unknown): boolean => cause instanceof PortError && cause.retryable;

/**
 * Whether a failure counts as the change's own. What may succeed later is nobody's: the backend that the handler needs is away, for however long. Unless others were
 * handled since this one failed before: then the backend is there, and it is this one that cannot pass.
 */
const isOwn = (one: Pending, cause: unknown, handled: number): boolean =>
  !isOutage(cause) || (one.failures > 1 && handled > one.handledBefore);

async function failures(
  batch: readonly Pending[],
  options: ChangesOptions,
): Promise<{ failed: ReadonlySet<string>; cause: unknown }> {
  const ids = new Set(batch.map((one) => one.entry.change.id));
  try {
    const { failed } = await options.handler(
      batch.map(({ entry: { change } }) =>
        options.images === false ? { ...change, before: undefined, after: undefined } : change,
      ),
      options.signal,
    );
    const unknown = failed.find((id) => !ids.has(id));
    // Its author meant some change: as Lambda, which fails a whole batch for an identifier that it did not give.
    if (unknown !== undefined)
      throw invalid(`changes: the handler says that '${unknown}' failed, which it was not given`);
    return { failed: new Set(failed), cause: new Error('the handler reported this change as failed') };
  } catch (cause) {
    return { failed: ids, cause };
  }
}

async function givenUp(
  one: Pending,
  cause: unknown,
  options: ChangesOptions,
  settings: DeliverySettings,
): Promise<boolean> {
  const { change } = one.entry;
  const fields = { consumer: options.consumer, change: change.id, item: nameOf(change), attempts: one.attempts };
  try {
    await options.onGivenUp?.(change, cause);
  } catch (err) {
    settings.log.error({ ...fields, err }, 'a failed change could not be given up; it stays in the feed');
    return false;
  }
  settings.log.error({ ...fields, err: cause }, 'a change was given up');
  return true;
}

/** What is read and not done, in the order read, and in a queue for each item. */
class Pendings {
  /** How many were handled and did not fail. */
  handled = 0;
  /** Whether none is, since a backend is away. */
  isHeldUp = false;
  readonly #inOrder = new Set<Pending>();
  readonly #queues = new Map<string, Pending[]>();
  readonly #bell: Bell;
  #bytes = 0;

  constructor(bell: Bell) {
    this.#bell = bell;
  }

  get size(): number {
    return this.#inOrder.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(entry: FeedEntry): void {
    const identity = identityOf(entry.change);
    const one: Pending = { entry, identity, failures: 0, attempts: 0, handledBefore: 0, timer: undefined };
    this.#inOrder.add(one);
    this.#bytes += entry.bytes;
    const queue = this.#queues.get(one.identity);
    if (queue === undefined) this.#queues.set(one.identity, [one]);
    else queue.push(one);
  }

  /** The oldest that may be handled now: each the first of its item, none that waits for its next attempt. */
  ready(most: number): Pending[] {
    const batch: Pending[] = [];
    for (const one of this.#inOrder) {
      if (batch.length >= most) break;
      if (one.timer === undefined && this.#queues.get(one.identity)?.[0] === one) batch.push(one);
    }
    return batch;
  }

  done(one: Pending): void {
    this.#inOrder.delete(one);
    this.#bytes -= one.entry.bytes;
    const queue = this.#queues.get(one.identity);
    queue?.shift();
    if (queue?.length === 0) this.#queues.delete(one.identity);
  }

  delay(one: Pending, ms: number): void {
    one.timer = setTimeout(() => {
      one.timer = undefined;
      this.#bell.ring();
    }, ms);
  }

  oldest(lane: string): string | undefined {
    for (const one of this.#inOrder) if (one.entry.lane === lane) return one.entry.mark;
    return undefined;
  }

  dispose(): void {
    for (const one of this.#inOrder) clearTimeout(one.timer);
  }
}
