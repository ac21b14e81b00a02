import type { Role } from '../../../platform/viewer.ts';
import type { Actor, Command, CommandHandler, Prepared, Refusal } from '../../../writes/command.ts';
import { checkInput } from '../../inputs.ts';
import { sound } from '../../item.ts';
import { authorOf } from '../../roles.ts';
import { NAME_FREE } from '../names.ts';
import type { Term } from '../record.ts';
import { SHAPE } from '../record.ts';
import type { ContentStore } from '../store.ts';
import { holdAncestor, termOperations } from '../termPlans.ts';
import { ancestorsOf } from './ancestors.ts';
import { slugOf } from './fields.ts';
import type { Applied, Looking } from './looking.ts';
import { createLookingHandler } from './looking.ts';
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
  const look: Looking<Seen>['look'] = async (command, beside, signal) => {
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
    return { seen: { input, before, above: 'code' in above ? [] : above } };
  };

  const plan = async (
    { input, before, above }: Seen,
    { command: { subject, actor }, at, receipt, signal }: Applied,
  ): Promise<Prepared> => {
    const { name } = input;
    const term: Term = {
      v: SHAPE,
      id: subject,
      kind,
      owner: actor.organisation,
      name,
      slug: input.slug ?? before?.slug ?? slugOf(name),
      description: input.description ?? undefined,
      parent: input.parent ?? undefined,
      version: (before?.version ?? 0) + 1,
      sourceHash: before?.sourceHash,
      editedHere: true,
    };
    const [held] = before ? await store.namePointers([before], { signal }) : [];
    const saved = { author: authorOf(actor), at, receipt };
    return {
      version: term.version,
      operations: [
        ...termOperations(term, before && { term: before, held: sound(held) }, saved),
        ...above.map(holdAncestor),
      ],
      lost: (failed) =>
        failed.some((each) => each.name === NAME_FREE)
          ? { code: 'SLUG_TAKEN', message: `Another ${kind} has the slug ${term.slug}.`, field: `${kind}.slug` }
          : undefined,
    };
  };

  return createLookingHandler({ look, versionOf: ({ before }) => before?.version, plan });
};
