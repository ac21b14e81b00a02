import { z } from 'zod';
import type { FailedCondition, Item, Records, TableDefinition } from '../../platform/records/port.ts';
import type { Command, CommandHandler, CommandHandlers, Prepared, Refusal } from '../../writes/command.ts';
import { actorOf } from '../../writes/command.ts';
import { viewerOf } from '../support/viewers.ts';

/** Records of a kind that no subgraph knows: a note has a value, and each version of it stays. */
export const notesTable: TableDefinition = { name: 'notes', indexes: [], feed: false };

const inputShape = z.object({ value: z.string() });

/** What a note is now, and all it ever was. */
export interface Note {
  readonly version: number;
  readonly value: string | null;
  readonly history: readonly string[];
}

const keyOf = (id: string) => ({ table: notesTable.name, pk: `N#${id}`, sk: 'NOTE' });
const versionSk = (version: number): string => `V#${String(version).padStart(6, '0')}`;

const conflict = (found: number | undefined): Refusal =>
  found === undefined
    ? { code: 'NOT_FOUND', message: 'There is no such note.' }
    : { code: 'VERSION_CONFLICT', message: `The current version is ${found}.` };

const write = (command: Command, value: string | null, before: Item | undefined): Prepared => {
  const version = typeof before?.version === 'number' ? before.version : 0;
  const { subject, expects } = command;
  if (expects === 'absent' ? before !== undefined : expects !== version)
    return { refused: [conflict(before === undefined ? undefined : version)] };
  const next = version + 1;
  return {
    version: next,
    operations: [
      {
        kind: 'put',
        table: notesTable.name,
        item: { pk: keyOf(subject).pk, sk: 'NOTE', version: next, value },
        when:
          before === undefined
            ? { name: 'noteAbsent', condition: { kind: 'absent' } }
            : { name: 'noteUnchanged', condition: { kind: 'versionIs', version } },
      },
      {
        kind: 'put',
        table: notesTable.name,
        item: { pk: keyOf(subject).pk, sk: versionSk(next), value },
        when: { name: 'versionNew', condition: { kind: 'absent' } },
      },
    ],
    lost: (_failed: readonly FailedCondition[]) => undefined,
  };
};

/** What notes can be told: `write` makes or changes one, `erase` empties it, and so does `recall`, urgently. `poison` always fails. */
export const noteHandlers = (records: Records): CommandHandlers => {
  const check: CommandHandler['check'] = (command) => {
    const { success } = inputShape.safeParse(command.input);
    return Promise.resolve(success ? [] : [{ code: 'INVALID', message: 'A note has a value.', field: 'value' }]);
  };
  const handler = (newValue: (command: Command) => string | null): CommandHandler => ({
    check,
    prepare: async ({ command, signal }) => {
      const [before] = await records.getMany([keyOf(command.subject)], { consistent: true, signal });
      return write(command, newValue(command), before);
    },
  });
  return new Map<string, CommandHandler>([
    ['write', handler(({ input }) => inputShape.parse(input).value)],
    ['erase', handler(() => null)],
    ['recall', { ...handler(() => null), urgent: true }],
    ['poison', { check, prepare: () => Promise.reject(new Error('this never works')) }],
  ]);
};

/** A note as stored. */
export const readNote = async (records: Records, id: string): Promise<Note | undefined> => {
  const { items } = await records.query({ table: notesTable.name, pk: keyOf(id).pk, limit: 1_000, consistent: true });
  const note = items.find(({ sk }) => sk === 'NOTE');
  if (!note) return undefined;
  const textOf = (item: Item): string => (typeof item.value === 'string' ? item.value : '');
  return {
    version: Number(note.version),
    value: typeof note.value === 'string' ? note.value : null,
    history: items.filter(({ sk }) => sk.startsWith('V#')).map(textOf),
  };
};

/** A command to a note, by a writer of the subsidiary `courier`. */
export const noteCommand = (
  subject: string,
  value: string,
  parts: Partial<Omit<Command, 'input' | 'subject'>> = {},
): Command => ({
  kind: 'write',
  subject,
  expects: 'absent',
  input: { value },
  actor: actorOf(viewerOf(), undefined),
  ...parts,
});
