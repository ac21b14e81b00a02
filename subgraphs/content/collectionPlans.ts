import { pack } from '../../platform/codec.ts';
import { defined } from '../../platform/records/defined.ts';
import type { NamedCondition, Operation } from '../../platform/records/port.ts';
import { duePlace } from '../../writes/dueIndex.ts';
import type { Collection } from './collectionRecord.ts';
import type { OwnName } from './keys.ts';
import { collectionPk, contentDeskTable, contentTable } from './keys.ts';
import { freeName, putName } from './names.ts';
import { tombstoneItem } from './ownTombstone.ts';
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

const nameOf = (owner: string, slug: string): OwnName => ({ owner, kind: 'collection', slug });

/** The slugs that it had are free, but for those that stay. */
const left = ({ id, owner }: Collection, before: CollectionState, staying: readonly (string | undefined)[]) => {
  const had = new Set([before.meta?.slug, before.work?.slug].filter((each) => each !== undefined));
  return [...had].filter((each) => !staying.includes(each)).map((each) => freeName(nameOf(owner, each), id));
};

const names = (next: Collection, before: CollectionState, staying: Collection | undefined): Operation[] => [
  putName(nameOf(next.owner, next.slug), next.id),
  ...left(next, before, [next.slug, staying?.slug]),
];

const workGone = (id: string, { work }: CollectionState): Operation[] =>
  work
    ? [
        {
          kind: 'delete',
          key: { table: contentDeskTable.name, pk: collectionPk(id), sk: 'WORK' },
          when: unchanged(work),
        },
      ]
    : [];

/** What saving a collection writes: for readers, or, where it is due, to be so then. At most 6 operations. */
export const collectionOperations = (collection: Collection, before: CollectionState, by: TakenDownBy): Operation[] => {
  const { id, version, name, due } = collection;
  const pk = collectionPk(id);
  const saved = revision(pk, version, { ...by, live: due === undefined, headline: name, data: pack(collection) });
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
  return [
    put(contentTable.name, defined({ ...collection, pk, sk: 'META' }), unchanged(before.meta)),
    ...workGone(id, before),
    ...names(collection, before, undefined),
    saved,
  ];
};

/** What deleting one writes: a tombstone stays, and its slugs are free. At most 5 operations. @param shown - its latest copy. */
export const collectionDeletion = (shown: Collection, state: CollectionState, by: TakenDownBy): Operation[] => {
  const { id, owner, name } = shown;
  const pk = collectionPk(id);
  const version = nextCollectionVersion(state);
  return [
    put(contentTable.name, tombstoneItem(pk, { id, owner, version, deleted: by.at }), unchanged(state.meta)),
    ...workGone(id, state),
    ...left(shown, state, []),
    revision(pk, version, { ...by, live: false, headline: name }),
  ];
};
