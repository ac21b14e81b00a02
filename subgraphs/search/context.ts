import type DataLoader from 'dataloader';
import type { Cursors } from '../../platform/cursor.ts';
import type { Filter } from '../../platform/search/filter.ts';
import type { Hit, SearchQuery, SearchResult } from '../../platform/search/port.ts';
import type { Shown } from '../../platform/visibility.ts';
import type { RequestScope } from '../subgraph.ts';
import type { AskedSearch } from './notedSearch.ts';

/** What the resolvers of one request work with. */
export interface Context {
  readonly scope: RequestScope;
  readonly search: AskedSearch;
  readonly cursors: Cursors;
  /** The record predicate, with the kinds of records that the view shows: part of every query. */
  readonly visible: Filter;
  /** What the viewer's view shows: all that is searched, counted and cut out. */
  readonly shown: Shown;
  /** What is like a record: asked for together, found together. */
  readonly related: (first: number) => DataLoader<string, readonly Hit[]>;
  /** Queries of lists by tag or contributor: asked for together, run together. */
  readonly queries: DataLoader<SearchQuery, SearchResult, string>;
}
