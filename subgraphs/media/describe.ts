import type { SearchDocument } from '../../platform/search/port.ts';
import type { Describer } from '../document.ts';
import { documentId, partedReads, recordOfDocument } from '../document.ts';
import type { LiveMedia, MediaMeta } from './record.ts';
import type { MediaStore } from './store.ts';
import { idOfMediaPk, mediaPk, mediaTable } from './store.ts';

/** What has no bytes that anybody may see is not searched. One whose bytes an import did not find is: it may be mended. */
const isSearched = (meta: MediaMeta): meta is LiveMedia =>
  meta.live && (meta.status === 'READY' || meta.status === 'MISSING');

const documentOf = (meta: MediaMeta): SearchDocument => ({
  id: documentId('MEDIA', meta.id),
  version: meta.version,
  fields: isSearched(meta)
    ? {
        kind: 'MEDIA',
        type: meta.type,
        owner: meta.owner,
        packages: meta.packages,
        pubStatus: meta.pubStatus,
        published: meta.published,
        expires: meta.expires,
        excludedTerritories: meta.excludedTerritories,
        language: meta.language,
        headline: meta.altText ?? meta.caption,
        standfirst: meta.altText === undefined ? undefined : meta.caption,
        credits: meta.creditText,
      }
    : undefined,
});

/** What the index and the caches are told of media: one read of the port for any number of assets. */
export const createMediaDescriber = (store: MediaStore): Describer => ({
  tables: [mediaTable.name],
  recordOf: ({ table, pk, sk }) => {
    const id = table === mediaTable.name && sk === 'META' ? idOfMediaPk(pk) : undefined;
    return id && documentId('MEDIA', id);
  },
  keyOf: (document) => ({ table: mediaTable.name, pk: mediaPk(recordOfDocument(document).id), sk: 'META' }),
  async documents(ids, signal) {
    const assets = ids.map((document) => recordOfDocument(document).id);
    const { sound, failed } = partedReads<MediaMeta>(ids, await store.metas(assets, { consistent: true, signal }));
    return { documents: sound.map(documentOf), failed };
  },
});
