import { setTimeout as wait } from 'node:timers/promises';
import { PortError } from '../platform/errors.ts';
import type { Log } from '../platform/telemetry.ts';

/** The first wait before work is begun again, in milliseconds; doubled each time. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Keeps work going until the signal aborts, and then ends without an error: begun again, after a wait, whenever it fails because a backend is away.
 * @param what - names the work in the log.
 * @throws what the work throws for any other reason.
 */
export const keepOn = async (what: string, work: () => Promise<void>, signal: AbortSignal, log: Log): Promise<void> => {
  for (let ms = FIRST_MS; !signal.aborted; ms = Math.min(ms * 2, LONGEST_MS)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PortError) || !error.retryable) throw error;
      log.warn({ what, err: error }, 'a backend is away: trying again');
      await wait(ms, undefined, { signal }).catch(() => undefined);
    }
  }
};
