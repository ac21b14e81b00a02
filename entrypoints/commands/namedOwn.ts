import type { Records } from '../../platform/records/port.ts';
import type { OwnName } from '../../subgraphs/content/keys.ts';
import { contentTable, ownNamePk } from '../../subgraphs/content/keys.ts';
import { ownHistory } from '../../subgraphs/content/ownHistory.ts';
import { eraseOwn, ownPlaces } from '../../subgraphs/content/ownRemains.ts';
import type { OwnTombstone } from '../../subgraphs/content/ownTombstone.ts';
import type { NamedRecord, Place } from './namedRecord.ts';

/** The slugs under which one is told from others lead to it no longer. */
export const slugsLeft = (names: readonly OwnName[], id: string, records: Records): Place => ({
  name: 'slug',
  isGone: async (signal) => {
    const keys = names.map((name) => ({ table: contentTable.name, pk: ownNamePk(name), sk: 'PTR' }));
    const found = keys.length === 0 ? [] : await records.getMany(keys, { consistent: true, signal });
    return found.every((item) => item?.id !== id);
  },
});

/** What of a deleted one is told, in words. */
export const tombstoneInWords = ({ deleted, erased }: OwnTombstone): string =>
  erased === undefined ? `deleted ${deleted}` : `erased ${erased}`;

/** What sections, tags, contributors and collections have in common. */
export const ownParts = (
  {
    pk,
    tombstone,
    deletion,
  }: { readonly pk: string; readonly tombstone: OwnTombstone | undefined; readonly deletion: string },
  records: Records,
): Pick<
  NamedRecord,
  | 'packages'
  | 'isDown'
  | 'isDead'
  | 'erased'
  | 'takeDown'
  | 'deletion'
  | 'table'
  | 'pk'
  | 'history'
  | 'remains'
  | 'erasure'
> => ({
  packages: [],
  isDown: tombstone !== undefined,
  isDead: tombstone !== undefined,
  erased: tombstone?.erased,
  takeDown: (reason) => ({ kind: deletion, input: { reason } }),
  deletion: { kind: deletion, input: {} },
  table: contentTable.name,
  pk,
  history: (size, signal) => ownHistory(records, pk, size, { signal }),
  remains: ownPlaces(pk),
  erasure: (at) => tombstone && eraseOwn(pk, tombstone, at),
});
