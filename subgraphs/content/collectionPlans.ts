import { defined } from '../../platform/records/defined.ts';
import type { NamedCondition, Operation } from '../../platform/records/port.ts';
import { duePlace } from '../../writes/dueIndex.ts';
import type { Collection } from './collectionRecord.ts';
import { collectionPk, contentDeskTable, contentTable } from './keys.ts';
import { freeName, isNameFreeFor, putName } from './names.ts';
import type { TakenDownBy } from './planned.ts';
import { hasVersion, isAbsent, put, revision } from './planned.ts';

/** A collection as it is stored: as readers see it, and as it is to be next. */
export interface CollectionState {
  readonly meta: Collection | undefined;
  readonly work: Collection | undefined;
}

const unchanged = (before: Collection | undefined): NamedCondition => (before ? hasVersion(before.version) : isAbsent);

/** The version that a save makes: both copies count in one row. */
export const nextCollectionVersion = ({ meta, work }: CollectionState): number =>
  Math.max(meta?.version ?? 0, work?.version ?? 0) + 1;

const names = (
  { id, owner, slug }: Collection,
  before: CollectionState,
  staying: Collection | undefined,
): Operation[] => {
  const nameOf = (each: string) => ({ owner, kind: 'collection', slug: each }) as const;
  const had = new Set([before.meta?.slug, before.work?.slug].filter((each) => each !== undefined));
  const left = [...had].filter((each) => each !== slug && each !== staying?.slug);
  return [putName(nameOf(slug), id, isNameFreeFor(id)), ...left.map((each) => freeName(nameOf(each), id))];
};

/** What saving a collection writes: for readers, or, where it is due, to be so then. At most 6 operations. */
export const collectionOperations = (collection: Collection, before: CollectionState, by: TakenDownBy): Operation[] => {
  const { id, version, name, due } = collection;
  const pk = collectionPk(id);
  const saved = revision(pk, version, { ...by, live: due === undefined, headline: name });
  if (due !== undefined)
    return [
      put(
        contentDeskTable.name,
        defined({ ...collection, pk, sk: 'WORK', ...duePlace(due, id) }),
        unchanged(before.work),
      ),
      ...names(collection, before, before.meta),
      saved,
    ];
  const work = { table: contentDeskTable.name, pk, sk: 'WORK' };
  return [
    put(contentTable.name, defined({ ...collection, pk, sk: 'META' }), unchanged(before.meta)),
    ...(before.work ? [{ kind: 'delete', key: work, when: unchanged(before.work) } as const] : []),
    ...names(collection, before, undefined),
    saved,
  ];
};
