/**
 * The outcome of work that is waited for only so long. The work itself goes on unless it heeds the signal.
 * @param ms - longest wait, in milliseconds.
 * @param signal - ends the wait; without it only the time does.
 * @throws what `work` throws; what `onSlow` makes when the time is over; the signal's reason when it aborts.
 */
export const within = <T>(
  work: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
  onSlow: () => Error,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const leave = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
    const aborted = (): void => {
      leave();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      leave();
      reject(onSlow());
    }, ms);
    signal?.addEventListener('abort', aborted, { once: true });
    work.then(
      (value) => {
        leave();
        return resolve(value);
      },
      (error: unknown) => {
        leave();
        return reject(error instanceof Error ? error : new Error('the work failed', { cause: error }));
      },
    );
    if (signal?.aborted) aborted();
  });
