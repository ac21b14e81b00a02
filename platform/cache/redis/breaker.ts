/** Thrown instead of asking while the breaker is open. */
export class BreakerOpen extends Error {
  override readonly name: string = 'BreakerOpen';
}

/** How many failures in a row open a breaker, and for how many milliseconds: doubled by each probe that fails, up to 16 times that. */
export interface BreakerOptions {
  readonly now: () => number;
  readonly failures: number;
  readonly openMs: number;
  /** Whether an error says that the backend is away; others change nothing. */
  readonly counts: (error: unknown) => boolean;
  readonly onChange: (state: 'open' | 'closed', cause?: unknown) => void;
}

export interface Breaker {
  /** @throws {@link BreakerOpen} at once while it is open; one call at a time is let through to probe when its time is over. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Spares readers the wait for a backend that has just failed several times. */
export const createBreaker = ({ now, failures, openMs, counts, onChange }: BreakerOptions): Breaker => {
  let inARow = 0;
  let opened = 0;
  let openUntil: number | undefined;
  let probing = false;

  const succeeded = (): void => {
    inARow = 0;
    opened = 0;
    if (openUntil === undefined) return;
    openUntil = undefined;
    onChange('closed');
  };
  const failed = (cause: unknown, probe: boolean): void => {
    inARow += 1;
    if (!probe && (inARow < failures || openUntil !== undefined)) return;
    if (openUntil === undefined) onChange('open', cause);
    openUntil = now() + openMs * 2 ** Math.min(4, opened);
    opened += 1;
  };

  return {
    async run(call) {
      const probe = openUntil !== undefined;
      if (openUntil !== undefined && (probing || now() < openUntil)) throw new BreakerOpen('The cache is away');
      if (probe) probing = true;
      try {
        const result = await call();
        succeeded();
        return result;
      } catch (error) {
        if (counts(error)) failed(error, probe);
        throw error;
      } finally {
        if (probe) probing = false;
      }
    },
  };
};
