import { AnswerError } from '../platform/errors.ts';

const tooLate = new AnswerError('TIMEOUT', 'This part of the answer took too long; ask for less, or try again.');
const clientGone = new AnswerError('TIMEOUT', 'The client went away.');
const answered = new AnswerError('TIMEOUT', 'The request has been answered.');

/** When the time of a request is over. */
export interface DeadlineOptions {
  readonly request: { readonly signal: AbortSignal };
  /** Longest the request may take from now on, in milliseconds. */
  readonly ms: number;
  readonly now: () => number;
}

/**
 * How long one request may take. A class, as whatever has a getter and is made for each request: an object literal would cost several times as much. Its signal,
 * dearer still, is made when it is first asked for: an answer that is kept is not made.
 */
export class Deadline implements Disposable {
  readonly #options: DeadlineOptions;
  readonly #ends: number;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #leave = (): void => this.#controller?.abort(clientGone);

  constructor(options: DeadlineOptions) {
    this.#options = options;
    this.#ends = options.now() + options.ms;
  }

  /** Aborts when the time is over, when the client is gone, and once the request is answered. */
  get signal(): AbortSignal {
    if (this.#controller) return this.#controller.signal;
    const controller = new AbortController();
    const { request, now } = this.#options;
    this.#controller = controller;
    this.#timer = setTimeout(() => controller.abort(tooLate), Math.max(0, this.#ends - now()));
    request.signal.addEventListener('abort', this.#leave, { once: true });
    if (request.signal.aborted) this.#leave();
    return controller.signal;
  }

  /** Whether the time was over before the answer was there. */
  get isPast(): boolean {
    return this.#controller?.signal.reason === tooLate;
  }

  [Symbol.dispose](): void {
    if (!this.#controller) return;
    clearTimeout(this.#timer);
    this.#options.request.signal.removeEventListener('abort', this.#leave);
    // What was given up on goes on otherwise, on a backend that has trouble enough.
    this.#controller.abort(answered);
  }
}
