import type { Records } from '../../platform/records/port.ts';
import { contentHistory } from '../../subgraphs/content/history.ts';
import { contentPk, contentTable, listOfLink } from '../../subgraphs/content/keys.ts';
import { listsOf } from '../../subgraphs/content/placement.ts';
import type { Meta, WorkingCopy } from '../../subgraphs/content/record.ts';
import { contentPlaces, eraseContent } from '../../subgraphs/content/remains.ts';
import { documentId } from '../../subgraphs/document.ts';
import { documentLeaves } from './leavesIndex.ts';
import type { NamedRecord, Place, Shelves } from './namedRecord.ts';
import { readable } from './namedRecord.ts';

/** Links of one record: two for each audience. */
const LINKS = 100;

const lists = (id: string, meta: Meta | undefined, records: Records): Place => ({
  name: 'lists',
  isGone: async (signal) => {
    const { items } = await records.query(
      { table: contentTable.name, pk: contentPk(id), from: 'IN#', to: 'IN#~', limit: LINKS, consistent: true },
      { signal },
    );
    if (items.some(({ sk }) => listOfLink(sk) !== undefined)) return false;
    // The index of lists is read too, as readers do: it may lag.
    if (!meta?.live) return true;
    const order = `${meta.published}#${id}`;
    for (const list of listsOf(meta)) {
      const page = await records.query(
        { table: contentTable.name, index: 'lists', pk: list, from: order, to: order, limit: 1 },
        { signal },
      );
      if (page.items.length > 0) return false;
    }
    return true;
  },
});

const stateOf = (meta: Meta | undefined, work: WorkingCopy | undefined): string => {
  const parts: string[] = [];
  if (meta?.live) parts.push(`live since ${meta.versionCreated} in version ${meta.version}`);
  else if (meta?.erased !== undefined) parts.push(`erased ${meta.erased}`);
  else if (meta?.deleted !== undefined) parts.push(`deleted ${meta.deleted}`);
  else if (meta?.killed) parts.push(`killed ${meta.killed.at}`);
  else if (meta) parts.push(`not live since ${meta.versionCreated}`);
  if (work) parts.push(`a working copy in version ${work.version}${work.due === undefined ? '' : `, due ${work.due}`}`);
  return parts.join('; ');
};

/** An article or another record of content, by its id. @throws `OperatorError` where it cannot be read. */
export const contentNamed = async (
  { records, search, contentStore }: Shelves,
  id: string,
): Promise<NamedRecord | undefined> => {
  const [copies] = await contentStore.copies([id]);
  const meta = readable(id, copies?.meta);
  const work = readable(id, copies?.work);
  const copy = meta ?? work;
  if (!copy) return undefined;
  const tombstone = meta?.live === false ? meta : undefined;
  return {
    kind: 'content',
    id,
    owner: copy.owner,
    version: work?.version ?? copy.version,
    state: stateOf(meta, work),
    packages: copy.packages,
    changed: meta?.versionCreated,
    isLive: meta?.live === true,
    isDown: tombstone !== undefined && (tombstone.killed !== undefined || tombstone.deleted !== undefined),
    isDead: tombstone !== undefined && !work,
    erased: tombstone?.erased,
    takeDown: (reason) => ({ kind: 'killContent', input: { reason } }),
    deletion: { kind: 'deleteContent', input: {} },
    table: contentTable.name,
    pk: contentPk(id),
    history: (size, signal) => contentHistory(contentStore, id, size, { signal }),
    remains: contentPlaces(id),
    erasure: (at) => (tombstone && !work ? eraseContent(tombstone, at) : undefined),
    leavesIndex: documentLeaves(search, documentId('CONTENT', id)),
    places: [lists(id, meta, records)],
    remarks: [],
  };
};
