import type { Queue } from '../platform/queue/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Receipt } from './receipt.ts';
import { BadReceipt } from './receipt.ts';
import type { Receipts } from './receipts.ts';
import type { Sender } from './send.ts';
import { attemptOf } from './send.ts';

/** What sweeping works with. */
export interface SweepParts {
  readonly queue: Queue;
  readonly receipts: Receipts;
  readonly sender: Sender;
  readonly log: Log;
}

/** How long a receipt may be unsent before it is sent again, in milliseconds: longer than any request lives. */
const UNSENT_MS = 30_000;
/** Receipts and dead letters looked at in one sweep. */
const MOST = 100;

/** One that cannot be read is reported, and holds up no other. */
const readable = async (
  id: string,
  { receipts, log }: Pick<SweepParts, 'receipts' | 'log'>,
  signal: AbortSignal,
): Promise<Receipt | undefined> => {
  try {
    return await receipts.get(id, { signal });
  } catch (error) {
    if (!(error instanceof BadReceipt)) throw error;
    log.error({ receipt: id, err: error }, 'a receipt cannot be read');
    return undefined;
  }
};

/** Sends what was accepted and, as far as is known, never sent. Any number of processes may sweep. Answers how many it sent. */
export const sweepUnsent = async (
  { receipts, sender, log }: SweepParts,
  now: number,
  signal: AbortSignal,
): Promise<number> => {
  let sent = 0;
  for (const id of await receipts.unsentBefore(now - UNSENT_MS, MOST, { signal })) {
    const receipt = await readable(id, { receipts, log }, signal);
    if (receipt?.state !== 'QUEUED') continue;
    const claimed = await receipts.claim(receipt, now, { signal });
    if (!claimed) continue;
    log.info({ receipt: claimed.id, attempt: claimed.attempt }, 'a command that was never sent is sent');
    try {
      await sender.send(claimed, now, { signal });
    } catch (error) {
      // The next sweep tries it again; what the queue does not take now it will not take of the others either.
      log.warn({ receipt: claimed.id, err: error }, 'a command could not be sent');
      return sent;
    }
    sent += 1;
  }
  return sent;
};

/** Parks commands that the queue itself gave up on, after too many deliveries of which none came to an end. Answers how many it parked. */
export const sweepDeadLetters = async (
  { queue, receipts, log }: SweepParts,
  now: number,
  signal: AbortSignal,
): Promise<number> => {
  const letters = await queue.deadLetters(MOST, { signal });
  let parked = 0;
  for (const { body, deduplicationId, receiveCount } of letters) {
    const attempt = attemptOf(body, deduplicationId);
    const receipt = attempt === undefined ? undefined : await readable(body, { receipts, log }, signal);
    // One that has been sent again since is alive under another message.
    if (receipt?.state !== 'QUEUED' || receipt.attempt !== attempt) continue;
    const fault = receipt.fault ?? `delivered ${receiveCount} times, and never finished`;
    log.error(
      { receipt: receipt.id, kind: receipt.kind, subject: receipt.subject },
      'a command is parked: the queue gave up on it',
    );
    if (await receipts.settle(receipt, { state: 'PARKED', fault }, now, { signal })) parked += 1;
  }
  return parked;
};
