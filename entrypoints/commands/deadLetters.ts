import { OperatorError } from '../../platform/errors.ts';
import type { DeadCommand, DeadLetters, Effect } from '../../writes/deadLetters.ts';
import type { CommandParts, Noun } from './command.ts';
import { command } from './command.ts';
import { masked, withoutPeople } from './masked.ts';
import { countOf, properties, table } from './table.ts';

/** Letters looked at; what lies behind them shows when these are gone. */
const MOST = 1_000;

const inWords = (effect: Effect): string => {
  switch (effect.would) {
    case 'apply':
      return `it would be applied, as version ${effect.versions.join(', ')}`;
    case 'reject':
      return `it would be refused: ${effect.errors.map(({ code, message }) => `${code}: ${message}`).join(' ')}`;
    case 'fail':
      return `it would fail again: ${effect.fault}`;
  }
};

const openLetters = async ({ desk }: CommandParts): Promise<DeadLetters> => {
  const { deadLetters } = await (await desk()).archive();
  return deadLetters;
};

const find = async (letters: DeadLetters, id: string): Promise<DeadCommand> => {
  const found = (await letters.list(MOST)).find(({ body }) => body === id);
  if (found) return found;
  throw new OperatorError(`there is no dead letter of ${id}: \`masthead dead-letters list\` says which there are`);
};

/** Commands that failed again and again: what they are, and what becomes of them. */
export const deadLettersNoun: Noun = {
  name: 'dead-letters',
  about: 'commands that failed again and again',
  verbs: {
    list: command({
      about: 'lists them: receipt, mutation, record, subsidiary, since when, and why',
      run: async (_, __, parts) => {
        const dead = await (await openLetters(parts)).list(MOST);
        const rows = dead.map(({ body, messageIds, receipt }) => ({
          receipt: body,
          readable: receipt !== undefined,
          state: receipt?.state,
          kind: receipt?.kind,
          subject: receipt?.subject,
          subsidiary: receipt?.actor.organisation,
          acceptedAt: receipt?.acceptedAt,
          fault: receipt?.fault,
          letters: messageIds.length,
        }));
        table(
          ['receipt', 'state', 'mutation', 'record', 'subsidiary', 'accepted', 'fault'],
          rows.map((row) => [row.receipt, row.state, row.kind, row.subject, row.subsidiary, row.acceptedAt, row.fault]),
        ).forEach(parts.say);
        return rows;
      },
    }),
    show: command({
      about:
        'shows one: who sent it, what it says (names of people masked), why it failed, and what sending it again would come to now',
      operands: ['RECEIPT'],
      run: async (_, [id = ''], parts) => {
        const letters = await openLetters(parts);
        const { receipt } = await find(letters, id);
        if (!receipt) throw new OperatorError(`nothing readable is kept under ${id}: it can only be dropped`);
        const { commands, effect } = await letters.show(receipt, parts.signal);
        const told = {
          receipt: receipt.id,
          state: receipt.state,
          mutation: receipt.kind,
          record: receipt.subject,
          expects: receipt.expects,
          subsidiary: receipt.actor.organisation,
          application: receipt.actor.application,
          user: masked(receipt.actor.user),
          onBehalfOf: masked(receipt.actor.onBehalfOf),
          roles: receipt.actor.roles,
          acceptedAt: receipt.acceptedAt,
          failures: receipt.failures,
          fault: receipt.fault,
        };
        properties(told).forEach(parts.say);
        // Those of a batch are done together or not at all.
        const inputs = commands.map(({ input }) => withoutPeople(input));
        for (const input of inputs) parts.say(`input  ${JSON.stringify(input)}`);
        parts.say(`sent again, ${inWords(effect)}`);
        return { ...told, inputs, effect };
      },
    }),
    redrive: command({
      about:
        'puts them back in the line, each judged by its record as it is then: a version that is stale is refused as stale',
      operands: ['RECEIPT…'],
      run: async (_, ids, parts) => {
        const letters = await openLetters(parts);
        const outcomes: { readonly receipt: string; readonly outcome: string }[] = [];
        for (const id of ids) {
          const outcome = await letters.redrive(await find(letters, id), parts.signal);
          outcomes.push({ receipt: id, outcome });
          parts.say(`${id}  ${REDRIVEN[outcome]}`);
        }
        return outcomes;
      },
    }),
    drop: command({
      about: 'drops their letters; the receipts stay, and stay parked',
      operands: ['RECEIPT…'],
      run: async (_, ids, parts) => {
        const letters = await openLetters(parts);
        const outcomes: { readonly receipt: string; readonly dropped: number }[] = [];
        for (const id of ids) {
          const dropped = await letters.drop(await find(letters, id));
          outcomes.push({ receipt: id, dropped });
          parts.say(`${id}  ${countOf(dropped, 'letter')} dropped`);
        }
        return outcomes;
      },
    }),
  },
};

const REDRIVEN = {
  sent: 'sent again',
  settled: 'it had come to an end already: its letters are dropped',
  full: 'not sent: its subsidiary has as many unfinished commands as it may; try again when some are done',
  unreadable: 'not sent: nothing readable is kept under it',
} as const;
