import type { Key, TableDefinition } from '../../platform/records/port.ts';
import { dueIndex } from '../../writes/dueIndex.ts';

/** The live table. */
export const mediaTable: TableDefinition = { name: 'media', indexes: [], feed: true };
/** The desk: versions of what an asset says of itself, and its source. Its index `due` finds what expires, the earliest first. */
export const mediaDeskTable: TableDefinition = {
  name: 'media-desk',
  indexes: [dueIndex],
  feed: false,
};

/** The sort key, on the desk, of what finds an asset when it expires. */
export const EXPIRES_SK = 'EXPIRES';

/** The partition of an asset's parts. */
export const mediaPk = (id: string): string => `M#${id}`;
/** The asset that a partition belongs to, where it is one's. */
export const idOfMediaPk = (pk: string): string | undefined => (pk.startsWith('M#') ? pk.slice(2) : undefined);

/** Where what an asset says of itself lies. */
export const metaKey = (id: string): Key => ({ table: mediaTable.name, pk: mediaPk(id), sk: 'META' });

/** The sort key of a version on the desk. */
export const revisionSk = (version: number): string => `REV#${String(version).padStart(10, '0')}`;

/** Where an asset's bytes lie in object storage: under their own hash, so that others never replace them. @param sha256 - lower-case hex. */
export const objectKeyOf = (id: string, sha256: string, filename: string): string =>
  `${originalsOf(id)}${sha256.slice(0, 16)}/${filename}`;

/** Under which the original of an asset lies. */
export const originalsOf = (id: string): string => `media/${id}/`;
/** Under which the original of a deleted asset lies: nothing leads there. */
export const deletedPrefix = (id: string): string => `raw/${id}/deleted/`;
/** Where an object of a deleted asset is put. @param key - where it lay. */
export const deletedKeyOf = (id: string, key: string): string =>
  `${deletedPrefix(id)}${key.slice(originalsOf(id).length)}`;

/** Where bytes lie as they came, if something was taken out of what the asset shows: nothing leads there. */
export const uploadedKeyOf = (id: string, filename: string): string => `raw/${id}/upload/${filename}`;

const INCOMING = 'incoming/';
/** Where the bytes of an asset arrive. Nothing there is ever served. */
export const incomingKey = (id: string): string => `${INCOMING}${id}`;
/** The asset for which something arrived; `undefined` for a key of anything else. */
export const idOfIncoming = (key: string): string | undefined =>
  key.startsWith(INCOMING) ? key.slice(INCOMING.length) : undefined;
/** Under which all that arrived lies. */
export const incomingPrefix = INCOMING;
