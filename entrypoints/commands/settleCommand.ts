import { AnswerError, OperatorError } from '../../platform/errors.ts';
import type { Actor, Command } from '../../writes/command.ts';
import { ownActor } from '../../writes/command.ts';
import type { Receipt } from '../../writes/receipt.ts';
import type { Writes } from '../../writes/writes.ts';

/** What an operator's command is sent with. */
export interface SettleParts {
  readonly writes: Pick<Writes, 'submit' | 'consume' | 'receipts'>;
  readonly now: () => number;
  readonly newId: () => string;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** How long a command may wait for those before it, in milliseconds. */
const LONGEST_MS = 60_000;
const LOOK_MS = 25;

/** An operator, who may all within the subsidiary whose record it is. */
export const operatorActor = (organisation: string, by: string): Actor => ownActor('operator', organisation, by);

/**
 * Sends a command the ordinary way and waits until it has come to an end. This process applies what waits meanwhile, beside whoever does: each command is applied once.
 * @throws `OperatorError` where it was not taken, or is not done in a minute.
 */
export const settleCommand = async (
  command: Command,
  { writes, now, newId, wait, signal }: SettleParts,
): Promise<Receipt> => {
  const sent = await writes
    .submit({ command, idempotencyKey: newId(), now: now(), signal })
    .catch((error: unknown): never => {
      throw error instanceof AnswerError ? new OperatorError(error.message, { cause: error }) : error;
    });
  if ('refused' in sent) throw new OperatorError(sent.refused.map(({ message }) => message).join(' '));
  const over = new AbortController();
  // Where the queue cannot be received from here, another process does.
  const applying = writes.consume(AbortSignal.any([signal, over.signal])).catch(() => undefined);
  try {
    for (let waited = 0; waited < LONGEST_MS && !signal.aborted; waited += LOOK_MS) {
      const receipt = await writes.receipts.get(sent.receipt.id, { signal });
      if (receipt && receipt.state !== 'QUEUED') return receipt;
      await wait(LOOK_MS, signal);
    }
  } finally {
    over.abort();
    await applying;
  }
  throw new OperatorError(
    `the command is accepted and not done yet; its receipt is ${sent.receipt.id}: look at \`masthead dead-letters list\`, and run the same command again`,
  );
};
