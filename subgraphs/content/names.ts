import type { NamedCondition, Operation } from '../../platform/records/port.ts';
import type { OwnName } from './keys.ts';
import { contentTable, ownNamePk } from './keys.ts';
import { put } from './planned.ts';
import { SHAPE } from './record.ts';

/*
 * The slugs of sections, tags, contributors and collections: each is one's alone.
 */

/** The name of {@link isNameFreeFor}. */
export const NAME_FREE = 'ownNameFree';
/** The slug is nobody's, or this one's own. */
const isNameFreeFor = (id: string): NamedCondition => ({
  name: NAME_FREE,
  condition: { kind: 'anyOf', conditions: [{ kind: 'absent' }, { kind: 'equals', attribute: 'id', value: id }] },
});

const isNameOf = (id: string): NamedCondition => ({
  name: 'ownNameKept',
  condition: { kind: 'equals', attribute: 'id', value: id },
});

/** Gives something its slug, where that is free. */
export const putName = (name: OwnName, id: string): Operation =>
  put(contentTable.name, { pk: ownNamePk(name), sk: 'PTR', v: SHAPE, id }, isNameFreeFor(id));

/** Sets a slug free that it had. */
export const freeName = (name: OwnName, id: string): Operation => ({
  kind: 'delete',
  key: { table: contentTable.name, pk: ownNamePk(name), sk: 'PTR' },
  when: isNameOf(id),
});
