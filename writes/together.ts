import type { FailedCondition, Operation } from '../platform/records/port.ts';
import type { CommandHandlers, Prepared, Refusal } from './command.ts';
import type { Merged, PlaceOf } from './merge.ts';
import { mergeOperations } from './merge.ts';
import type { Part } from './receipts/reads.ts';

/** What the commands of one message come to together: why none of them is done, by their order, or what is to be written. */
export type PreparedTogether =
  | { readonly refused: readonly (readonly Refusal[])[] }
  | {
      readonly operations: readonly Operation[];
      readonly versions: readonly number[];
      /** As {@link Prepared}'s own, by the order of the commands. */
      lost(failed: readonly FailedCondition[]): readonly (readonly Refusal[])[] | undefined;
    };

type Plan = Exclude<Prepared, { refused: unknown }>;
const isPlan = (each: Prepared): each is Plan => !('refused' in each);

/** What is told of a command that is not done since another of its batch is refused. */
const undone = (index: number): Refusal => ({
  code: 'INVALID',
  message: `Nothing of this batch was done: its command ${index} was refused.`,
  field: `commands[${index}]`,
});

/** Reasons by the order of commands, the others told of the first that has one; `undefined` where none has. */
export const refusedTogether = (
  reasons: readonly (readonly Refusal[])[],
): readonly (readonly Refusal[])[] | undefined => {
  const first = reasons.findIndex((each) => each.length > 0);
  return first === -1 ? undefined : reasons.map((each) => (each.length > 0 ? each : [undone(first)]));
};

const sameItem = (index: number): Refusal => ({
  code: 'INVALID',
  message: `It writes what command ${index} of this batch writes too: send them apart.`,
});

/** What it means to a command that another of its batch has what its operation asks to be free, where it has a word for that. */
const lostTo = (plan: Plan | undefined, { operation }: PlaceOf): Refusal | undefined => {
  const name = plan?.operations[operation]?.when?.name;
  return name === undefined ? undefined : plan?.lost([{ operation, name, item: undefined }]);
};

/** Why two commands that write one item are refused: each by what it means to it, or the second, since there is no word for it. */
const clashing = (
  plans: readonly Plan[],
  { first, second }: Extract<Merged, { clash: unknown }>['clash'],
): readonly (readonly Refusal[])[] => {
  const told = [first, second].map((place) => lostTo(plans[place.part], place));
  const meant = (index: number): Refusal | undefined => told[[first, second].findIndex(({ part }) => part === index)];
  return plans.map((_, index) => {
    const refusal = meant(index) ?? (index === second.part && !told[0] ? sameItem(first.part) : undefined);
    return refusal ? [refusal] : [];
  });
};

/** Prepares the commands of one message, which are done together or not at all. */
export const prepareTogether = async (
  parts: readonly Part[],
  handlers: CommandHandlers,
  now: number,
  signal: AbortSignal,
): Promise<PreparedTogether> => {
  const beside = parts.map(({ command }) => command);
  const prepared: Prepared[] = [];
  for (const { command, receipt } of parts) {
    const handler = handlers.get(command.kind);
    if (!handler) throw new Error(`there is no handler of ${command.kind}`);
    prepared.push(await handler.prepare({ command, receipt, now, signal, beside }));
  }
  const refused = refusedTogether(prepared.map((each) => ('refused' in each ? each.refused : [])));
  if (refused) return { refused };
  const plans = prepared.filter(isPlan);
  const merged = mergeOperations(plans.map(({ operations }) => operations));
  if ('clash' in merged) {
    return { refused: refusedTogether(clashing(plans, merged.clash)) ?? [] };
  }
  return {
    operations: merged.operations,
    versions: plans.map(({ version }) => version),
    lost: (failed) =>
      refusedTogether(
        plans.map((plan, part) => {
          const own = failed.flatMap((each) => {
            const from = merged.from[each.operation];
            return from?.part === part ? [{ ...each, operation: from.operation }] : [];
          });
          const refusal = own.length === 0 ? undefined : plan.lost(own);
          return refusal ? [refusal] : [];
        }),
      ),
  };
};
