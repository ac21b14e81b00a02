import type { Operation } from '../../platform/records/port.ts';
import type { RemainsPlaces } from '../remains.ts';
import { contentDeskTable, contentTable } from './keys.ts';
import type { OwnTombstone } from './ownTombstone.ts';
import { tombstoneItem } from './ownTombstone.ts';
import { hasVersion, put } from './planned.ts';

/** Where all that was ever kept of a section, tag, contributor or collection lies. @param pk - its partition. */
export const ownPlaces = (pk: string): RemainsPlaces => ({
  live: contentTable.name,
  desk: contentDeskTable.name,
  pk,
  prefixes: [],
});

/** The write that says of a tombstone that nothing is kept of what it is of. @param at - ISO 8601. */
export const eraseOwn = (pk: string, tombstone: OwnTombstone, at: string): Operation => {
  const next = { ...tombstone, version: tombstone.version + 1 };
  return put(contentTable.name, { ...tombstoneItem(pk, next), erased: at }, hasVersion(tombstone.version));
};
