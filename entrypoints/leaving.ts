/**
 * A client's leaving, before its answer was sent. A class, since one is made for each request: an object literal with a getter costs more than all else that is
 * done for a request.
 */
export class Leaving {
  #isGone = false;
  #controller: AbortController | undefined;
  readonly #reason: Error;

  /** @param reason - of the signal. */
  constructor(reason: Error) {
    this.#reason = reason;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Aborts when the client leaves. Made when it is first asked for: it costs more than many an answer that is sent at once. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isGone) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  leave(): void {
    this.#isGone = true;
    this.#controller?.abort(this.#reason);
  }
}
