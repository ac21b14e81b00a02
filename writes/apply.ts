import { PortError } from '../platform/errors.ts';
import { ID_PATTERN } from '../platform/ids.ts';
import type { Delivery, Queue } from '../platform/queue/port.ts';
import { ConditionFailed } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { CommandHandlers, Refusal } from './command.ts';
import type { Receipt } from './receipt.ts';
import { BadReceipt } from './receipt.ts';
import type { Receipts } from './receipts.ts';
import { prepareTogether } from './together.ts';

/** What became of a delivery. `done`: it may be acknowledged. `dead`: it lies with the dead letters. `failed`: it comes again. `away`: so it does, since a backend is. */
export type Outcome = 'done' | 'dead' | 'failed' | 'away';

/** Applies the command of one delivery. Never rejects: what fails is its outcome. */
export type Apply = (delivery: Delivery, signal: AbortSignal) => Promise<Outcome>;

/** What {@link createApply} stands on. */
export interface ApplyParts {
  readonly queue: Queue;
  readonly receipts: Receipts;
  readonly handlers: CommandHandlers;
  readonly log: Log;
  readonly now: () => number;
}

/** Failures of a command itself after which it is parked. */
const MOST_FAILURES = 5;
/** How often a record that changes while it is looked at is looked at again within one delivery. */
const MOST_LOOKS = 5;

const tooLarge: Refusal = {
  code: 'INVALID',
  message: 'The record would be larger than any may be: shorten its text, or give it fewer names.',
};

const tooMany: Refusal = {
  code: 'INVALID',
  message: 'The commands of this batch are more than are done at once: send fewer of them together.',
  field: 'commands',
};

const isAway = (error: unknown): boolean => error instanceof PortError && error.retryable;
const textOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1_000);

/** Makes {@link Apply}. */
export const createApply = ({ queue, receipts, handlers, log, now }: ApplyParts): Apply => {
  /** Moves a receipt from QUEUED, and all for which its message stands, in the transaction that writes their records. */
  const settle = async (receipt: Receipt, signal: AbortSignal): Promise<void> => {
    const parts = await receipts.partsOf(receipt, { signal });
    const reject = async (errors: readonly (readonly Refusal[])[]): Promise<void> =>
      void (await receipts.settle(receipt, { state: 'REJECTED', errors }, now(), { signal }));

    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const prepared = await prepareTogether(parts, handlers, now(), signal);
      if ('refused' in prepared) return reject(prepared.refused);
      const { operations, versions } = prepared;
      try {
        await receipts.settle(receipt, { state: 'APPLIED', versions, operations }, now(), { signal });
        return;
      } catch (error) {
        if (error instanceof PortError && error.code === 'TOO_LARGE')
          return reject(parts.map(() => [parts.length > 1 ? tooMany : tooLarge]));
        if (!(error instanceof ConditionFailed)) throw error;
        const refused = prepared.lost(error.failed);
        if (refused) return reject(refused);
      }
    }
    throw new Error('the record changed each time it was looked at');
  };

  const bury = async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    await queue.moveToDeadLetters(delivery, { signal });
    return 'dead';
  };

  /** Counts a failure of the command itself; the last one parks it. */
  const fail = async (receipt: Receipt, error: unknown, delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const fault = textOf(error);
    const { id, kind, subject } = receipt;
    if (receipt.failures + 1 < MOST_FAILURES) {
      log.warn({ receipt: id, kind, subject, failures: receipt.failures + 1, err: error }, 'a command failed');
      await receipts.failed(receipt, fault, { signal });
      return 'failed';
    }
    log.error({ receipt: id, kind, subject, err: error }, 'a command is parked: it failed each time');
    // Another delivery of it may have come to an end meanwhile.
    if (!(await receipts.settle(receipt, { state: 'PARKED', fault }, now(), { signal }))) return 'done';
    return bury(delivery, signal);
  };

  /** `undefined` where a message will never be one of ours, however often it comes. */
  const receiptOf = async ({ body, messageId }: Delivery, signal: AbortSignal): Promise<Receipt | undefined> => {
    try {
      const receipt = ID_PATTERN.test(body) ? await receipts.get(body, { signal }) : undefined;
      if (!receipt) log.error({ message: messageId }, 'a message names no receipt: it lies with the dead letters');
      return receipt;
    } catch (error) {
      if (!(error instanceof BadReceipt)) throw error;
      log.error({ message: messageId, err: error }, 'a receipt cannot be read: its message lies with the dead letters');
      return undefined;
    }
  };

  const applyOnce = async (delivery: Delivery, signal: AbortSignal): Promise<Outcome> => {
    const receipt = await receiptOf(delivery, signal);
    if (!receipt) return bury(delivery, signal);
    // Parked, and killed before the message was moved.
    if (receipt.state === 'PARKED') return bury(delivery, signal);
    if (receipt.state !== 'QUEUED') return 'done';
    try {
      await settle(receipt, signal);
      return 'done';
    } catch (error) {
      if (isAway(error) || signal.aborted) throw error;
      return fail(receipt, error, delivery, signal);
    }
  };

  return async (delivery, signal) => {
    try {
      return await applyOnce(delivery, signal);
    } catch (error) {
      if (isAway(error) || signal.aborted) {
        log.warn({ message: delivery.messageId, err: error }, 'a command waits: a backend is away');
        return 'away';
      }
      log.error({ message: delivery.messageId, err: error }, 'a command could not be applied');
      return 'failed';
    }
  };
};
