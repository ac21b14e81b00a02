import { checkAge, fingerprintOf, keyFaults, keyReused, tooManyUnfinished } from './accept.ts';
import type { Command, CommandHandlers, Refusal } from './command.ts';
import type { Receipt } from './receipt.ts';
import { receiptId } from './receipt.ts';
import type { Receipts } from './receipts.ts';
import type { SeenSlots } from './seenSlots.ts';
import type { Sender } from './send.ts';
import type { Submission } from './submit.ts';
import { refusedTogether } from './together.ts';

/** Commands that are done together or not at all: each of another record, each under a key of its own, all by one application. */
export interface BatchSubmission extends Pick<Submission, 'now' | 'signal'> {
  readonly commands: readonly Pick<Submission, 'command' | 'idempotencyKey'>[];
}

/** Receipts in the order of the commands, all durable; or, in that order, the reasons why nothing of them was kept. */
export type SubmittedBatch =
  | { readonly receipts: readonly Receipt[] }
  | { readonly refused: readonly (readonly Refusal[])[] };

/**
 * Takes a batch: checks it whole, keeps all receipts in one transaction, and sends one message for them.
 * @throws AnswerError as `Submit` does.
 */
export type SubmitBatch = (submission: BatchSubmission) => Promise<SubmittedBatch>;

const twice = (field: string, what: string): Refusal => ({
  code: 'INVALID',
  message: `Another command of this batch ${what}.`,
  field,
});

/** Which of these a value before it equals. */
const repeated = (values: readonly string[]): boolean[] => values.map((each, at) => values.indexOf(each) < at);

/** Makes {@link SubmitBatch}. */
export const createSubmitBatch = ({
  receipts,
  slots,
  sender,
  handlers,
}: {
  readonly receipts: Receipts;
  readonly slots: Pick<SeenSlots, 'isFull'>;
  readonly sender: Sender;
  readonly handlers: CommandHandlers;
}): SubmitBatch => {
  const handlerOf = ({ kind }: Command) => {
    const handler = handlers.get(kind);
    if (!handler) throw new TypeError(`there is no handler of ${kind}`);
    return handler;
  };

  /** The same batch under the same keys has the same receipts; one that was kept and not sent is sent now. */
  const again = async (
    known: readonly (Receipt | undefined)[],
    fingerprints: readonly string[],
    { now, signal }: BatchSubmission,
  ): Promise<SubmittedBatch> => {
    const [first] = known;
    // A batch of one is a command like any other.
    const batch = known.length > 1 ? first?.id : undefined;
    const isSame = (each: Receipt, at: number): boolean =>
      each.fingerprint === fingerprints[at] && each.batch === batch && (first?.members?.length ?? 1) === known.length;
    const all = known.filter((each) => each !== undefined);
    const refused = refusedTogether(known.map((each, at) => (each && !isSame(each, at) ? [keyReused(each)] : [])));
    if (refused) return { refused };
    if (all.length < known.length || !first) {
      const used = all[0];
      return { refused: refusedTogether(known.map((each) => (each && used ? [keyReused(each)] : []))) ?? [] };
    }
    if (first.unsent !== undefined && first.state === 'QUEUED') {
      const claimed = await receipts.claim(first, now, { signal });
      if (claimed) await sender.send(claimed, now, { signal });
    }
    return { receipts: all };
  };

  return async (submission) => {
    const { commands: given, now, signal } = submission;
    const commands = given.map(({ command }) => command);
    const sameKey = repeated(given.map(({ idempotencyKey }) => idempotencyKey));
    const sameRecord = repeated(commands.map(({ subject }) => subject));
    const malformed = refusedTogether(
      given.map(({ idempotencyKey }, at) => [
        ...keyFaults(idempotencyKey),
        ...(sameKey[at] ? [twice('idempotencyKey', 'has this key')] : []),
        ...(sameRecord[at] ? [twice('id', 'is about the same record: send them apart')] : []),
      ]),
    );
    if (malformed) return { refused: malformed };
    const ids = given.map(({ command: { actor }, idempotencyKey }) =>
      receiptId(actor.organisation, actor.application, idempotencyKey),
    );
    const fingerprints = commands.map(fingerprintOf);
    const known = await receipts.many(ids, { signal });
    if (known.some((each) => each !== undefined)) return again(known, fingerprints, submission);
    const organisation = commands[0]?.actor.organisation ?? '';
    if (slots.isFull({ organisation, receipts: ids, now })) throw tooManyUnfinished();

    const faults = await Promise.all(commands.map((command) => handlerOf(command).check(command, signal, commands)));
    const refused = refusedTogether(faults);
    if (refused) return { refused };
    if (!commands.every((command) => handlerOf(command).urgent)) await checkAge(receipts, now, { signal });
    const news = commands.map((command, at) => ({
      id: ids[at] ?? '',
      command,
      fingerprint: fingerprints[at] ?? '',
      now,
    }));
    const outcome = await receipts.create(news, { signal });
    if (outcome === 'full') throw tooManyUnfinished();
    const kept = await receipts.many(ids, { signal });
    if (outcome === 'taken') return again(kept, fingerprints, submission);
    const [first] = kept;
    if (!first) throw new TypeError(`the receipt ${ids[0]} is not there`);
    await sender.send(first, now, { signal });
    return { receipts: kept.filter((each) => each !== undefined) };
  };
};
