import type { ZodType } from 'zod';
import type { Actor, Command, CommandHandler, Refusal } from '../../../writes/command.ts';
import { checkInput } from '../../inputs.ts';
import type { SaveOutcome, SavePlan } from '../plans.ts';
import type { ContentWriter } from '../save.ts';
import type { ContentStore, StoredState } from '../store.ts';
import type { ReferenceParts } from './references.ts';

/** What commands of content stand on. */
export interface CommandParts extends ReferenceParts {
  readonly store: ContentStore;
  readonly writer: ContentWriter;
}

/** A command beside the record that it is about. */
export interface Look<Input> {
  readonly actor: Actor;
  /** The record's id. */
  readonly subject: string;
  readonly input: Input;
  /** Both absent where the command makes the record. */
  readonly state: StoredState;
}

/** {@link Look} at the moment at which it is applied. */
export interface Applying<Input> extends Look<Input> {
  /** ISO 8601. */
  readonly at: string;
  /** The receipt's id. */
  readonly receipt: string;
  readonly signal: AbortSignal;
}

/** One kind of command of content. */
export interface Definition<Input> {
  readonly input: ZodType<Input>;
  /** Whether its sender may do this to this record. */
  readonly allows: (look: Look<Input>) => readonly Refusal[];
  /** What is wrong with it beyond its form: what it refers to. */
  readonly faults?: (look: Look<Input>, signal: AbortSignal) => Promise<readonly Refusal[]>;
  /** The version that its sender has seen. Not asked where the command makes the record. */
  readonly versionOf: (state: StoredState) => number | undefined;
  /** What is written. */
  readonly plan: (applying: Applying<Input>) => Promise<SavePlan | Refusal>;
}

const NOTHING: StoredState = { meta: undefined, work: undefined };

const notThere: Refusal = { code: 'NOT_FOUND', message: 'There is no such record.', field: 'id' };

/** A record that is no longer anything but a tombstone, or is another's, is not there. */
const isThere = ({ meta, work }: StoredState, { organisation }: Actor): boolean =>
  (meta?.live === true || work !== undefined) && (meta ?? work)?.owner === organisation;

const conflict = (expected: number, found: number | undefined): Refusal => ({
  code: 'VERSION_CONFLICT',
  message:
    found === undefined
      ? `There is no version of that kind; you expected ${expected}.`
      : `It has changed: its current version is ${found}, you expected ${expected}.`,
  field: 'expectedVersion',
});

/** What a name that is taken means to who sent the command; `undefined` where the record itself has changed. */
const lost = (outcome: Exclude<SaveOutcome, { outcome: 'saved' }>): Refusal | undefined => {
  if (outcome.outcome === 'stale') return undefined;
  const { pointing } = outcome;
  switch (pointing.kind) {
    case 'slug':
      return { code: 'SLUG_TAKEN', message: `Another record has the slug ${pointing.slug}.`, field: 'slug' };
    case 'alt':
      return {
        code: 'INVALID',
        message: `Another record has the name ${pointing.value} of the kind ${pointing.role}.`,
        field: 'altIds',
      };
    case 'path':
      return {
        code: 'INVALID',
        message: `Another record lies at ${pointing.site}${pointing.path}.`,
        field: 'canonicalUrl',
      };
  }
};

/** Makes the handler of one kind of command: its form, the record, who may, what it refers to and the version are looked at in that order. */
export const createHandler = <Input>(definition: Definition<Input>, { store }: CommandParts): CommandHandler => {
  const look = async (
    command: Command,
    signal: AbortSignal,
  ): Promise<{ readonly refusals: readonly [Refusal, ...Refusal[]] } | { readonly seen: Look<Input> }> => {
    const { actor, subject, expects } = command;
    const checked = checkInput(definition.input, command.input);
    const faults = 'faults' in checked ? checked.faults : [];
    const [state = NOTHING] = expects === 'absent' ? [NOTHING] : await store.states([subject], { signal });
    const there = expects === 'absent' || isThere(state, actor);
    // What is wrong with the form is told with what is wrong with the record, all at once.
    if (!there || 'faults' in checked) {
      const [first = notThere, ...others] = [...faults, ...(there ? [] : [notThere])];
      return { refusals: [first, ...others] };
    }
    const seen = { actor, subject, input: checked.input, state };
    const [refusal, ...others] = [...definition.allows(seen), ...((await definition.faults?.(seen, signal)) ?? [])];
    return refusal ? { refusals: [refusal, ...others] } : { seen };
  };

  return {
    check: async (command, signal) => {
      const looked = await look(command, signal);
      return 'refusals' in looked ? looked.refusals : [];
    },

    prepare: async ({ command, receipt, now, signal }) => {
      const looked = await look(command, signal);
      if ('refusals' in looked) return { refused: looked.refusals };
      const { seen } = looked;
      const { expects } = command;
      const version = definition.versionOf(seen.state);
      if (expects !== 'absent' && expects !== version) return { refused: [conflict(expects, version)] };
      const plan = await definition.plan({ ...seen, at: new Date(now).toISOString(), receipt, signal });
      if ('code' in plan) return { refused: [plan] };
      return { operations: plan.operations, version: plan.version, lost: (failed) => lost(plan.outcomeOf(failed)) };
    },
  };
};
