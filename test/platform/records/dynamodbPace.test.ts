import { describe, expect, it } from 'vitest';
import { createPace } from '../../../platform/records/dynamodbPace.ts';
import { refusal } from '../../contract/recordsSubject.ts';

const SPACING_MS = 60_000;
const never = new AbortController().signal;

/** A pace by a clock that stands where it is put. */
const paced = () => {
  let at = 1_000_000;
  const pace = createPace({ spacingMs: SPACING_MS, now: () => at });
  return {
    pace,
    later: (ms: number) => {
      at += ms;
    },
    /** Whether it would have to wait now: then nothing but its end by the signal comes of it. */
    waits: async () => {
      const stop = new AbortController();
      const ready = pace.ready(stop.signal).then(
        () => false,
        () => true,
      );
      stop.abort();
      return ready;
    },
  };
};

const nothing = { found: false, more: false };
const some = { found: true, more: false };

describe('the pace at which streams are looked at', () => {
  it('begins at once, and rests where nothing comes', async () => {
    const { pace } = paced();
    await pace.ready(never);
    pace.looked(nothing);
    expect(pace.isClose).toBe(false);
  });

  it('keeps looks apart, by the clock', async () => {
    const { pace, later, waits } = paced();
    pace.looked(some);
    expect(await waits()).toBe(true);
    later(SPACING_MS - 1);
    expect(await waits()).toBe(true);
    later(1);
    expect(await waits()).toBe(false);
  });

  it('asks at once for what an answer had no room for', async () => {
    const { pace, waits } = paced();
    pace.looked(some);
    pace.looked({ found: true, more: true });
    expect(await waits()).toBe(false);
  });

  it.each([
    ['something has come', (pace: ReturnType<typeof createPace>) => pace.looked(some)],
    ['something was written', (pace: ReturnType<typeof createPace>) => pace.expect()],
  ])('looks closely after %s, until eight looks in a row have found nothing', (_, stir) => {
    const { pace } = paced();
    stir(pace);
    for (let look = 1; look <= 7; look += 1) {
      pace.looked(nothing);
      expect(pace.isClose).toBe(true);
    }
    pace.looked(nothing);
    expect(pace.isClose).toBe(false);
    pace.looked(some);
    expect(pace.isClose).toBe(true);
  });

  it('waits no longer than its spacing where the clock was set back', async () => {
    let at = 1_000_000;
    const pace = createPace({ spacingMs: 1, now: () => at });
    pace.looked(some);
    at = 0;
    await pace.ready(never);
    expect(pace.isClose).toBe(true);
  });

  it('ends with the signal', async () => {
    const { pace } = paced();
    pace.looked(some);
    const stop = new AbortController();
    const waiting = refusal(pace.ready(stop.signal));
    stop.abort();
    expect(await waiting).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
