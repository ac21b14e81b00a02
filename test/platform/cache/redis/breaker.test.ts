import { describe, expect, it } from 'vitest';
import { BreakerOpen, createBreaker } from '../../../../platform/cache/redis/breaker.ts';

const made = () => {
  const clock = { time: 0 };
  const calls = { made: 0 };
  const changes: string[] = [];
  const breaker = createBreaker({
    now: () => clock.time,
    failures: 3,
    openMs: 1_000,
    counts: (error) => error instanceof Error && error.message === 'away',
    onChange: (state) => changes.push(state),
  });
  const call = (end: 'well' | 'away' | 'otherwise') =>
    breaker.run(async () => {
      calls.made += 1;
      if (end !== 'well') throw new Error(end);
      return end;
    });
  const fail = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await expect(call('away')).rejects.toThrow('away');
  };
  return { clock, calls, changes, breaker, call, fail };
};

describe('a breaker', () => {
  it('opens after so many failures in a row, and asks no more', async () => {
    const { calls, changes, call, fail } = made();
    await fail(2);
    await call('well');
    await fail(3);
    expect(changes).toEqual(['open']);
    await expect(call('well')).rejects.toThrow(BreakerOpen);
    expect(calls.made).toBe(6);
  });

  it('lets one call at a time probe when its time is over, and closes when that goes well', async () => {
    const { clock, changes, breaker, call, fail } = made();
    await fail(3);
    clock.time = 1_000;
    const probe = Promise.withResolvers<string>();
    const probing = breaker.run(() => probe.promise);
    await expect(call('well')).rejects.toThrow(BreakerOpen);
    probe.resolve('well');
    expect(await probing).toBe('well');
    expect(await call('well')).toBe('well');
    expect(changes).toEqual(['open', 'closed']);
  });

  it('waits twice as long after each probe that fails, and at most 16 times', async () => {
    const { clock, call, fail } = made();
    await fail(3);
    for (const factor of [1, 2, 4, 8, 16, 16]) {
      clock.time += factor * 1_000 - 1;
      await expect(call('well')).rejects.toThrow(BreakerOpen);
      clock.time += 1;
      await fail(1);
    }
  });

  it('does not open for errors that say that the backend is there', async () => {
    const { changes, call } = made();
    for (let time = 0; time < 5; time += 1) await expect(call('otherwise')).rejects.toThrow('otherwise');
    expect(changes).toEqual([]);
  });
});
