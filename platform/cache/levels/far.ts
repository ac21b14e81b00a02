import { setTimeout as timer } from 'node:timers/promises';
import type { Cache, Lease, ReadOptions } from '../port.ts';
import type { Known, Near } from './near.ts';

/** What looking beyond this process came to: an answer, or the right to make it, or neither: then nobody need be asked. */
export interface Finding<V> {
  readonly known?: Known<V>;
  readonly bytes?: number;
  readonly lease?: Lease | undefined;
}

/** The level that processes share, for readers. */
export interface Far<V> {
  /** The answer, as it is or in a form, if it is there. @param tags - whether with its tags: without them it is held nowhere. */
  readonly read: (key: string, form: string | undefined, tags: boolean) => Promise<Finding<V> | undefined>;
  /**
   * The answer, or who makes it. Where another process is making it, it is waited for until it is there, or that process gave up, or the lease's time
   * is over; then whoever asks makes it, without a lease.
   *
   * @throws the signal's reason, when its caller gives up.
   */
  find(key: string, signal: AbortSignal | undefined): Promise<Finding<V>>;
}

/** What {@link createFar} takes. Milliseconds. */
export interface FarOptions<V> {
  readonly cache: Pick<Cache, 'get' | 'lease' | 'leased'>;
  readonly near: Pick<Near<V>, 'moment' | 'fits'>;
  /** `undefined` where the bytes are not what was written. */
  readonly decode: (bytes: Uint8Array, key: string) => V | undefined;
  readonly leaseMs: number;
  /** Waits. Default the machine's timer. */
  readonly pause?: ((ms: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
}

const SHORTEST_MS = 5;
const LONGEST_MS = 50;

const machineTimer = (ms: number, signal: AbortSignal | undefined): Promise<unknown> =>
  timer(ms, undefined, signal === undefined ? {} : { signal });

/** Reads the shared level, and waits there for other processes. */
export const createFar = <V>({ cache, near, decode, leaseMs, pause = machineTimer }: FarOptions<V>): Far<V> => {
  const read = async (key: string, options: ReadOptions): Promise<Finding<V> | undefined> => {
    const since = near.moment;
    const entry = await cache.get(key, options);
    options.signal?.throwIfAborted();
    if (entry === undefined) return undefined;
    // What is held here is so in memory of its own, as long as it is itself.
    const isCopied = options.tags !== false && near.fits(entry.bytes.byteLength);
    const bytes = isCopied ? new Uint8Array(entry.bytes) : entry.bytes;
    if (isCopied) entry.release?.();
    const value = decode(bytes, key);
    if (value === undefined) return undefined;
    const release = isCopied || !entry.release ? undefined : () => entry.release?.();
    const { tags, startedAt, ttlMs } = entry;
    const held = Object.freeze({ value, tags, startedAt, expiresAt: since.at + ttlMs, release });
    return { known: { held, since }, bytes: bytes.byteLength };
  };

  return {
    read: (key, form, tags) => read(key, { form, tags }),
    async find(key, signal) {
      const options = signal === undefined ? {} : { signal };
      const found = await read(key, options);
      if (found !== undefined) return found;
      const lease = await cache.lease(key, leaseMs, options);
      if (lease !== undefined) return { lease };
      let waitedMs = 0;
      let pauseMs = SHORTEST_MS;
      while (waitedMs < leaseMs) {
        const ms = Math.min(leaseMs - waitedMs, pauseMs * (1 + Math.random() / 2));
        await pause(ms, signal);
        waitedMs += ms;
        pauseMs = Math.min(LONGEST_MS, pauseMs * 1.5);
        // In this order: who gives the lease back has filled before.
        const leased = await cache.leased(key, options);
        const made = await read(key, options);
        if (made !== undefined) return made;
        if (!leased) return {};
      }
      return {};
    },
  };
};
