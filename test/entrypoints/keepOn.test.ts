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
