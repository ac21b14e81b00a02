import type { CallOptions, Item, Key, Records } from '../../platform/records/port.ts';
import type { Read } from '../item.ts';
import { reader } from '../item.ts';
import type { RequestScope } from '../subgraph.ts';
import { partitionTag } from '../tags.ts';
import type { Collection } from './collectionRecord.ts';
import { collectionSchema } from './collectionRecord.ts';
import { collectionPk, contentDeskTable, contentTable, ownNamePk } from './keys.ts';
import type { OwnTombstone } from './ownTombstone.ts';
import { isTombstone, readerOfEither, unlessDeleted } from './ownTombstone.ts';
import type { NamePointer } from './record.ts';
import { namePointerSchema } from './record.ts';

/** A collection as readers see it, and as it is to be next; each absent where there is none. */
export interface CollectionCopies {
  readonly meta: Read<Collection>;
  readonly work: Read<Collection>;
}

/** Reads of collections as requests see them; each is one call of the port. */
export interface CollectionReads {
  live(id: string, options?: CallOptions): Promise<Read<Collection>>;
  /** Both copies of each, read consistently. What was deleted is not there. */
  copies(ids: readonly string[], options?: CallOptions): Promise<CollectionCopies[]>;
  /** Which of an owner's collections has this slug, now or next. */
  named(owner: string, slug: string, options?: CallOptions): Promise<Read<NamePointer>>;
}

/** {@link CollectionReads}, and what requests never see. */
export interface CollectionStore extends CollectionReads {
  /** What stays of one that was deleted, read consistently. */
  tombstone(id: string, options?: CallOptions): Promise<Read<OwnTombstone>>;
}

const live = (id: string): Key => ({ table: contentTable.name, pk: collectionPk(id), sk: 'META' });
const next = (id: string): Key => ({ table: contentDeskTable.name, pk: collectionPk(id), sk: 'WORK' });

/** {@link CollectionStore} over records. */
export const createCollectionStore = ({ records }: { readonly records: Records }): CollectionStore => {
  const readEither = readerOfEither(collectionSchema);
  const readLive = (item: Item | undefined): Read<Collection> => unlessDeleted(readEither(item));
  const readNext = reader(collectionSchema, contentDeskTable.name);
  const readPointer = reader(namePointerSchema, contentTable.name);
  return {
    live: async (id, options) => readLive((await records.getMany([live(id)], options))[0]),
    copies: async (ids, options) => {
      const items = await records.getMany(
        ids.flatMap((id) => [live(id), next(id)]),
        { ...options, consistent: true },
      );
      return ids.map((_, index) => ({ meta: readLive(items[index * 2]), work: readNext(items[index * 2 + 1]) }));
    },
    tombstone: async (id, options) => {
      const found = readEither((await records.getMany([live(id)], { ...options, consistent: true }))[0]);
      return found && !(found instanceof Error) && !isTombstone(found) ? undefined : found;
    },
    named: async (owner, slug, options) => {
      const pk = ownNamePk({ owner, kind: 'collection', slug });
      return readPointer((await records.getMany([{ table: contentTable.name, pk, sk: 'PTR' }], options))[0]);
    },
  };
};

/** A request's own way to collections: it notes what is read, found or not. */
export const noteCollections = (store: CollectionReads, { touched }: RequestScope): CollectionReads => ({
  live: (id, options) => {
    touched.tag(partitionTag(collectionPk(id)));
    return store.live(id, options);
  },
  copies: (ids, options) => {
    touched.neverKeep('it was asked of working copies');
    return store.copies(ids, options);
  },
  named: (owner, slug, options) => {
    touched.tag(partitionTag(ownNamePk({ owner, kind: 'collection', slug })));
    return store.named(owner, slug, options);
  },
});
