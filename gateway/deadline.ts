import { AnswerError } from '../platform/errors.ts';

/** How long one request may take. */
export interface Deadline extends Disposable {
  /** Aborts when the time is over, when the client is gone, and once it is disposed of. */
  readonly signal: AbortSignal;
  /** Whether the time is over. */
  readonly isPast: boolean;
}

const tooLate = new AnswerError('TIMEOUT', 'This part of the answer took too long; ask for less, or try again.');
const clientGone = new AnswerError('TIMEOUT', 'The client went away.');
const answered = new AnswerError('TIMEOUT', 'The request has been answered.');

/** @param client - aborts when the client is gone. @param ms - longest a request may take. */
export const createDeadline = (client: AbortSignal, ms: number): Deadline => {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = (): void => controller.abort(clientGone);
  const timer = setTimeout(() => controller.abort(tooLate), ms);
  client.addEventListener('abort', leave, { once: true });
  if (client.aborted) leave();
  return {
    signal,
    get isPast() {
      return signal.reason === tooLate;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      client.removeEventListener('abort', leave);
      // What was given up on goes on otherwise, on a backend that has trouble enough.
      controller.abort(answered);
    },
  };
};
