import { collectionPk } from '../../subgraphs/content/keys.ts';
import { ownParts, slugsLeft, tombstoneInWords } from './namedOwn.ts';
import type { NamedRecord, Shelves } from './namedRecord.ts';
import { readable } from './namedRecord.ts';

/** A collection, by its id. @throws `OperatorError` where it cannot be read. */
export const collectionNamed = async (
  { records, collections }: Shelves,
  id: string,
): Promise<NamedRecord | undefined> => {
  const [[copies], dead] = await Promise.all([collections.copies([id]), collections.tombstone(id)]);
  const [meta, work, tombstone] = [readable(id, copies?.meta), readable(id, copies?.work), readable(id, dead)];
  const latest = work ?? meta ?? tombstone;
  if (!latest) return undefined;
  const states = [
    ...(tombstone ? [tombstoneInWords(tombstone)] : []),
    ...(meta ? [`live since ${meta.versionCreated} in version ${meta.version}`] : []),
    ...(work ? [`another in version ${work.version}, due ${work.due}`] : []),
  ];
  const names = [meta, work].flatMap((copy) =>
    copy ? [{ owner: copy.owner, kind: 'collection', slug: copy.slug } as const] : [],
  );
  return {
    ...ownParts({ pk: collectionPk(id), tombstone, deletion: 'deleteCollection' }, records),
    kind: 'collection',
    id,
    owner: latest.owner,
    version: latest.version,
    state: states.join('; '),
    changed: meta?.versionCreated ?? tombstone?.deleted,
    isLive: meta !== undefined,
    leavesIndex: undefined,
    places: [slugsLeft(names, id, records)],
    remarks: [],
  };
};
