import DataLoader from 'dataloader';
import type { Cursors } from '../../platform/cursor.ts';
import { and, equals } from '../../platform/search/filter.ts';
import type { Hit, Search } from '../../platform/search/port.ts';
import { subgraphDocument } from '../../schema/sdl.ts';
import { rulesTable } from '../rules.ts';
import type { Subgraph } from '../subgraph.ts';
import { createSubgraph } from '../subgraph.ts';
import { graphVisibility } from '../visibility.ts';
import { visibleTo } from '../visibleTo.ts';
import type { Context } from './context.ts';
import { noteHits } from './notedSearch.ts';
import { resolvers } from './resolvers.ts';
import { ofShownKinds, sharedFields } from './sources.ts';

/** What the search subgraph stands on. */
export interface SearchParts {
  readonly search: Search;
  readonly cursors: Cursors;
}

/** The most that the port takes in one call. */
const TOGETHER = { maxBatchSize: 100 };

/** The subgraph of search, suggestions and what is like a record. */
export const createSearchSubgraph = ({ search: index, cursors }: SearchParts): Subgraph =>
  createSubgraph<Context>({
    name: 'search',
    typeDefs: subgraphDocument('search'),
    visibility: graphVisibility,
    rules: rulesTable.search,
    resolvers,
    contextOf: (scope) => {
      const { signal } = scope;
      const search = noteHits(index, scope);
      const shown = graphVisibility.of(scope.viewer.view);
      const visible = ofShownKinds(visibleTo(scope.viewer, scope.now), shown);
      const filter = and(visible, equals('kind', 'CONTENT'));
      const bySize = new Map<number, DataLoader<string, readonly Hit[]>>();
      const relatedOf = (size: number): DataLoader<string, readonly Hit[]> =>
        new DataLoader(
          (ids) =>
            search.related({ ids, shared: sharedFields(shown), dateField: 'published', filter, size }, { signal }),
          TOGETHER,
        );
      return {
        scope,
        search,
        cursors,
        visible,
        shown,
        related: (size) => {
          const loader = bySize.get(size) ?? relatedOf(size);
          bySize.set(size, loader);
          return loader;
        },
        queries: new DataLoader((queries) => search.queryMany(queries, { signal }), {
          ...TOGETHER,
          cacheKeyFn: (query) => JSON.stringify(query),
        }),
      };
    },
  });
