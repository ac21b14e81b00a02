import { AnswerError } from '../../platform/errors.ts';
import { hashOf } from '../../platform/ids.ts';
import type { Refusal } from '../../writes/command.ts';
import { actorOf } from '../../writes/command.ts';
import { receiptId } from '../../writes/receipt.ts';
import { refusedTogether } from '../../writes/together.ts';
import type { ShownReceipt } from '../shownReceipt.ts';
import { nameFaults, refused, submitCommand } from '../submitting.ts';
import type { Ask, Asked, AskName } from './asks.ts';
import { asks } from './asks.ts';
import type { Context } from './context.ts';
import type { WriteCommandInput } from './types.generated.ts';

/** Commands of one batch. */
const MOST_COMMANDS = 25;
const LONGEST_NAME = 50;

/** A command of a batch with what its mutation is called. */
interface Named extends Ask {
  readonly name: string;
}

const NAMES = Object.keys(asks).filter((name): name is AskName => name in asks);

/** Where an input names what may come in the same batch; what the graph has no field for names nothing. */
const NAMING: ReadonlySet<string> = new Set(['section', 'parent', 'tags', 'contributors', 'content']);
const UNREAD: ReadonlySet<string> = new Set(['extensions', 'body', 'blocks']);

/** An input in which names of this batch, `#name` each, are the ids of what they stand for. */
const withIds = (value: unknown, ids: ReadonlyMap<string, string>, naming = false): unknown => {
  if (typeof value === 'string') return naming && value.startsWith('#') ? (ids.get(value.slice(1)) ?? value) : value;
  if (Array.isArray(value)) return value.map((each: unknown) => withIds(each, ids, naming));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, UNREAD.has(key) ? inner : withIds(inner, ids, NAMING.has(key))]),
  );
};

const invalid = (message: string, field?: string): Refusal => ({ code: 'INVALID', message, field });

const askFor = <Name extends AskName>(name: Name, asked: Asked<Name>, newId: () => string): Ask =>
  asks[name](asked, newId);

/** A command as its mutation would ask for it; of none or several, why it is none. */
const namedOf = (given: WriteCommandInput, newId: () => string): Named => {
  const [name, ...others] = NAMES.filter((each) => given[each] !== null && given[each] !== undefined);
  const asked = name && given[name];
  if (name && asked && others.length === 0) return { name, ...askFor(name, asked, newId) };
  return {
    name: name ?? 'writeBatch',
    target: { subject: newId(), expects: 'absent' },
    input: {},
    faults: [invalid('A command is one mutation: give one of its members.')],
  };
};

/** What is wrong with the names that commands give to what they make. */
const asFaults = (commands: readonly WriteCommandInput[], made: readonly Named[], atomic: boolean): Refusal[][] =>
  commands.map(({ as }, at) => {
    if (as === null || as === undefined) return [];
    const before = commands.findIndex((each) => each.as === as);
    return [
      ...(atomic
        ? []
        : [invalid('Only commands that are done together name what they make: give `atomic: true`.', 'as')]),
      ...(as.length < 1 || as.length > LONGEST_NAME
        ? [invalid(`A name has 1 to ${LONGEST_NAME} characters.`, 'as')]
        : []),
      ...(before < at ? [invalid(`Command ${before} of this batch has this name.`, 'as')] : []),
      ...(made[at]?.target.expects === 'absent' ? [] : [invalid('It makes nothing that could have a name.', 'as')]),
    ];
  });

/** Each by itself, in order; a command that is refused keeps none from those behind it. */
const separately = async (
  commands: readonly WriteCommandInput[],
  made: readonly Named[],
  faults: readonly (readonly Refusal[])[],
  context: Context,
): Promise<ShownReceipt[]> => {
  const receipts: ShownReceipt[] = [];
  for (const [at, { name, target, input }] of made.entries()) {
    const given = commands[at];
    const wrong = faults[at] ?? [];
    if (!given) continue;
    receipts.push(
      wrong.length > 0 ? refused(name, target, wrong) : await submitCommand(name, target, input, given, context),
    );
  }
  return receipts;
};

const together = async (
  commands: readonly WriteCommandInput[],
  made: readonly Named[],
  faults: readonly (readonly Refusal[])[],
  { scope, writes }: Context,
): Promise<ShownReceipt[]> => {
  const ids = new Map(
    commands.flatMap(({ as }, at): [string, string][] => (as ? [[as, made[at]?.target.subject ?? '']] : [])),
  );
  const refusedAll = (reasons: readonly (readonly Refusal[])[]): ShownReceipt[] =>
    made.map(({ name, target }, at) => refused(name, target, reasons[at] ?? []));
  const wrong = refusedTogether(faults);
  if (wrong) return refusedAll(wrong);
  const submitted = await writes.submitBatch({
    commands: made.map(({ name, target, input }, at) => ({
      command: {
        kind: name,
        ...target,
        // As it is kept, and read again when it is applied.
        input: withIds(JSON.parse(JSON.stringify(input)), ids),
        actor: actorOf(scope.viewer, commands[at]?.onBehalfOf ?? undefined),
      },
      idempotencyKey: commands[at]?.idempotencyKey ?? '',
    })),
    now: scope.now,
    signal: scope.signal,
  });
  return 'receipts' in submitted ? [...submitted.receipts] : refusedAll(submitted.refused);
};

/**
 * Takes many commands at once: each by itself in their order, or all together or none.
 * @throws AnswerError `BAD_REQUEST` for none or too many, else as one command does: what was taken before then stays taken, under its key.
 */
export const writeBatch = async (
  commands: readonly WriteCommandInput[],
  atomic: boolean,
  context: Context,
): Promise<ShownReceipt[]> => {
  if (commands.length < 1 || commands.length > MOST_COMMANDS)
    throw new AnswerError('BAD_REQUEST', `A batch has 1 to ${MOST_COMMANDS} commands; it had ${commands.length}.`);
  const { organisation, application } = context.scope.viewer;
  const made = commands.map((given) =>
    // Sent again, what is named by others must have the id that it had.
    namedOf(given, () =>
      atomic ? hashOf(`made ${receiptId(organisation, application, given.idempotencyKey)}`) : context.newId(),
    ),
  );
  const names = asFaults(commands, made, atomic);
  const faults = made.map((each, at) => [
    ...(each.faults ?? []),
    ...(names[at] ?? []),
    ...nameFaults(commands[at]?.onBehalfOf),
  ]);
  return atomic ? together(commands, made, faults, context) : separately(commands, made, faults, context);
};
