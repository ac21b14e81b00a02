/** Waits for what others make, until its caller gives up. @throws the signal's reason, or what the promise rejects with. */
export const orAborted = <T>(made: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (signal === undefined) return made;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    made.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
};
