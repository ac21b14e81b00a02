import { expect, it } from 'vitest';
import { createWindows } from '../../../platform/cache/windows.ts';

it('counts in windows that begin with their first points, of so many keys and no more', () => {
  let time = 0;
  const windows = createWindows({ now: () => time, max: 2 });
  const window = { limit: 2, windowMs: 1_000 };
  expect(windows.consume('a', 1, window)).toEqual({ allowed: true, remaining: 1, resetMs: 1_000 });
  time = 400;
  expect(windows.consume('a', 2, window)).toEqual({ allowed: false, remaining: 0, resetMs: 600 });
  time = 1_000;
  expect(windows.consume('a', 2, window)).toEqual({ allowed: true, remaining: 0, resetMs: 1_000 });
  windows.consume('b', 1, window);
  windows.consume('c', 1, window);
  // The flood's price: the key longest unused begins anew.
  expect(windows.consume('a', 1, window).allowed).toBe(true);
});
