import type { Operation } from '../../platform/records/port.ts';
import type { RemainsPlaces } from '../remains.ts';
import { incomingKey, mediaDeskTable, mediaPk, mediaTable, originalsOf } from './keys.ts';
import type { MediaTombstone } from './record.ts';

/** Where the renditions of an asset lie. */
export const renditionsOf = (id: string): string => `renditions/${id}/`;

/** Where all that was ever kept of an asset lies. */
export const mediaPlaces = (id: string): RemainsPlaces => ({
  live: mediaTable.name,
  desk: mediaDeskTable.name,
  pk: mediaPk(id),
  prefixes: [originalsOf(id), renditionsOf(id), `raw/${id}/`, incomingKey(id)],
});

/** The write that leaves of a deleted asset's tombstone no more than keeps it deleted. @param at - ISO 8601. */
export const eraseMedia = ({ v, live, id, owner, version }: MediaTombstone, at: string): Operation => ({
  kind: 'put',
  table: mediaTable.name,
  item: {
    pk: mediaPk(id),
    sk: 'META',
    v,
    live,
    id,
    owner,
    packages: [],
    version: version + 1,
    versionCreated: at,
    erased: at,
  },
  when: { name: 'assetUnchanged', condition: { kind: 'versionIs', version } },
});
