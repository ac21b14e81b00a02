import type { Cursors } from '../../platform/cursor.ts';
import type { Records } from '../../platform/records/port.ts';
import { subgraphDocument } from '../../schema/sdl.ts';
import type { Writes } from '../../writes/writes.ts';
import { rulesTable } from '../rules.ts';
import type { Subgraph } from '../subgraph.ts';
import { createSubgraph } from '../subgraph.ts';
import { graphVisibility } from '../visibility.ts';
import { createCollectionStore, noteCollections } from './collectionStore.ts';
import type { Context } from './context.ts';
import { createListReader } from './lists.ts';
import { createLoaders } from './loaders.ts';
import type { ShownDirectory } from './notedDirectory.ts';
import { noteOrganisations } from './notedDirectory.ts';
import { noteReads } from './notedStore.ts';
import type { Previews } from './preview.ts';
import { createPreviews } from './preview.ts';
import { resolvers } from './resolvers.ts';
import type { ContentStore } from './store.ts';

/** What the content subgraph stands on. */
export interface ContentParts {
  readonly records: Records;
  readonly store: ContentStore;
  readonly directory: ShownDirectory;
  readonly cursors: Cursors;
  readonly writes: Pick<Writes, 'submit' | 'submitBatch' | 'read'>;
  /** Makes the ids of records. */
  readonly newId: () => string;
}

/** The subgraph of articles, sections, tags, contributors and subsidiaries. */
export const createContentSubgraph = ({
  records,
  store,
  directory,
  cursors,
  writes,
  newId,
}: ContentParts): Subgraph => {
  const collections = createCollectionStore({ records });
  return createSubgraph<Context>({
    name: 'content',
    typeDefs: subgraphDocument('content'),
    visibility: graphVisibility,
    rules: rulesTable.content,
    resolvers,
    contextOf: (scope) => {
      const noted = noteReads(store, scope);
      const loaders = createLoaders(noted, scope);
      let previews: Previews | undefined;
      return {
        scope,
        store: noted,
        directory: noteOrganisations(directory, scope.touched),
        cursors,
        writes,
        newId,
        loaders,
        get previews() {
          previews ??= createPreviews(noted, loaders, scope);
          return previews;
        },
        lists: createListReader(records, loaders, scope),
        collections: noteCollections(collections, scope),
      };
    },
  });
};
