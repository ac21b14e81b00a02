import { expect, it } from 'vitest';
import { sideBySide } from '../../writes/sideBySide.ts';
import { untilAborted } from '../support/wait.ts';

it('runs the same work so many times at once, until the signal aborts', async () => {
  const stop = new AbortController();
  let running = 0;
  const work = async (signal: AbortSignal): Promise<void> => {
    running += 1;
    if (running === 3) stop.abort();
    await untilAborted(0, signal);
  };
  await sideBySide(3, work, stop.signal);
  expect(running).toBe(3);
});

it('has the others come to an end where one fails, and fails with what failed first', async () => {
  let begun = 0;
  let ended = 0;
  const work = async (signal: AbortSignal): Promise<void> => {
    begun += 1;
    if (begun === 2) throw new Error('the second');
    await untilAborted(0, signal);
    ended += 1;
    if (ended === 2) throw new Error('another');
  };
  await expect(sideBySide(3, work, new AbortController().signal)).rejects.toThrow('the second');
  expect(ended).toBe(2);
});
