import { randomUUID } from 'node:crypto';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import {
  checkLimit,
  checkOptions,
  checkReceive,
  checkSend,
  checkVisibility,
  invalid,
  MAX_VISIBILITY_MS,
  redriveId,
} from './checks.ts';
import type { DeadLetter, Delivery, Queue, SendResult } from './port.ts';
import { fileError, openQueueFile } from './sqliteFile.ts';
import { createMessages, type InFlight } from './sqliteMessages.ts';
import { createWaiters } from './waiters.ts';

export interface SqliteQueueOptions {
  /** A path, not shared with records. Several processes and several queues may use one file. */
  readonly file: string;
  readonly name: string;
  /** Deliveries after which a message moves to the dead letters, at its next turn. 1–1 000. */
  readonly maxReceives: number;
  /** Rules deduplication and visibility; how long a receive waits goes by the timers of the process. */
  readonly now: () => number;
  /** Makes the ids of messages. Default `randomUUID`. */
  readonly newId?: (() => string) | undefined;
  /** How often a waiting receive looks for what other processes did, in milliseconds. Default 200. */
  readonly pollMs?: number | undefined;
}

/**
 * A queue in a SQLite file, with the order, windows and limits of SQS FIFO. What was sent survives a kill of the process and a power cut.
 *
 * @throws `INVALID` naming the option that is wrong; OperatorError when the file cannot be opened or is of a newer version.
 */
export function createSqliteQueue(options: SqliteQueueOptions): Queue {
  checkOptions(options);
  const { name, maxReceives, now, newId = randomUUID, pollMs = 200 } = options;
  if (!(pollMs >= 1 && pollMs <= 20_000)) throw invalid(`pollMs: from 1 to 20 000, got ${pollMs}`);
  const file = openQueueFile(options.file);
  const messages = createMessages(file, { name, maxReceives, now, newId });
  const waiters = createWaiters();
  let closed = false;

  /** Runs one call: refuses it when closed or aborted, and makes its errors the port's. */
  async function call<T>(what: string, callOptions: CallOptions | undefined, run: () => Promise<T> | T): Promise<T> {
    try {
      if (closed) throw new PortError('queue', 'UNAVAILABLE', 'the queue is closed', { retryable: false });
      callOptions?.signal?.throwIfAborted();
      return await run();
    } catch (error) {
      throw fileError(`${what} the queue ${name}`, error);
    }
  }

  /** A call that changes what others may receive. */
  const change = <T>(what: string, callOptions: CallOptions | undefined, body: () => T): Promise<T> =>
    call(what, callOptions, async () => {
      const result = await file.transaction(body, callOptions?.signal);
      waiters.wake();
      return result;
    });

  /** A step that ends or changes a delivery. */
  const settle = (
    what: string,
    delivery: Delivery,
    callOptions: CallOptions | undefined,
    step: (found: InFlight) => void,
  ): Promise<void> =>
    change(what, callOptions, () => {
      const found = messages.inFlight(delivery);
      step(found);
      messages.refresh(found.group);
    });

  /** Takes dead letters out, one by one, and counts those that were there. */
  const takeDead = (
    what: string,
    ids: readonly string[],
    callOptions: CallOptions | undefined,
    step: (letter: DeadLetter) => void,
  ): Promise<number> =>
    change(what, callOptions, () => {
      const there = [...new Set(ids)].flatMap((id) => messages.takeDead(id) ?? []);
      for (const letter of there) step(letter);
      return there.length;
    });

  return {
    send: (outgoing, callOptions) =>
      call('sending to', callOptions, () => {
        const refused = checkSend(outgoing);
        return change('sending to', callOptions, () => {
          messages.forgetSent();
          return outgoing.map(
            ({ body, group, deduplicationId }, at): SendResult =>
              refused.get(at) ?? { ok: true, messageId: messages.sendOnce(group, deduplicationId, body) },
          );
        });
      }),

    receive: (receive, callOptions) =>
      call('receiving from', callOptions, async () => {
        checkReceive(receive);
        const over = receive.waitMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(receive.waitMs);
        const ended = AbortSignal.any([over, ...(callOptions?.signal === undefined ? [] : [callOptions.signal])]);
        for (;;) {
          if (closed) throw new PortError('queue', 'UNAVAILABLE', 'the queue was closed', { retryable: false });
          callOptions?.signal?.throwIfAborted();
          const found = messages.isTurn()
            ? await file.transaction(() => messages.deliver(receive), callOptions?.signal)
            : [];
          if (found.length > 0 || over.aborted) return found;
          await waiters.wait(pollMs, ended);
        }
      }),

    acknowledge: (delivery, callOptions) =>
      settle('acknowledging in', delivery, callOptions, ({ seq }) => messages.remove(seq)),

    extend: (delivery, visibilityMs, callOptions) =>
      settle('extending in', delivery, callOptions, ({ seq, receivedAt }) => {
        checkVisibility(visibilityMs);
        if (now() + visibilityMs > receivedAt + MAX_VISIBILITY_MS) {
          throw invalid(`a delivery is hidden for at most ${MAX_VISIBILITY_MS} ms in all`);
        }
        messages.hide(seq, now() + visibilityMs);
      }),

    release: (delivery, callOptions) => settle('releasing in', delivery, callOptions, ({ seq }) => messages.show(seq)),

    moveToDeadLetters: (delivery, callOptions) =>
      settle('moving to the dead letters of', delivery, callOptions, ({ seq }) => messages.bury(seq)),

    deadLetters: (limit, callOptions) =>
      call('looking through the dead letters of', callOptions, () => {
        checkLimit(limit);
        return messages.listDead(limit);
      }),

    redrive: (messageIds, callOptions) =>
      takeDead('redriving in', messageIds, callOptions, ({ messageId, group, body }) => {
        messages.append(newId(), group, redriveId(messageId), body);
      }),

    dropDeadLetters: (messageIds, callOptions) =>
      takeDead('dropping dead letters of', messageIds, callOptions, () => undefined),

    depth: (callOptions) => call('measuring', callOptions, () => messages.depth()),

    // The file was made when it was opened.
    prepare: (callOptions) => call('preparing', callOptions, () => undefined),
    ping: (callOptions) => call('reaching', callOptions, () => void messages.isTurn()),

    close: async () => {
      closed = true;
      waiters.wake();
      file.close();
    },
  };
}
