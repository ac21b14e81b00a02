import type { Cursors } from '../../platform/cursor.ts';
import type { Writes } from '../../writes/writes.ts';
import type { RequestScope } from '../subgraph.ts';
import type { CollectionReads } from './collectionStore.ts';
import type { ListReader } from './lists.ts';
import type { Loaders } from './loaders.ts';
import type { ShownDirectory } from './notedDirectory.ts';
import type { Previews } from './preview.ts';
import type { ContentStore } from './store.ts';

/** What the resolvers of one request work with. */
export interface Context {
  readonly scope: RequestScope;
  readonly store: ContentStore;
  readonly loaders: Loaders;
  /** Made when first asked for: few requests preview. */
  readonly previews: Previews;
  readonly lists: ListReader;
  readonly collections: CollectionReads;
  readonly directory: ShownDirectory;
  readonly cursors: Cursors;
  readonly writes: Pick<Writes, 'submit' | 'submitBatch' | 'read'>;
  /** Makes the ids of records. */
  readonly newId: () => string;
}
