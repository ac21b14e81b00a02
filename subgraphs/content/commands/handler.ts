import type { ZodType } from 'zod';
import type { Actor, Command, CommandHandler, Refusal } from '../../../writes/command.ts';
import { checkInput } from '../../inputs.ts';
import type { SaveOutcome, SavePlan } from '../planned.ts';
import type { ContentWriter } from '../save.ts';
import type { ContentStore, StoredState } from '../store.ts';
import type { Looking } from './looking.ts';
import { createLookingHandler } from './looking.ts';
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
  /** All commands that are done with it or not at all. */
  readonly beside: readonly Command[];
}

/** {@link Look} at what a command names, though its form be faulty. */
export interface Naming<Input> extends Omit<Look<Input | undefined>, 'state'> {
  /** The input as it came: to be read as far as it can be where its form is faulty, and there is no `input`. */
  readonly given: unknown;
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
  /** What it names and what is not there, whatever is wrong with its form beside that. */
  readonly references?: (naming: Naming<Input>, signal: AbortSignal) => Promise<readonly Refusal[]>;
  /** What else is wrong with it beyond its form. */
  readonly faults?: (look: Look<Input>, signal: AbortSignal) => Promise<readonly Refusal[]>;
  /** The version that its sender has seen. Not asked where the command makes the record. */
  readonly versionOf: (state: StoredState) => number | undefined;
  /** Whether it is for records that were killed, too. Default false. */
  readonly evenKilled?: boolean;
  /** Whether it is taken though what was written before is not yet done. Default false. */
  readonly urgent?: boolean;
  /** What is written. */
  readonly plan: (applying: Applying<Input>) => Promise<SavePlan | Refusal>;
}

const NOTHING: StoredState = { meta: undefined, work: undefined };

const notThere: Refusal = { code: 'NOT_FOUND', message: 'There is no such record.', field: 'id' };

const wasKilled: Refusal = {
  code: 'INVALID',
  message: 'It was killed: nothing changes it or publishes it again; it can only be deleted.',
  field: 'id',
};

/** A record that is no longer anything but a tombstone, or is another's, is not there. */
const isThere = ({ meta, work }: StoredState, { organisation }: Actor): boolean =>
  (meta?.live === true || work !== undefined) && (meta ?? work)?.owner === organisation;

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
  const look: Looking<Look<Input>>['look'] = async (command, beside, signal) => {
    const { actor, subject, expects } = command;
    const checked = checkInput(definition.input, command.input);
    const faults = 'faults' in checked ? checked.faults : [];
    const [state = NOTHING] = expects === 'absent' ? [NOTHING] : await store.states([subject], { signal });
    const there = expects === 'absent' || isThere(state, actor);
    // What is wrong with the form is told with what is wrong with the record and with what it names, all at once.
    const input = 'faults' in checked ? undefined : checked.input;
    const naming = { actor, subject, input, given: command.input, beside };
    const missing = there ? ((await definition.references?.(naming, signal)) ?? []) : [notThere];
    if (!there || 'faults' in checked) {
      const [first = notThere, ...others] = [...faults, ...missing];
      return { refused: [first, ...others] };
    }
    const seen = { actor, subject, input: checked.input, state, beside };
    const killed = state.meta?.live === false && state.meta.killed !== undefined && !definition.evenKilled;
    const [refusal, ...others] = [
      ...definition.allows(seen),
      ...missing,
      ...((await definition.faults?.(seen, signal)) ?? []),
      ...(killed ? [wasKilled] : []),
    ];
    return refusal ? { refused: [refusal, ...others] } : { seen };
  };

  return createLookingHandler({
    urgent: definition.urgent,
    look,
    versionOf: ({ state }) => definition.versionOf(state),
    plan: async (seen, { at, receipt, signal }) => {
      const plan = await definition.plan({ ...seen, at, receipt, signal });
      if ('code' in plan) return { refused: [plan] };
      return { operations: plan.operations, version: plan.version, lost: (failed) => lost(plan.outcomeOf(failed)) };
    },
  });
};
