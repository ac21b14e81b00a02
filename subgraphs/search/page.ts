import type { SearchQuery, SearchResult } from '../../platform/search/port.ts';
import { LONGEST_PAGE } from '../connection.ts';

/** A query as the port takes it, and what its cursors are bound to. */
export interface PreparedSearch {
  readonly query: SearchQuery;
  readonly binding: string;
  /** Of the page that is asked for; the query asks for one more where the port allows. */
  readonly size: number;
}

/** A page found, with the query that found it. */
export interface FoundPage extends PreparedSearch {
  readonly result: SearchResult;
  readonly after: string | null | undefined;
}

/** One more than the page says whether there is a next one; it is the most that the port gives at once. */
export const sizeToAsk = (size: number): number => Math.min(size + 1, LONGEST_PAGE);

/** Finds a page and, where there is one, the hit after it; for the longest page that takes a query of its own. */
export const findPage = async (
  prepared: PreparedSearch,
  after: string | null | undefined,
  run: (query: SearchQuery) => Promise<SearchResult>,
): Promise<FoundPage> => {
  const result = await run(prepared.query);
  const { hits, total } = result;
  const last = hits.at(-1);
  if (!last || prepared.size < LONGEST_PAGE || hits.length < LONGEST_PAGE || total === hits.length)
    return { ...prepared, after, result };
  const beyond = await run({ ...prepared.query, after: last.position, size: 1, highlight: undefined });
  return { ...prepared, after, result: { ...result, hits: [...hits, ...beyond.hits] } };
};
