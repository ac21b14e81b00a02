import type { Objects } from '../../platform/objects/port.ts';
import { documentId } from '../../subgraphs/document.ts';
import { mediaHistory } from '../../subgraphs/media/history.ts';
import { mediaPk, mediaTable, originalsOf } from '../../subgraphs/media/keys.ts';
import type { MediaMeta } from '../../subgraphs/media/record.ts';
import { eraseMedia, mediaPlaces, renditionsOf } from '../../subgraphs/media/remains.ts';
import { setAside } from '../../subgraphs/media/settingAside.ts';
import { documentLeaves } from './leavesIndex.ts';
import type { NamedRecord, Place, Shelves } from './namedRecord.ts';
import { readable } from './namedRecord.ts';

const renditions = (id: string, objects: Objects): Place => ({
  name: 'renditions',
  isGone: async (signal) => {
    for await (const { key } of objects.list(renditionsOf(id), { signal })) await objects.delete(key, { signal });
    for await (const _ of objects.list(renditionsOf(id), { signal })) return false;
    return true;
  },
});

/** Links that were given out before end as it is no longer where they lead. */
const original = (id: string, objects: Objects): Place => ({
  name: 'original',
  isGone: async (signal) => {
    await setAside(id, objects, false, signal);
    for await (const _ of objects.list(originalsOf(id), { signal })) return false;
    return true;
  },
});

const stateOf = (meta: MediaMeta): string => {
  if (meta.live) return `live since ${meta.versionCreated} in version ${meta.version}`;
  return meta.erased === undefined ? `not live since ${meta.versionCreated}` : `erased ${meta.erased}`;
};

/** An asset, by its id. @throws `OperatorError` where it cannot be read. */
export const mediaNamed = async (
  { objects, search, mediaStore }: Shelves,
  id: string,
): Promise<NamedRecord | undefined> => {
  const [asset] = await mediaStore.metas([id], { consistent: true });
  const meta = readable(id, asset);
  if (!meta) return undefined;
  const deletion = { kind: 'deleteMedia', input: {} };
  return {
    kind: 'media',
    id,
    owner: meta.owner,
    version: meta.version,
    state: stateOf(meta),
    packages: meta.packages,
    changed: meta.versionCreated,
    isLive: meta.live,
    isDown: !meta.live,
    isDead: !meta.live,
    erased: meta.live ? undefined : meta.erased,
    takeDown: () => deletion,
    deletion,
    table: mediaTable.name,
    pk: mediaPk(id),
    history: (size, signal) => mediaHistory(mediaStore, id, size, { signal }),
    remains: mediaPlaces(id),
    erasure: (at) => (meta.live ? undefined : eraseMedia(meta, at)),
    leavesIndex: documentLeaves(search, documentId('MEDIA', id)),
    places: [renditions(id, objects), original(id, objects)],
    remarks: [],
  };
};
