import type { IncomingMessage } from 'node:http';
import type { ReadingBudget } from '../admission.ts';

/** Bytes of an unwanted body that are read so that its sender comes to read the answer; one that sends more is read no further, and cut off after a moment. */
const MOST_DROPPED = 8_000_000;
const LINGER_MS = 1_000;

/** Why reading or answering ended: nobody is there any more. */
export const clientGone = new Error('the client is gone');

/**
 * The body of a request. At most one chunk more than allowed is kept, by which the handler sees that it is too much. By events: an async iterator over a request costs more than
 * all else that is done to read one.
 */
export const readBody = (request: IncomingMessage, maxBytes: number, budget: ReadingBudget): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const leave = (): void => {
      request.off('data', take).off('end', finish).off('error', fail).off('close', finish);
      request.pause();
      budget.give(length);
    };
    const fail = (error: unknown): void => {
      leave();
      reject(error instanceof Error ? error : new Error('the body cannot be read', { cause: error }));
    };
    const finish = (): void => {
      leave();
      if (!request.complete && length <= maxBytes) reject(clientGone);
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length));
    };
    const take = (chunk: Buffer): void => {
      try {
        budget.take(chunk.length);
        chunks.push(chunk);
        length += chunk.length;
        if (length > maxBytes) finish();
      } catch (error) {
        fail(error);
      }
    };
    request.on('data', take).on('end', finish).on('error', fail).on('close', finish);
  });

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
