import { setTimeout as sleep } from 'node:timers/promises';
import { PortError } from '../errors.ts';

/** The call's own signal was aborted. @throws `UNAVAILABLE` with the signal's reason as cause. */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw aborted(signal);
}

/** What a call answers whose signal was aborted. */
export function aborted(signal: AbortSignal): PortError {
  return new PortError('records', 'UNAVAILABLE', 'the call was aborted', { cause: signal.reason });
}

/** Waits, in milliseconds. @throws `UNAVAILABLE` when aborted meanwhile. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (cause) {
    refuseAborted(signal);
    throw cause;
  }
}

/** Exponential, from `baseMs` doubled up to `capMs`, of which between half and all is taken, so that many do not come back at once. */
export function backoffMs(attempt: number, baseMs: number, capMs: number, random: () => number): number {
  const whole = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return whole * (0.5 + random() / 2);
}

/** How often an adapter repeats what failed for a passing reason. */
export interface Retries {
  /** Runs `attempt` until it succeeds, fails for a reason that does not pass, or attempts or tokens are used up: then its last error is thrown. */
  run<T>(
    attempt: () => T | Promise<T>,
    passing: (cause: unknown) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<T>;
}

/**
 * Retries with a common budget: 500 tokens, of which a retry takes 5 and a success gives 1 back, as the AWS SDK's standard mode. When a
 * backend is away, calls soon fail at once instead of multiplying its load.
 */
export function createRetries(options: {
  /** Runs of one call, the first included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly random: () => number;
}): Retries {
  const most = 500;
  let tokens = most;
  return {
    async run(attempt, passing, signal) {
      for (let n = 1; ; n++) {
        try {
          const result = await attempt();
          tokens = Math.min(most, tokens + 1);
          return result;
        } catch (cause) {
          if (!passing(cause) || n >= options.attempts || tokens < 5) throw cause;
          tokens -= 5;
        }
        await pause(backoffMs(n, options.baseMs, options.capMs, options.random), signal);
      }
    },
  };
}

/** Ends a wait early. A ring while nobody waits is heard by the next wait. */
export interface Bell {
  ring(): void;
  /** Resolves when rung, after `ms`, or when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes a {@link Bell}. */
export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(done, ms);
          function done(): void {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            wake = undefined;
            resolve();
          }
          wake = done;
          signal.addEventListener('abort', done);
        });
      }
      rung = false;
    },
  };
}
