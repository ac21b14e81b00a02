import type { Refusal } from '../../writes/command.ts';
import type { Target } from '../submitting.ts';
import type { WriteCommandInput } from './types.generated.ts';

/** A mutation's arguments as a command: what it is about and what it says, or why it is none. */
export interface Ask {
  readonly target: Target;
  readonly input: object;
  readonly faults?: readonly Refusal[] | undefined;
}

/** The mutations that a batch may hold, by name: each takes the arguments that are its own. A form for an upload is none of them: its answer is more than a receipt. */
export type AskName = Exclude<keyof WriteCommandInput, 'as' | 'idempotencyKey' | 'onBehalfOf'>;
/** The arguments of one. */
export type Asked<Name extends AskName> = NonNullable<WriteCommandInput[Name]>;

/** Makes the id of a record that is made. */
type NewId = () => string;

const halfNamed = (field: string): Refusal => ({
  code: 'INVALID',
  message:
    'What is changed is named by its `id` and the `expectedVersion` that you have seen, both; what is made by neither.',
  field,
});

/** What is made where neither is given, and changed where both are. */
const saved = (
  {
    id,
    expectedVersion,
  }: { readonly id?: string | null | undefined; readonly expectedVersion?: number | null | undefined },
  input: object,
  newId: NewId,
): Ask => {
  const isNew = (id ?? undefined) === undefined;
  const expects = expectedVersion ?? 'absent';
  return {
    target: { subject: id ?? newId(), expects },
    input,
    faults: isNew === (expects === 'absent') ? [] : [halfNamed(isNew ? 'id' : 'expectedVersion')],
  };
};

const changed = (
  { id, expectedVersion }: { readonly id: string; readonly expectedVersion: number },
  input: object,
): Ask => ({ target: { subject: id, expects: expectedVersion }, input });

/** What each mutation asks for, alone or in a batch. */
export const asks: { readonly [Name in AskName]: (asked: Asked<Name>, newId: NewId) => Ask } = {
  createContent: ({ content }, newId) => ({ target: { subject: newId(), expects: 'absent' }, input: { content } }),
  updateContent: ({ patch, ...named }) => changed(named, { patch }),
  publishContent: ({ at, correction, ...named }) => changed(named, { at, correction }),
  withdrawContent: (named) => changed(named, {}),
  deleteContent: (named) => changed(named, {}),
  killContent: ({ id, reason }) => ({ target: { subject: id, expects: 'any' }, input: { reason } }),
  restoreRevision: ({ revision, ...named }) => changed(named, { revision }),
  saveSection: ({ section, ...named }, newId) => saved(named, { section }, newId),
  saveTag: ({ tag, ...named }, newId) => saved(named, { tag }, newId),
  saveContributor: ({ contributor, ...named }, newId) => saved(named, { contributor }, newId),
  saveCollection: ({ collection, at, ...named }, newId) => saved(named, { collection, at }, newId),
  updateMedia: ({ patch, ...named }) => changed(named, { patch }),
  deleteMedia: (named) => changed(named, {}),
};
