import { pack } from '../../platform/codec.ts';
import { defined } from '../../platform/records/defined.ts';
import type { NamedCondition, Operation } from '../../platform/records/port.ts';
import { contentTable, termPk } from './keys.ts';
import { freeName, putName } from './names.ts';
import { tombstoneItem } from './ownTombstone.ts';
import type { TakenDownBy } from './planned.ts';
import { hasVersion, isAbsent, put, revision } from './planned.ts';
import type { NamePointer, Term } from './record.ts';

/** What a term is saved over. */
export interface TermBefore {
  readonly term: Term;
  /** To what its slug leads; nothing for terms that were imported before slugs were kept. */
  readonly held: NamePointer | undefined;
}

/** A section above stands where it stood when it was looked at. */
const isAncestor = (version: number): NamedCondition => ({
  name: 'ancestorUnchanged',
  condition: { kind: 'versionIs', version },
});

/** A new slug is taken, and the one before set free, unless another has come by it; one that stays and leads nowhere is put right. */
const slugOperations = (term: Term, before: TermBefore | undefined): Operation[] => {
  const taken = putName(term, term.id);
  if (before?.term.slug === term.slug) return before.held ? [] : [taken];
  return [taken, ...(before?.held?.id === term.id ? [freeName(before.term, term.id)] : [])];
};

/** What saving a section, tag or contributor writes; it holds only while what it is saved over is still so, and its slug is free. At most 4 operations. */
export const termOperations = (term: Term, before: TermBefore | undefined, by: TakenDownBy): Operation[] => {
  const pk = termPk(term.kind, term.id);
  return [
    put(contentTable.name, defined({ ...term, pk, sk: 'META' }), before ? hasVersion(before.term.version) : isAbsent),
    revision(pk, term.version, { ...by, live: true, headline: term.name, data: pack(term) }),
    ...slugOperations(term, before),
  ];
};

/** What deleting one writes: a tombstone stays, and its slug is free. 3 operations. */
export const termDeletion = ({ term, held }: TermBefore, by: TakenDownBy): Operation[] => {
  const { id, kind, owner, name } = term;
  const pk = termPk(kind, id);
  const version = term.version + 1;
  return [
    put(contentTable.name, tombstoneItem(pk, { id, owner, version, deleted: by.at }), hasVersion(term.version)),
    revision(pk, version, { ...by, live: false, headline: name }),
    ...(held?.id === id ? [freeName(term, id)] : []),
  ];
};

/** Holds a section above in its place while one is put below it, so that two that are moved at once make no circle. */
export const holdAncestor = ({ id, version }: Term): Operation => ({
  kind: 'check',
  key: { table: contentTable.name, pk: termPk('section', id), sk: 'META' },
  when: isAncestor(version),
});
