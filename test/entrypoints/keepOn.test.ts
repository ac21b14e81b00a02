import { describe, expect, it } from 'vitest';
import { keepOn } from '../../entrypoints/keepOn.ts';
import { PortError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';

const away = new PortError('records', 'UNAVAILABLE', 'nobody answers');
const signal = new AbortController().signal;

describe('work that is kept going', () => {
  it('is begun again after a backend was away', async () => {
    const failures = [away];
    let runs = 0;
    const work = async (): Promise<void> => {
      runs += 1;
      const failure = failures.pop();
      if (failure) throw failure;
    };
    await keepOn('work', work, signal, silentLog);
    expect(runs).toBe(2);
  });

  it('waits longer each time, and as at first once it has gone well for longer than that', async () => {
    const stop = new AbortController();
    const lasts = [1, 1, 1, 1_000, 5_000, 1];
    const waits: number[] = [];
    let time = 0;
    const work = (): Promise<void> => {
      time += lasts.shift() ?? 0;
      if (lasts.length === 0) stop.abort();
      return Promise.reject(away);
    };
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      return Promise.resolve();
    };
    await keepOn('work', work, stop.signal, silentLog, { now: () => time, wait });
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 500]);
  });

  it('waits no longer than half a minute', async () => {
    const waits: number[] = [];
    const stop = new AbortController();
    const wait = (ms: number): Promise<void> => {
      waits.push(ms);
      if (waits.length === 10) stop.abort();
      return Promise.resolve();
    };
    await keepOn('work', () => Promise.reject(away), stop.signal, silentLog, { now: () => 0, wait });
    expect(Math.max(...waits)).toBe(30_000);
  });

  it('ends without an error when it is to end: while it runs, while it waits, and before it began', async () => {
    const running = new AbortController();
    const interrupted = async (): Promise<void> => {
      running.abort();
      throw away;
    };
    await expect(keepOn('work', interrupted, running.signal, silentLog)).resolves.toBeUndefined();

    const waiting = new AbortController();
    const log = { ...silentLog, warn: () => setImmediate(() => waiting.abort()) };
    await expect(keepOn('work', () => Promise.reject(away), waiting.signal, log)).resolves.toBeUndefined();

    const begun = () => Promise.reject(new Error('it began'));
    await expect(keepOn('work', begun, AbortSignal.abort(), silentLog)).resolves.toBeUndefined();
  });

  it('fails where trying again would not help', async () => {
    const wrong = new PortError('records', 'INVALID', 'there is no such table');
    await expect(keepOn('work', () => Promise.reject(wrong), signal, silentLog)).rejects.toBe(wrong);
  });
});
