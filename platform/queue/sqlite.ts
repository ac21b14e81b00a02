import { randomUUID } from 'node:crypto';
import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import {
  checkLimit,
  checkOptions,
  checkReceive,
  checkSend,
  checkVisibility,
  DEDUPLICATION_MS,
  invalid,
  MAX_VISIBILITY_MS,
  redriveId,
  staleReceipt,
} from './checks.ts';
import type { DeadLetter, Delivery, Queue, Receive, SendResult } from './port.ts';
import { fileError, openQueueFile, type Row } from './sqliteFile.ts';
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

/** The message that a receipt stands for. */
interface InFlight {
  readonly seq: number;
  readonly group: string;
  readonly receivedAt: number;
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

  function append(id: string, group: string, deduplicationId: string, body: string): void {
    file.run(
      `INSERT INTO messages (queue, id, grp, dedup, body, receives, visible_at, received_at) VALUES (?, ?, ?, ?, ?, 0, 0, 0)`,
      name,
      id,
      group,
      deduplicationId,
      body,
    );
    file.run(
      `INSERT INTO groups (queue, grp, head, locked_until) VALUES (?, ?, last_insert_rowid(), 0) ON CONFLICT DO NOTHING`,
      name,
      group,
    );
  }

  /** Sends once within the window: answers the id of the message that was sent under this id first. */
  function sendOnce(group: string, deduplicationId: string, body: string): string {
    const known = file.get('SELECT id FROM sent WHERE queue = ? AND dedup = ?', name, deduplicationId);
    if (known !== undefined) return text(known.id);
    const id = newId();
    append(id, group, deduplicationId, body);
    const expiresAt = now() + DEDUPLICATION_MS;
    file.run(
      'INSERT INTO sent (queue, dedup, id, expires_at) VALUES (?, ?, ?, ?)',
      name,
      deduplicationId,
      id,
      expiresAt,
    );
    return id;
  }

  const forgetSent = () => file.run('DELETE FROM sent WHERE expires_at <= ?', now());

  /** Writes a group's line anew from its messages. */
  function refresh(group: string): void {
    const line = file.get(
      `SELECT (SELECT min(seq) FROM messages WHERE queue = ?1 AND grp = ?2) AS head,
              (SELECT max(visible_at) FROM messages WHERE queue = ?1 AND grp = ?2) AS locked_until`,
      name,
      group,
    );
    if (line?.head == null) file.run('DELETE FROM groups WHERE queue = ? AND grp = ?', name, group);
    else {
      file.run(
        'UPDATE groups SET head = ?, locked_until = ? WHERE queue = ? AND grp = ?',
        number(line.head),
        number(line.locked_until),
        name,
        group,
      );
    }
  }

  /** The messages whose turn it is, oldest first; each group's in order and without a gap. */
  function turn(max: number): readonly Row[] {
    const groups = file.all(
      'SELECT grp FROM groups WHERE queue = ? AND locked_until <= ? ORDER BY head LIMIT ?',
      name,
      now(),
      max,
    );
    return groups
      .flatMap(({ grp }) =>
        file.all('SELECT * FROM messages WHERE queue = ? AND grp = ? ORDER BY seq LIMIT ?', name, text(grp), max),
      )
      .toSorted((a, b) => number(a.seq) - number(b.seq))
      .slice(0, max);
  }

  function deliver({ max, visibilityMs }: Receive): Delivery[] {
    for (;;) {
      const due = turn(max);
      const spent = due.filter((row) => number(row.receives) >= maxReceives);
      const fresh = due.filter((row) => number(row.receives) < maxReceives);
      for (const row of spent) bury(number(row.seq));
      const visibleAt = now() + visibilityMs;
      const deliveries = fresh.map((row) => {
        const receipt = `${number(row.seq)}.${newId()}`;
        file.run(
          'UPDATE messages SET receives = receives + 1, visible_at = ?, received_at = ?, receipt = ? WHERE seq = ?',
          visibleAt,
          now(),
          receipt,
          number(row.seq),
        );
        return { ...letterOf(row), receiveCount: number(row.receives) + 1, receipt };
      });
      for (const group of new Set(due.map((row) => text(row.grp)))) refresh(group);
      // Dead letters alone are no answer: behind them others may have their turn.
      if (deliveries.length > 0 || spent.length === 0) return deliveries;
    }
  }

  function bury(seq: number): void {
    file.run(
      `INSERT INTO dead (queue, id, grp, dedup, body, receives) SELECT queue, id, grp, dedup, body, receives FROM messages WHERE seq = ?`,
      seq,
    );
    file.run('DELETE FROM messages WHERE seq = ?', seq);
  }

  /** @throws `NOT_FOUND` where the receipt is no longer good. */
  function inFlight({ receipt, messageId }: Delivery): InFlight {
    const seq = Number(receipt.split('.')[0]);
    const row = file.get(
      'SELECT grp, received_at FROM messages WHERE seq = ? AND queue = ? AND receipt = ? AND visible_at > ?',
      Number.isSafeInteger(seq) ? seq : -1,
      name,
      receipt,
      now(),
    );
    if (row === undefined) throw staleReceipt(messageId);
    return { seq, group: text(row.grp), receivedAt: number(row.received_at) };
  }

  /** A step that ends or changes a delivery. */
  const settle = (
    what: string,
    delivery: Delivery,
    callOptions: CallOptions | undefined,
    step: (found: InFlight) => void,
  ): Promise<void> =>
    change(what, callOptions, () => {
      const found = inFlight(delivery);
      step(found);
      refresh(found.group);
    });

  /** Takes dead letters out, one by one, and counts those that were there. */
  const exhume = (
    what: string,
    ids: readonly string[],
    callOptions: CallOptions | undefined,
    step: (letter: DeadLetter) => void,
  ): Promise<number> =>
    change(what, callOptions, () => {
      let there = 0;
      for (const id of new Set(ids)) {
        const row = file.get('SELECT * FROM dead WHERE queue = ? AND id = ?', name, id);
        if (row === undefined) continue;
        file.run('DELETE FROM dead WHERE seq = ?', number(row.seq));
        step({ ...letterOf(row), receiveCount: number(row.receives) });
        there += 1;
      }
      return there;
    });

  const isTurn = () =>
    file.get('SELECT 1 FROM groups WHERE queue = ? AND locked_until <= ? LIMIT 1', name, now()) !== undefined;

  return {
    send: (messages, callOptions) =>
      call('sending to', callOptions, () => {
        const refused = checkSend(messages);
        return change('sending to', callOptions, () => {
          forgetSent();
          return messages.map(
            ({ body, group, deduplicationId }, at): SendResult =>
              refused.get(at) ?? { ok: true, messageId: sendOnce(group, deduplicationId, body) },
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
          const found = isTurn() ? await file.transaction(() => deliver(receive), callOptions?.signal) : [];
          if (found.length > 0 || over.aborted) return found;
          await waiters.wait(pollMs, ended);
        }
      }),

    acknowledge: (delivery, callOptions) =>
      settle('acknowledging in', delivery, callOptions, ({ seq }) => {
        file.run('DELETE FROM messages WHERE seq = ?', seq);
      }),

    extend: (delivery, visibilityMs, callOptions) =>
      settle('extending in', delivery, callOptions, ({ seq, receivedAt }) => {
        checkVisibility(visibilityMs);
        if (now() + visibilityMs > receivedAt + MAX_VISIBILITY_MS) {
          throw invalid(`a delivery is hidden for at most ${MAX_VISIBILITY_MS} ms in all`);
        }
        file.run('UPDATE messages SET visible_at = ? WHERE seq = ?', now() + visibilityMs, seq);
      }),

    release: (delivery, callOptions) =>
      settle('releasing in', delivery, callOptions, ({ seq }) => {
        file.run('UPDATE messages SET visible_at = 0, receipt = NULL WHERE seq = ?', seq);
      }),

    moveToDeadLetters: (delivery, callOptions) =>
      settle('moving to the dead letters of', delivery, callOptions, ({ seq }) => bury(seq)),

    deadLetters: (limit, callOptions) =>
      call('looking through the dead letters of', callOptions, () => {
        checkLimit(limit);
        return file
          .all('SELECT * FROM dead WHERE queue = ? ORDER BY seq LIMIT ?', name, limit)
          .map((row) => ({ ...letterOf(row), receiveCount: number(row.receives) }));
      }),

    redrive: (messageIds, callOptions) =>
      exhume('redriving in', messageIds, callOptions, ({ messageId, group, body }) => {
        append(newId(), group, redriveId(messageId), body);
      }),

    dropDeadLetters: (messageIds, callOptions) =>
      exhume('dropping dead letters of', messageIds, callOptions, () => undefined),

    depth: (callOptions) =>
      call('measuring', callOptions, () => {
        const row = file.get(
          `SELECT (SELECT count(*) FROM messages WHERE queue = ?1 AND visible_at <= ?2) AS waiting,
                  (SELECT count(*) FROM messages WHERE queue = ?1 AND visible_at > ?2) AS in_flight,
                  (SELECT count(*) FROM dead WHERE queue = ?1) AS dead`,
          name,
          now(),
        );
        return { waiting: number(row?.waiting), inFlight: number(row?.in_flight), dead: number(row?.dead) };
      }),

    // The file was made when it was opened.
    prepare: (callOptions) => call('preparing', callOptions, () => undefined),
    ping: (callOptions) => call('reaching', callOptions, () => void isTurn()),

    close: async () => {
      closed = true;
      waiters.wake();
      file.close();
    },
  };
}

const letterOf = (row: Row) => ({
  messageId: text(row.id),
  body: text(row.body),
  group: text(row.grp),
  deduplicationId: text(row.dedup),
});

/** STRICT tables hold what their columns say; the driver's types do not. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a column of the queue holds no text');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('a column of the queue holds no number');
  return value;
}
