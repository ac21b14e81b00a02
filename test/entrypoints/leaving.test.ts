import { describe, expect, test } from 'vitest';
import { Leaving } from '../../entrypoints/leaving.ts';

const reason = new Error('gone');

describe('the signal of a client’s leaving', () => {
  test('aborts when it leaves', () => {
    const leaving = new Leaving(reason);
    const { signal } = leaving;
    expect([leaving.isGone, signal.aborted]).toEqual([false, false]);
    leaving.leave();
    expect([leaving.isGone, signal.reason, leaving.signal]).toEqual([true, reason, signal]);
  });

  test('has aborted where it is first asked for afterwards', () => {
    const leaving = new Leaving(reason);
    leaving.leave();
    expect([leaving.isGone, leaving.signal.aborted, leaving.signal.reason]).toEqual([true, true, reason]);
  });
});
