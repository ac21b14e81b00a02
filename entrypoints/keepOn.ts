import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Wait } from '../writes/batch.ts';

/** The first wait before work is begun again, in milliseconds; doubled each time, until the work has gone well for longer than the wait before it. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How time passes. */
export interface Timing {
  /** Milliseconds since any moment. */
  readonly now: () => number;
  readonly wait: Wait;
}

const timers: Timing = {
  now: () => performance.now(),
  wait: async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  },
};

/**
 * Keeps work going until the signal aborts, and then ends without an error: begun again, after a wait, whenever it fails because a backend is away.
 * @param what - names the work in the log.
 * @param timing - default: the process's own clock and timers.
 * @throws what the work throws for any other reason.
 */
export const keepOn = async (
  what: string,
  work: () => Promise<void>,
  signal: AbortSignal,
  log: Log,
  { now, wait }: Timing = timers,
): Promise<void> => {
  let pause = 0;
  while (!signal.aborted) {
    const began = now();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PortError) || !error.retryable) throw error;
      log.warn({ what, err: error }, 'a backend is away: trying again');
      pause = now() - began > pause ? FIRST_MS : Math.min(Math.max(pause * 2, FIRST_MS), LONGEST_MS);
      await wait(pause, signal);
    }
  }
};
