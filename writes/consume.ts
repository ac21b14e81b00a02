import type { Delivery, Queue } from '../platform/queue/port.ts';
import type { Records } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { BatchResult, Wait } from './batch.ts';
import { VISIBILITY_MS } from './batch.ts';

/** What {@link consumeCommands} works with. */
export interface ConsumeParts {
  readonly queue: Pick<Queue, 'receive' | 'acknowledge'>;
  readonly records: Records;
  readonly handle: (deliveries: readonly Delivery[], signal: AbortSignal) => Promise<BatchResult>;
  readonly wait: Wait;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Messages taken at once: as many as the queue gives. */
const BATCH = 10;
/** How long a receive waits for a first message, in milliseconds: a process that stops waits for it at most. */
const RECEIVE_MS = 20_000;
/** The pause between two looks whether records are back, in milliseconds. */
const AWAY_MS = 1_000;

/**
 * Receives commands and applies them until the signal aborts; what is under way then is finished first. While records are away nothing is received, so that
 * an outage uses up no deliveries.
 * @throws what the queue throws where it is away; begun again, it goes on.
 */
export const consumeCommands = async (parts: ConsumeParts): Promise<void> => {
  const { queue, records, handle, wait, log, signal } = parts;
  // A batch that has begun is finished, whatever becomes of the process: its own signal never aborts.
  const working = new AbortController().signal;
  const untilRecordsAnswer = async (): Promise<void> => {
    while (!signal.aborted)
      try {
        return await records.ping({ signal });
      } catch (error) {
        log.debug({ err: error }, 'records are away');
        await wait(AWAY_MS, signal);
      }
  };

  let acknowledged: Promise<unknown> = Promise.resolve();
  try {
    while (!signal.aborted) {
      const deliveries = await queue.receive(
        { max: BATCH, waitMs: RECEIVE_MS, visibilityMs: VISIBILITY_MS },
        { signal },
      );
      if (deliveries.length === 0) continue;
      const { failed, dead, away } = await handle(deliveries, working);
      const kept = new Set([...failed, ...dead]);
      // The next are received meanwhile, and waited for before theirs.
      await acknowledged;
      acknowledged = Promise.all(
        deliveries.filter(({ messageId }) => !kept.has(messageId)).map((each) => acknowledge(queue, each, log)),
      );
      if (away) await untilRecordsAnswer();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await acknowledged;
  }
};

/** What cannot be acknowledged comes again, and is found to be done. */
const acknowledge = async (queue: ConsumeParts['queue'], delivery: Delivery, log: Log): Promise<void> => {
  try {
    await queue.acknowledge(delivery);
  } catch (error) {
    log.debug({ message: delivery.messageId, err: error }, 'a message could not be acknowledged');
  }
};
