import { AnswerError } from '../platform/errors.ts';
import type { Queue } from '../platform/queue/port.ts';
import type { CallOptions } from '../platform/records/port.ts';
import type { Receipt } from './receipt.ts';
import type { Receipts } from './receipts.ts';

/** A message's deduplication id: the queue forgets it after five minutes, the receipt never. */
const deduplicationId = ({ id, attempt }: Receipt): string => `${id}:${attempt}`;

/** Commands of one record keep their order; a batch is a group of its own, since it is of several. Subsidiaries take turns where the queue can. */
const groupOf = ({ id, subject, members, actor }: Receipt): string => `${actor.organisation}/${members ? id : subject}`;

/** Which attempt to send its receipt a message was. `undefined`: none of ours. */
export const attemptOf = (id: string, given: string): number | undefined => {
  const [receipt, attempt = ''] = given.split(':');
  return receipt === id && /^\d+$/.test(attempt) ? Number(attempt) : undefined;
};

/** Sends receipts. */
export interface Sender {
  /**
   * Sends the message of a receipt, which carries its id and nothing else, and notes that it is sent.
   * @throws {@link AnswerError} `UNAVAILABLE` where the queue did not take it, or nobody knows whether it did.
   */
  send(receipt: Receipt, now: number, options?: CallOptions): Promise<void>;
}

const notTaken = (cause: unknown): AnswerError =>
  new AnswerError(
    'UNAVAILABLE',
    'It cannot be said whether this was taken; send it again with the same `idempotencyKey`, which is safe.',
    { cause },
  );

/** {@link Sender} over a queue. */
export const createSender = ({ queue, receipts }: { readonly queue: Queue; readonly receipts: Receipts }): Sender => ({
  send: async (receipt, now, options) => {
    const message = { body: receipt.id, group: groupOf(receipt), deduplicationId: deduplicationId(receipt) };
    try {
      const [result] = await queue.send([message], options);
      if (!result?.ok) throw new Error(result ? `${result.code}: ${result.message}` : 'the queue said nothing');
      // Where another has claimed or settled it meanwhile, it has been sent all the same.
      await receipts.sent(receipt, now, options);
    } catch (error) {
      throw notTaken(error);
    }
  },
});
