import type { Queue } from '../platform/queue/port.ts';
import type { CallOptions } from '../platform/records/port.ts';
import type { Command, CommandHandlers, Refusal } from './command.ts';
import type { Receipt } from './receipt.ts';
import { BadReceipt } from './receipt.ts';
import type { Part } from './receipts/reads.ts';
import type { Receipts } from './receipts.ts';
import type { Sender } from './send.ts';
import { prepareTogether } from './together.ts';

/** What lies with the dead letters: all letters of one receipt together. */
export interface DeadCommand {
  /** What the letters say, which is a receipt's id where they are ours. */
  readonly body: string;
  readonly messageIds: readonly string[];
  /** There is none where nothing readable is kept under that id. */
  readonly receipt: Receipt | undefined;
}

/** What sending a command again would come to, now. */
export type Effect =
  | { readonly would: 'apply'; readonly versions: readonly number[] }
  | { readonly would: 'reject'; readonly errors: readonly Refusal[] }
  | { readonly would: 'fail'; readonly fault: string };

/** What became of a redrive. `settled`: it is no longer parked, so that its letters were dropped alone. `full`: its subsidiary has no slot free. */
export type Redriven = 'sent' | 'settled' | 'full' | 'unreadable';

/** The dead letters of commands, for operators. */
export interface DeadLetters {
  /** @param limit - letters looked at, 1 to 1 000. */
  list(limit: number, options?: CallOptions): Promise<readonly DeadCommand[]>;
  /** The commands for which a receipt's message stands, and what a redrive would come to; writes nothing. */
  show(
    receipt: Receipt,
    signal: AbortSignal,
  ): Promise<{ readonly commands: readonly Command[]; readonly effect: Effect }>;
  /** Puts a command back in the line: it is judged by the record as it is then, so that one whose version is stale is refused as stale. */
  redrive(dead: DeadCommand, signal: AbortSignal): Promise<Redriven>;
  /** Drops the letters. Their receipt stays, and stays parked. Answers how many there were. */
  drop(dead: DeadCommand, options?: CallOptions): Promise<number>;
}

/** What {@link createDeadLetters} stands on. */
export interface DeadLetterParts {
  readonly queue: Queue;
  readonly receipts: Receipts;
  readonly sender: Sender;
  readonly handlers: CommandHandlers;
  readonly now: () => number;
}

/** Makes {@link DeadLetters}. */
export const createDeadLetters = (parts: DeadLetterParts): DeadLetters => {
  const { queue, receipts, sender, handlers, now } = parts;

  const readable = async (id: string, options: CallOptions | undefined): Promise<Receipt | undefined> => {
    try {
      return await receipts.get(id, options);
    } catch (error) {
      if (error instanceof BadReceipt) return undefined;
      throw error;
    }
  };
  const effectOf = async (parts: readonly Part[], signal: AbortSignal): Promise<Effect> => {
    try {
      const prepared = await prepareTogether(parts, handlers, now(), signal);
      return 'refused' in prepared
        ? { would: 'reject', errors: prepared.refused.flat() }
        : { would: 'apply', versions: prepared.versions };
    } catch (error) {
      return { would: 'fail', fault: error instanceof Error ? error.message : String(error) };
    }
  };

  const drop: DeadLetters['drop'] = ({ messageIds }, options) => queue.dropDeadLetters(messageIds, options);

  return {
    list: async (limit, options) => {
      const letters = await queue.deadLetters(limit, options);
      const byBody = Map.groupBy(letters, ({ body }) => body);
      return Promise.all(
        [...byBody].map(async ([body, those]) => ({
          body,
          messageIds: those.map(({ messageId }) => messageId),
          receipt: await readable(body, options),
        })),
      );
    },

    show: async (receipt, signal) => {
      const parts = await receipts.partsOf(receipt, { signal });
      return { commands: parts.map(({ command }) => command), effect: await effectOf(parts, signal) };
    },

    redrive: async (dead, signal) => {
      const { receipt } = dead;
      if (!receipt) return 'unreadable';
      const outcome = await receipts.requeue(receipt, now(), { signal });
      if (outcome === 'full') return 'full';
      if (outcome === 'queued') {
        // Killed from here on, the sweeper sends it.
        const queued = await receipts.get(receipt.id, { signal });
        if (queued) await sender.send(queued, now(), { signal });
      }
      await drop(dead, { signal });
      return outcome === 'queued' ? 'sent' : 'settled';
    },

    drop,
  };
};
