import { defined } from '../../platform/records/defined.ts';
import type { Operation } from '../../platform/records/port.ts';
import type { RemainsPlaces } from '../remains.ts';
import { contentDeskTable, contentPk, contentTable } from './keys.ts';
import type { Tombstone } from './record.ts';

/** Where all that was ever kept of content lies. */
export const contentPlaces = (id: string): RemainsPlaces => ({
  live: contentTable.name,
  desk: contentDeskTable.name,
  pk: contentPk(id),
  prefixes: [`bodies/${id}/`, `desk/${id}/`, `raw/${id}/`],
});

/** The write that leaves of a deleted record's tombstone no more than keeps it deleted. @param at - ISO 8601. */
export const eraseContent = (tombstone: Tombstone, at: string): Operation => {
  const { v, live, id, owner, published, version, deleted } = tombstone;
  return {
    kind: 'put',
    table: contentTable.name,
    item: defined({
      pk: contentPk(id),
      sk: 'META',
      v,
      live,
      id,
      owner,
      packages: [],
      published,
      pubStatus: 'CANCELED',
      excludedTerritories: [],
      version: version + 1,
      versionCreated: at,
      deleted: deleted ?? at,
      erased: at,
    }),
    when: { name: 'recordUnchanged', condition: { kind: 'versionIs', version } },
  };
};
