/** What a call that took longer than its budget, or was aborted, ends with. */
export class OutOfTime extends Error {
  override readonly name: string = 'OutOfTime';
  /** Its caller gave up; says nothing about the backend. */
  readonly aborted: boolean;

  constructor(message: string, aborted: boolean) {
    super(message);
    this.aborted = aborted;
  }
}

/** Waits `ms` for the call and no longer. A late answer is dropped. @throws {@link OutOfTime} */
export const within = <T>(call: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = (): void => {
      end();
      reject(new OutOfTime('The call was aborted', true));
    };
    // After a long turn of the event loop the timer comes before the answer that has long arrived: sockets are read once more.
    const timer = setTimeout(
      () =>
        setImmediate(() => {
          end();
          reject(new OutOfTime(`No answer within ${ms} ms`, false));
        }),
      ms,
    );
    call.then(resolve, reject).finally(end);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
