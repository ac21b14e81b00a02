import { defined } from '../../platform/records/defined.ts';
import type { NamedCondition, Operation } from '../../platform/records/port.ts';
import { contentTable, termPk } from './keys.ts';
import { put } from './planned.ts';
import type { Term } from './record.ts';

/** A section above stands where it stood when it was looked at. */
const isAncestor = (version: number): NamedCondition => ({
  name: 'ancestorUnchanged',
  condition: { kind: 'versionIs', version },
});

/** Writes a section, tag or contributor. */
export const putTerm = (term: Term, when?: NamedCondition): Operation =>
  put(contentTable.name, defined({ ...term, pk: termPk(term.kind, term.id), sk: 'META' }), when);

/** Holds a section above in its place while one is put below it, so that two that are moved at once make no circle. */
export const holdAncestor = ({ id, version }: Term): Operation => ({
  kind: 'check',
  key: { table: contentTable.name, pk: termPk('section', id), sk: 'META' },
  when: isAncestor(version),
});
