/** A client's leaving, before its answer was sent. */
export interface Leaving {
  readonly isGone: boolean;
  /** Aborts when the client leaves. Made when it is first asked for: it costs more than many an answer that is sent at once. */
  readonly signal: AbortSignal;
  leave(): void;
}

/** Makes {@link Leaving}. @param reason - of the signal. */
export const createLeaving = (reason: Error): Leaving => {
  let isGone = false;
  let controller: AbortController | undefined;
  return {
    get isGone() {
      return isGone;
    },
    get signal() {
      controller ??= new AbortController();
      if (isGone) controller.abort(reason);
      return controller.signal;
    },
    leave: () => {
      isGone = true;
      controller?.abort(reason);
    },
  };
};
