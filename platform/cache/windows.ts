import { LRUCache } from 'lru-cache';
import { counted } from '../counted.ts';
import type { Consumption } from './port.ts';

/** Counts points in windows that begin with their first, in this process alone. */
export interface Windows {
  consume(key: string, points: number, window: { readonly limit: number; readonly windowMs: number }): Consumption;
}

/**
 * Bounded in keys, so that a flood of new ones cannot fill the memory: the one longest unused is forgotten first.
 *
 * @param options.max Most keys counted at once. Default 100 000.
 */
export const createWindows = ({
  now,
  max = 100_000,
}: {
  readonly now: () => number;
  readonly max?: number;
}): Windows => {
  const windows = new LRUCache<string, { consumed: number; endsAt: number }>(counted(max));
  return {
    consume(key, points, { limit, windowMs }) {
      const time = now();
      let window = windows.get(key);
      if (window === undefined || window.endsAt <= time) {
        window = { consumed: 0, endsAt: time + windowMs };
        windows.set(key, window);
      }
      window.consumed += points;
      return {
        allowed: window.consumed <= limit,
        remaining: Math.max(0, limit - window.consumed),
        resetMs: window.endsAt - time,
      };
    },
  };
};
