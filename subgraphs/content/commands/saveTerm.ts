import type { Operation } from '../../../platform/records/port.ts';
import type { Role } from '../../../platform/viewer.ts';
import type { Actor, Command, CommandHandler, Prepared, Refusal } from '../../../writes/command.ts';
import { checkInput, conflict } from '../../inputs.ts';
import { sound } from '../../item.ts';
import { authorOf } from '../../roles.ts';
import { termPk } from '../keys.ts';
import { freeName, isNameFreeFor, putName } from '../names.ts';
import { hasVersion, isAbsent, revision } from '../planned.ts';
import type { Term } from '../record.ts';
import { SHAPE } from '../record.ts';
import type { ContentStore } from '../store.ts';
import { holdAncestor, putTerm } from '../termPlans.ts';
import { ancestorsOf } from './ancestors.ts';
import { slugOf } from './fields.ts';
import { mayAs, mayWriteIn } from './rights.ts';
import type { TermInput } from './termFields.ts';
import { termInputs } from './termFields.ts';

/** Who may save which: sections are a newspaper's order, which readers see at once. */
const ROLES: Readonly<Record<Term['kind'], Role>> = { section: 'publisher', tag: 'editor', contributor: 'editor' };

/** What is to become of a section, tag or contributor. */
interface Seen {
  readonly input: TermInput;
  readonly before: Term | undefined;
  /** The sections above it, where it is put below them now. */
  readonly above: readonly Term[];
}

const notThere = (kind: Term['kind']): Refusal => ({
  code: 'NOT_FOUND',
  message: `There is no such ${kind}.`,
  field: 'id',
});

/** Somebody narrowed to sections changes these, and puts others below them. */
const mayOrder = (
  actor: Actor,
  { subject, expects }: Command,
  parent: string | undefined,
  moved: boolean,
): Refusal[] => [
  ...(expects === 'absent' ? [] : mayWriteIn(actor, subject, 'id')),
  ...(moved || expects === 'absent' ? mayWriteIn(actor, parent, 'section.parent') : []),
];

/** `saveSection`, `saveTag` and `saveContributor`: each makes one, or says anew all that one says. Readers see it at once. */
export const createTermHandler = (kind: Term['kind'], { store }: { readonly store: ContentStore }): CommandHandler => {
  const look = async (
    command: Command,
    beside: readonly Command[],
    signal: AbortSignal,
  ): Promise<{ readonly refused: readonly [Refusal, ...Refusal[]] } | Seen> => {
    const { actor, subject, expects } = command;
    const checked = checkInput(termInputs[kind], command.input);
    const [read] = expects === 'absent' ? [] : await store.terms([{ kind, id: subject }], { consistent: true, signal });
    const before = sound(read);
    const there = expects === 'absent' || before?.owner === actor.organisation;
    if (!there || 'faults' in checked) {
      const faults = 'faults' in checked ? checked.faults : [];
      const [first = notThere(kind), ...others] = [...faults, ...(there ? [] : [notThere(kind)])];
      return { refused: [first, ...others] };
    }
    const { input } = checked;
    const parent = input.parent ?? undefined;
    const moved = parent !== before?.parent;
    const above = parent !== undefined && moved ? await ancestorsOf(command, parent, beside, store, signal) : [];
    const [refusal, ...others] = [
      ...mayAs(actor, ROLES[kind]),
      ...(kind === 'section' ? mayOrder(actor, command, parent, moved) : []),
      ...('code' in above ? [above] : []),
    ];
    if (refusal) return { refused: [refusal, ...others] };
    return { input, before, above: 'code' in above ? [] : above };
  };

  /** What becomes of its slugs: a new one is taken, and the one before set free, unless another has come by it. */
  const slugOperations = async (term: Term, before: Term | undefined, signal: AbortSignal): Promise<Operation[]> => {
    if (term.slug === before?.slug) return [];
    const [pointer] = before ? await store.namePointers([before], { signal }) : [];
    const freed = before && sound(pointer)?.id === before.id ? [freeName(before, before.id)] : [];
    return [putName(term, term.id, isNameFreeFor(term.id)), ...freed];
  };

  const planned = async (
    { subject, actor }: Command,
    { input, before, above }: Seen,
    { at, receipt, signal }: { readonly at: string; readonly receipt: string; readonly signal: AbortSignal },
  ): Promise<Prepared> => {
    const { name } = input;
    const version = (before?.version ?? 0) + 1;
    const term: Term = {
      v: SHAPE,
      id: subject,
      kind,
      owner: actor.organisation,
      name,
      slug: input.slug ?? before?.slug ?? slugOf(name),
      description: input.description ?? undefined,
      parent: input.parent ?? undefined,
      version,
      sourceHash: before?.sourceHash,
      editedHere: true,
    };
    const saved = { author: authorOf(actor), at, receipt, live: true, headline: name };
    return {
      version,
      operations: [
        putTerm(term, before ? hasVersion(before.version) : isAbsent),
        revision(termPk(kind, subject), version, saved),
        ...(await slugOperations(term, before, signal)),
        ...above.map(holdAncestor),
      ],
      lost: (failed) =>
        failed.some((each) => each.name === isNameFreeFor(subject).name)
          ? { code: 'SLUG_TAKEN', message: `Another ${kind} has the slug ${term.slug}.`, field: `${kind}.slug` }
          : undefined,
    };
  };

  return {
    check: async (command, signal, beside) => {
      const looked = await look(command, beside, signal);
      return 'refused' in looked ? looked.refused : [];
    },
    prepare: async ({ command, receipt, now, signal, beside }) => {
      const looked = await look(command, beside, signal);
      if ('refused' in looked) return looked;
      const { expects } = command;
      const found = looked.before?.version;
      if (typeof expects === 'number' && expects !== found) return { refused: [conflict(expects, found)] };
      return planned(command, looked, { at: new Date(now).toISOString(), receipt, signal });
    },
  };
};
