import type { IncomingMessage } from 'node:http';
import type { ReadingBudget } from '../admission.ts';

/** Bytes of an unwanted body that are read so that its sender comes to read the answer; one that sends more is read no further, and cut off after a moment. */
const MOST_DROPPED = 8_000_000;
const LINGER_MS = 1_000;

/** Why reading or answering ended: nobody is there any more. */
export const clientGone = new Error('the client is gone');

/** What becomes of a body that is read: exactly one of them is called, once. */
export interface BodyTaker {
  /** At most one chunk more than allowed, by which it is seen that it is too much. */
  readonly taken: (body: Uint8Array) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Reads the body of a request. By events, and answered by a call: an async iterator over a request costs more than all else that is done to read one, and a promise is a turn
 * later than what is held ready could be sent.
 */
export const readBody = (
  request: IncomingMessage,
  maxBytes: number,
  budget: ReadingBudget,
  { taken, failed }: BodyTaker,
): void => {
  const chunks: Buffer[] = [];
  let length = 0;
  let isOver = false;
  const end = (tell: () => void): void => {
    if (isOver) return;
    isOver = true;
    // What is still to come is nobody's, until the answer says so.
    if (!request.complete) request.pause();
    budget.give(length);
    tell();
  };
  const fail = (error: unknown): void =>
    end(() => failed(error instanceof Error ? error : new Error('the body cannot be read', { cause: error })));
  const finish = (): void => {
    if (request.complete || length > maxBytes)
      end(() => taken(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length)));
    else fail(clientGone);
  };
  const take = (chunk: Buffer): void => {
    if (isOver) return;
    try {
      budget.take(chunk.length);
      chunks.push(chunk);
      length += chunk.length;
    } catch (error) {
      fail(error);
    }
    if (length > maxBytes) finish();
  };
  request.on('data', take).on('end', finish).on('error', fail).on('close', finish);
};

/** What is left of a body that was not wanted is read and dropped, within the request's time: to close at once would take the answer with it. */
export const dropRest = (request: IncomingMessage): void => {
  let dropped = 0;
  const drop = (chunk: Buffer): void => {
    dropped += chunk.length;
    if (dropped <= MOST_DROPPED) return;
    request.off('data', drop).pause();
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  };
  request.on('data', drop);
  request.resume();
};
