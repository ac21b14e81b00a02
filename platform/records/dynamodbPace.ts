import { pause } from './waiting.ts';

/**
 * When a consumer looks at its streams. Each look is a request to every shard, of which DynamoDB takes few a second and bills all: so there is one from time to time while nothing comes, and they
 * follow one another closely once something has come or this process has written, since a stream hands out what was written only some hundred milliseconds later.
 */
export interface Pace {
  /** Whether to look again without resting before. */
  readonly isClose: boolean;
  /** Something has been written: it will come. */
  expect(): void;
  /** Waits for what is left of the shortest time between two looks. @throws `UNAVAILABLE` when aborted. */
  ready(signal: AbortSignal): Promise<void>;
  /** What a look gave: `more` is left where an answer was full, and is asked for at once. */
  looked(gave: { readonly found: boolean; readonly more: boolean }): void;
}

/** Looks in a row that find nothing before the consumer rests again: two seconds at the default spacing. */
const closeLooks = 8;

/** Makes a {@link Pace}. @param spacingMs - the shortest time between two looks, in milliseconds. */
export function createPace({ spacingMs, now }: { readonly spacingMs: number; readonly now: () => number }): Pace {
  let close = 0;
  let last: number | undefined;
  return {
    get isClose() {
      return close > 0;
    },
    expect() {
      close = closeLooks;
    },
    async ready(signal) {
      if (last === undefined) return;
      // A clock that was set back must not make it wait longer.
      const left = Math.min(spacingMs, last + spacingMs - now());
      if (left > 0) await pause(left, signal);
    },
    looked({ found, more }) {
      close = found ? closeLooks : Math.max(0, close - 1);
      last = more ? undefined : now();
    },
  };
}
