import { DEDUPLICATION_MS, staleReceipt } from './checks.ts';
import type { DeadLetter, Delivery, Depth, Receive } from './port.ts';
import type { QueueFile, Row } from './sqliteFile.ts';

/** The message that a receipt stands for. */
export interface InFlight {
  readonly seq: number;
  readonly group: string;
  readonly receivedAt: number;
}

/** One queue's messages in the file. All but `isTurn`, `listDead` and `depth` are called within a transaction. */
export interface Messages {
  /** Forgets the ids whose window is over. */
  forgetSent(): void;
  /** Sends once within the window: answers the id of the message that was sent under this id first. */
  sendOnce(group: string, deduplicationId: string, body: string): string;
  append(id: string, group: string, deduplicationId: string, body: string): void;
  /** Whether some message's turn has come. */
  isTurn(): boolean;
  deliver(receive: Receive): Delivery[];
  /** @throws `NOT_FOUND` where the receipt is no longer good. */
  inFlight(delivery: Delivery): InFlight;
  hide(seq: number, until: number): void;
  show(seq: number): void;
  remove(seq: number): void;
  /** Moves a message to the dead letters. */
  bury(seq: number): void;
  /** Writes a group's line anew from its messages. */
  refresh(group: string): void;
  listDead(limit: number): DeadLetter[];
  takeDead(id: string): DeadLetter | undefined;
  depth(): Depth;
}

/** The shares that have messages, each found by a step in their index. */
const SHARES = `
  WITH RECURSIVE shares (share) AS (
    SELECT min(share) FROM groups WHERE queue = ?1
    UNION ALL SELECT (SELECT min(share) FROM groups WHERE queue = ?1 AND share > shares.share) FROM shares WHERE share IS NOT NULL
  )
  SELECT share FROM shares WHERE share IS NOT NULL
`;

/** The statements of the queue `name`. */
export function createMessages(
  file: QueueFile,
  {
    name,
    maxReceives,
    now,
    newId,
  }: {
    readonly name: string;
    readonly maxReceives: number;
    readonly now: () => number;
    readonly newId: () => string;
  },
): Messages {
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

  /** The groups whose turn it is: the first of each share, oldest first, then the second of each, and so on. */
  function groupsInTurn(max: number): readonly string[] {
    return file
      .all(SHARES, name)
      .flatMap(({ share }) =>
        file
          .all(
            'SELECT grp, head FROM groups WHERE queue = ? AND share = ? AND locked_until <= ? ORDER BY head LIMIT ?',
            name,
            text(share),
            now(),
            max,
          )
          .map(({ grp, head }, place) => ({ group: text(grp), head: number(head), place })),
      )
      .toSorted((a, b) => a.place - b.place || a.head - b.head)
      .slice(0, max)
      .map(({ group }) => group);
  }

  /** The messages whose turn it is: the first of each group, then the second of each, and so on; in the order in which they were sent, each group's without a gap. */
  function turn(max: number): readonly Row[] {
    return groupsInTurn(max)
      .flatMap((group) =>
        file
          .all('SELECT * FROM messages WHERE queue = ? AND grp = ? ORDER BY seq LIMIT ?', name, group, max)
          .map((row, place) => ({ row, place })),
      )
      .toSorted((a, b) => a.place - b.place)
      .slice(0, max)
      .map(({ row }) => row)
      .toSorted((a, b) => number(a.seq) - number(b.seq));
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

  return {
    append,
    sendOnce,
    deliver,
    inFlight,
    bury,
    refresh,
    forgetSent: () => void file.run('DELETE FROM sent WHERE expires_at <= ?', now()),
    isTurn: () =>
      file.get('SELECT 1 FROM groups WHERE queue = ? AND locked_until <= ? LIMIT 1', name, now()) !== undefined,
    hide: (seq, until) => void file.run('UPDATE messages SET visible_at = ? WHERE seq = ?', until, seq),
    show: (seq) => void file.run('UPDATE messages SET visible_at = 0, receipt = NULL WHERE seq = ?', seq),
    remove: (seq) => void file.run('DELETE FROM messages WHERE seq = ?', seq),
    listDead: (limit) =>
      file.all('SELECT * FROM dead WHERE queue = ? ORDER BY seq LIMIT ?', name, limit).map(deadLetterOf),
    takeDead(id) {
      const row = file.get('DELETE FROM dead WHERE queue = ? AND id = ? RETURNING *', name, id);
      return row && deadLetterOf(row);
    },
    depth() {
      const row = file.get(
        `SELECT (SELECT count(*) FROM messages WHERE queue = ?1 AND visible_at <= ?2) AS waiting,
                (SELECT count(*) FROM messages WHERE queue = ?1 AND visible_at > ?2) AS in_flight,
                (SELECT count(*) FROM dead WHERE queue = ?1) AS dead`,
        name,
        now(),
      );
      return { waiting: number(row?.waiting), inFlight: number(row?.in_flight), dead: number(row?.dead) };
    },
  };
}

const letterOf = (row: Row) => ({
  messageId: text(row.id),
  body: text(row.body),
  group: text(row.grp),
  deduplicationId: text(row.dedup),
});

const deadLetterOf = (row: Row): DeadLetter => ({ ...letterOf(row), receiveCount: number(row.receives) });

/** STRICT tables hold what their columns say; the driver's types do not. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('a column of the queue holds no text');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('a column of the queue holds no number');
  return value;
}
