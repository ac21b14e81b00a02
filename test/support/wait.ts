import type { Wait } from '../../writes/batch.ts';

/** Ends with what it waits for, never before: nothing is put off by the time that a test takes. */
export const untilAborted: Wait = (_, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
