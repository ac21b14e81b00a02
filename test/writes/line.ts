import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileObjects } from '../../platform/objects/files.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { Queue } from '../../platform/queue/port.ts';
import { createSqliteQueue } from '../../platform/queue/sqlite.ts';
import type { Records } from '../../platform/records/port.ts';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { silentLog } from '../../platform/telemetry.ts';
import type { Wait } from '../../writes/batch.ts';
import { VISIBILITY_MS } from '../../writes/batch.ts';
import type { Command } from '../../writes/command.ts';
import { receiptsTable } from '../../writes/receipt.ts';
import type { Submitted } from '../../writes/submit.ts';
import type { Writes } from '../../writes/writes.ts';
import { createWrites } from '../../writes/writes.ts';
import { NOW } from '../support/builders.ts';
import { untilAborted } from '../support/wait.ts';
import { noteHandlers, notesTable } from './notes.ts';

/** What stands in place of a port's calls. */
export type Meddle = <T extends object>(port: 'records' | 'queue', backend: T) => T;

const asIs: Meddle = (_, backend) => backend;
/** The write path of notes over embedded adapters, with a clock that tests turn. */
export interface Line extends AsyncDisposable {
  readonly records: Records;
  readonly queue: Queue;
  readonly objects: Objects;
  /** Milliseconds since the epoch. */
  now(): number;
  pass(ms: number): void;
  /** A process: what it has in memory is its own, what is stored is everyone's. */
  process(meddle?: Meddle, wait?: Wait): Writes;
}

/** Deliveries after which the queue gives up. */
export const MAX_RECEIVES = 20;

/** Opens a {@link Line} that holds nothing. */
export const openLine = async (): Promise<Line> => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-line-'));
  let time = NOW;
  const now = (): number => time;
  const records = createSqliteRecords({ file: ':memory:', tables: [receiptsTable, notesTable], now });
  const queue = createSqliteQueue({ file: join(folder, 'queue'), name: 'commands', maxReceives: MAX_RECEIVES, now });
  const objects = createFileObjects({
    root: join(folder, 'objects'),
    baseUrl: 'http://localhost/media',
    secret: 'a secret that is long enough for everything',
    now,
  });
  await Promise.all([records.prepare(), objects.prepare(), queue.prepare()]);
  return {
    records,
    queue,
    objects,
    now,
    pass: (ms) => {
      time += ms;
    },
    process: (meddle = asIs, wait = untilAborted) => {
      const seen = meddle('records', records);
      return createWrites({
        records: seen,
        queue: meddle('queue', queue),
        objects,
        handlers: noteHandlers(seen),
        log: silentLog,
        now,
        wait,
      });
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([records.close(), queue.close(), objects.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Hands a command in, as a request at this time. */
export const submitTo = (writes: Writes, line: Line, command: Command, idempotencyKey: string): Promise<Submitted> =>
  writes.submit({ command, idempotencyKey, now: line.now(), signal: new AbortController().signal });

/** The id of a receipt that must have come. */
export const acceptedId = (submitted: Submitted): string => {
  if ('refused' in submitted) throw new Error(`refused: ${JSON.stringify(submitted.refused)}`);
  return submitted.receipt.id;
};

/** One receive and what is made of it, as the loop does it. Answers how many deliveries there were. */
export const turn = async (writes: Writes, queue: Queue): Promise<number> => {
  const deliveries = await queue.receive({ max: 10, waitMs: 0, visibilityMs: VISIBILITY_MS });
  const { failed, dead } = await writes.handle(deliveries, new AbortController().signal);
  const kept = new Set([...failed, ...dead]);
  for (const delivery of deliveries) if (!kept.has(delivery.messageId)) await queue.acknowledge(delivery);
  return deliveries.length;
};

/** Goes on, sweeping and turning the clock, until nothing waits and nothing is in flight. */
export const settleAll = async (writes: Writes, line: Pick<Line, 'queue' | 'now' | 'pass'>): Promise<void> => {
  for (let round = 0; round < 200; round += 1) {
    await writes.sweep(new AbortController().signal);
    while ((await turn(writes, line.queue)) > 0);
    const { waiting, inFlight } = await line.queue.depth();
    const unsent = await writes.receipts.unsentBefore(line.now(), 1);
    if (waiting + inFlight + unsent.length === 0) return;
    line.pass(31_000);
  }
  throw new Error('the line never came to rest');
};
