import type { Objects } from '../platform/objects/port.ts';
import type { Delivery, Queue } from '../platform/queue/port.ts';
import type { Records } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';
import { createApply } from './apply.ts';
import type { BatchResult, Wait } from './batch.ts';
import { createBatchHandler } from './batch.ts';
import type { CommandHandlers } from './command.ts';
import { consumeCommands } from './consume.ts';
import type { DeadLetters } from './deadLetters.ts';
import { createDeadLetters } from './deadLetters.ts';
import type { DueSource } from './due.ts';
import { submitDue } from './due.ts';
import type { ReceiptReader } from './read.ts';
import { createReceiptReader } from './read.ts';
import type { Receipts } from './receipts.ts';
import { createReceipts } from './receipts.ts';
import { createSeenSlots } from './seenSlots.ts';
import { createSender } from './send.ts';
import { sideBySide } from './sideBySide.ts';
import type { Submit } from './submit.ts';
import { createSubmit } from './submit.ts';
import type { SubmitBatch } from './submitBatch.ts';
import { createSubmitBatch } from './submitBatch.ts';
import { sweepDeadLetters, sweepUnsent } from './sweep.ts';

/*
 * What happens after a mutation said yes, one step a file:
 *
 *   submit ──► receipts (the command is kept) ──► send ──► queue ──► batch ──► apply ──► record and receipt, in one transaction ──► changes
 *                                                   ▲                            │
 *                                                 sweep                     dead letters
 */

/** What the write path stands on. */
export interface WriteParts {
  readonly records: Records;
  readonly objects: Objects;
  readonly queue: Queue;
  /** What the subgraphs brought. */
  readonly handlers: CommandHandlers;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: Wait;
}

/** The write path, wired. */
export interface Writes {
  readonly submit: Submit;
  readonly submitBatch: SubmitBatch;
  readonly read: ReceiptReader;
  readonly receipts: Receipts;
  readonly deadLetters: DeadLetters;
  /** Applies a batch of deliveries, whoever received it. */
  handle(deliveries: readonly Delivery[], signal: AbortSignal): Promise<BatchResult>;
  /** Receives and applies until the signal aborts. @throws where the queue is away. */
  consume(signal: AbortSignal): Promise<void>;
  /** Sends what was accepted and never sent, and parks what the queue gave up on. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Makes commands of what is due. */
  tick(source: DueSource, signal: AbortSignal): Promise<void>;
}

/**
 * Loops of a process that apply commands, each with what one receive gives in hand. A process that takes requests too gets to its commands once between two rounds
 * of those: the more it does then, the less do commands wait for requests, and the longer do requests wait for commands.
 */
const LOOPS = 4;

/** Wires the write path. */
export const createWrites = (parts: WriteParts): Writes => {
  const { records, queue, handlers, log, now, wait } = parts;
  const slots = createSeenSlots(records);
  const receipts = createReceipts({ ...parts, slots });
  const sender = createSender({ queue, receipts });
  const apply = createApply({ queue, receipts, handlers, log, now });
  const handle = createBatchHandler({ queue, apply, wait, log });
  const sweeping = { queue, receipts, sender, log };
  const submit = createSubmit({ receipts, slots, sender, handlers });
  return {
    submit,
    submitBatch: createSubmitBatch({ receipts, slots, sender, handlers }),
    read: createReceiptReader({ receipts, wait }),
    receipts,
    deadLetters: createDeadLetters({ queue, receipts, sender, handlers, now }),
    handle,
    consume: (signal) =>
      sideBySide(LOOPS, (end) => consumeCommands({ queue, records, handle, wait, log, signal: end }), signal),
    sweep: async (signal) => {
      await sweepUnsent(sweeping, now(), signal);
      await sweepDeadLetters(sweeping, now(), signal);
    },
    tick: async (source, signal) => void (await submitDue({ submit, source, log }, now(), signal)),
  };
};
