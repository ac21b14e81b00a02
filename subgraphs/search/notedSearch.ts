import type { Hit, Search } from '../../platform/search/port.ts';
import type { RequestScope } from '../subgraph.ts';
import { partitionTag } from '../tags.ts';

/** What a request asks of the index. */
export type AskedSearch = Pick<Search, 'query' | 'queryMany' | 'suggest' | 'related'>;

/** How long what the index says may be kept, in milliseconds: what arrives in it, and what it counts, no purge tells of. */
const KEPT_MS = 15_000;

/** A request's own way to the index: it notes the records of which it was told. A document's id is the partition of its record. */
export const noteHits = (search: AskedSearch, { now, touched }: RequestScope): AskedSearch => {
  const note = (hits: readonly Hit[]): void => {
    for (const { id } of hits) touched.tag(partitionTag(id));
  };
  const endSoon = (): void => touched.endBy(now + KEPT_MS, 'shown');
  return {
    query: async (query, options) => {
      endSoon();
      const result = await search.query(query, options);
      note(result.hits);
      return result;
    },
    queryMany: async (queries, options) => {
      endSoon();
      const results = await search.queryMany(queries, options);
      for (const { hits } of results) note(hits);
      return results;
    },
    suggest: (request, options) => {
      endSoon();
      return search.suggest(request, options);
    },
    related: async (request, options) => {
      endSoon();
      for (const id of request.ids) touched.tag(partitionTag(id));
      const related = await search.related(request, options);
      for (const hits of related) note(hits);
      return related;
    },
  };
};
