import { setTimeout as wait } from 'node:timers/promises';

/** Between two writes of what is counted, in milliseconds. */
const EVERY_MS = 30_000;

/** Writes what is counted, again and again until the signal aborts, and then once more. @param flush - never rejects. */
export const keepFlushing = async (flush: () => Promise<void>, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    await flush();
  }
};
