import { describe, expect, it } from 'vitest';
import { backoffMs, createBell, createRetries } from '../../../platform/records/waiting.ts';

describe('retries', () => {
  const away = new Error('away');
  const settings = { attempts: 5, baseMs: 0, capMs: 0, random: () => 0 };

  it('give the result of the first attempt that succeeds, and the last error otherwise', async () => {
    const retries = createRetries(settings);
    let calls = 0;
    const third = () => (++calls === 3 ? 'here' : Promise.reject(away));
    expect(await retries.run(third, () => true, undefined)).toBe('here');
    expect(calls).toBe(3);
    await expect(
      retries.run(
        () => Promise.reject(away),
        () => true,
        undefined,
      ),
    ).rejects.toBe(away);
  });

  it('do not repeat what does not pass', async () => {
    let calls = 0;
    const run = createRetries(settings).run(
      () => Promise.reject(++calls && away),
      () => false,
      undefined,
    );
    await expect(run).rejects.toBe(away);
    expect(calls).toBe(1);
  });

  it('spend 500 tokens at 5 a retry, then fail at once; success gives back', async () => {
    const retries = createRetries(settings);
    let calls = 0;
    const fail = async () => {
      const before = calls;
      await expect(
        retries.run(
          () => Promise.reject(++calls && away),
          () => true,
          undefined,
        ),
      ).rejects.toBe(away);
      return calls - before;
    };
    for (let n = 0; n < 25; n++) expect(await fail()).toBe(5);
    expect(await fail()).toBe(1);
    for (let n = 0; n < 10; n++)
      await retries.run(
        () => 'here',
        () => true,
        undefined,
      );
    expect(await fail()).toBe(3);
  });

  it('wait twice as long each time up to the cap, from half to all of it', () => {
    expect([1, 2, 3, 4, 50].map((attempt) => backoffMs(attempt, 100, 500, () => 1))).toEqual([100, 200, 400, 500, 500]);
    expect(backoffMs(2, 100, 500, () => 0)).toBe(100);
  });
});

describe('a bell', () => {
  it('ends a wait, also one that begins after it rang, and so does an abort', async () => {
    const bell = createBell();
    const never = 2 ** 30;
    const stop = new AbortController();
    bell.ring();
    await bell.wait(never, stop.signal);
    const waiting = bell.wait(never, stop.signal);
    bell.ring();
    await waiting;
    const aborted = bell.wait(never, stop.signal);
    stop.abort();
    await aborted;
    expect(stop.signal.aborted).toBe(true);
  });
});
