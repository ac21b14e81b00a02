import { AnswerError } from '../platform/errors.ts';

const tooLate = new AnswerError('TIMEOUT', 'This part of the answer took too long; ask for less, or try again.');
const clientGone = new AnswerError('TIMEOUT', 'The client went away.');
const answered = new AnswerError('TIMEOUT', 'The request has been answered.');

/** How long one request may take. A class, as whatever has a getter and is made for each request: an object literal would cost several times as much. */
export class Deadline implements Disposable {
  /** Aborts when the time is over, when the client is gone, and once the request is answered. */
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #client: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #leave = (): void => this.#controller.abort(clientGone);

  /** @param client - aborts when the client is gone. @param ms - longest the request may take. */
  constructor(client: AbortSignal, ms: number) {
    this.signal = this.#controller.signal;
    this.#client = client;
    this.#timer = setTimeout(() => this.#controller.abort(tooLate), ms);
    client.addEventListener('abort', this.#leave, { once: true });
    if (client.aborted) this.#leave();
  }

  /** Whether the time is over. */
  get isPast(): boolean {
    return this.signal.reason === tooLate;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#client.removeEventListener('abort', this.#leave);
    // What was given up on goes on otherwise, on a backend that has trouble enough.
    this.#controller.abort(answered);
  }
}
