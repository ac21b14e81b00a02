import { checkAge, fingerprintOf, keyFaults, keyReused, tooManyUnfinished } from './accept.ts';
import type { Command, CommandHandlers, Refusal } from './command.ts';
import { isOwn } from './command.ts';
import type { Receipt } from './receipt.ts';
import { receiptId } from './receipt.ts';
import type { Receipts } from './receipts.ts';
import type { SeenSlots } from './seenSlots.ts';
import type { Sender } from './send.ts';

/** A command as a resolver hands it over. */
export interface Submission {
  readonly command: Command;
  /** 1 to 128 characters, the client's own: the same key means the same command, for as long as receipts are kept. */
  readonly idempotencyKey: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** A receipt that is durable, or the reasons why nothing was kept. */
export type Submitted = { readonly receipt: Receipt } | { readonly refused: readonly [Refusal, ...Refusal[]] };

/**
 * Takes a command: checks it, keeps it with its receipt, and sends it. The answer is never yes before both are done.
 * @throws AnswerError `RATE_LIMITED` or `UNAVAILABLE`, with the seconds after which to ask again where that is known.
 */
export type Submit = (submission: Submission) => Promise<Submitted>;

/** What {@link createSubmit} stands on. */
export interface SubmitParts {
  readonly receipts: Receipts;
  readonly slots: Pick<SeenSlots, 'isFull'>;
  readonly sender: Sender;
  readonly handlers: CommandHandlers;
}

/** Makes {@link Submit}. */
export const createSubmit = ({ receipts, slots, sender, handlers }: SubmitParts): Submit => {
  /** The same command under the same key has the same receipt; one that was kept and not sent is sent now. */
  const again = async (known: Receipt, fingerprint: string, { now, signal }: Submission): Promise<Submitted> => {
    if (known.fingerprint !== fingerprint || known.batch !== undefined) return { refused: [keyReused(known)] };
    if (known.unsent === undefined || known.state !== 'QUEUED') return { receipt: known };
    const claimed = await receipts.claim(known, now, { signal });
    if (claimed) await sender.send(claimed, now, { signal });
    return { receipt: known };
  };

  return async (submission) => {
    const { command, idempotencyKey, now, signal } = submission;
    const [keyFault] = keyFaults(idempotencyKey);
    if (keyFault) return { refused: [keyFault] };
    const handler = handlers.get(command.kind);
    if (!handler) throw new TypeError(`there is no handler of ${command.kind}`);
    const { organisation, application } = command.actor;
    const id = receiptId(organisation, application, idempotencyKey);
    const fingerprint = fingerprintOf(command);
    const known = await receipts.get(id, { signal });
    if (known) return again(known, fingerprint, submission);
    const reserved = handler.urgent || isOwn(command.actor);
    if (slots.isFull({ organisation, receipts: [id], reserved, now })) throw tooManyUnfinished();

    const [fault, ...others] = await handler.check(command, signal, [command]);
    if (fault) return { refused: [fault, ...others] };
    if (!handler.urgent) await checkAge(receipts, now, { signal });
    const outcome = await receipts.create([{ id, command, fingerprint, now }], { signal, reserved });
    if (outcome === 'full') throw tooManyUnfinished();
    const receipt = await receipts.get(id, { signal });
    if (!receipt) throw new TypeError(`the receipt ${id} is not there`);
    if (outcome === 'taken') return again(receipt, fingerprint, submission);
    await sender.send(receipt, now, { signal });
    return { receipt };
  };
};
