import type { CallOptions } from '../records/port.ts';
import type { Fields, Filter } from './filter.ts';

/**
 * How a field is stored and searched. `text` is full text (folded terms, see `terms.ts`; a text field's `language` only boosts);
 * `keyword` is compared as it stands; a `date` is ISO 8601 UTC with milliseconds. Any but text may hold several values.
 */
export interface FieldDefinition {
  readonly name: string;
  readonly type: 'text' | 'keyword' | 'date' | 'number' | 'boolean';
  /** Weight of a text field among those searched. Default 1. */
  readonly boost?: number | undefined;
  /** `false`: values of this text or keyword field are never suggested, which spares the index what suggesting needs. Default true, for values of at most 200 characters. */
  readonly suggest?: boolean | undefined;
}

/** What an index is made of; both adapters build from it. Names `[a-z][A-Za-z0-9]*`. */
export interface IndexSchema {
  /** The alias that readers use. `[a-z][a-z0-9-]*`. */
  readonly alias: string;
  readonly fields: readonly FieldDefinition[];
}

/** A document, or with `fields: undefined` its deletion. */
export interface SearchDocument {
  readonly id: string;
  /** External version: a positive integer; what is older than or equal to the version known is passed by. */
  readonly version: number;
  readonly fields: Fields | undefined;
}

/** What became of one document: `stale` means that an equal or newer version is there, which counts as done. */
export type IndexResult =
  | { readonly id: string; readonly outcome: 'indexed' | 'deleted' | 'stale' }
  | { readonly id: string; readonly outcome: 'failed'; readonly retryable: boolean; readonly message: string };

/** Counts of a field's values among all hits of the query (not of the page), most frequent first, then by value. */
export interface FacetRequest {
  readonly field: string;
  /** 1–100. */
  readonly size: number;
}

/** One sort key; the id is always the last one, so that the order is total. A document without the field comes last. */
export interface SortKey {
  readonly field: string;
  readonly direction: 'ascending' | 'descending';
}

/** The place of a hit in the order of its query: what `after` continues from. Opaque to callers, JSON, deterministic. */
export type SortPosition = readonly (string | number | boolean | null)[];

/** A query. Without `text` everything that fits the filter is a hit. */
export interface SearchQuery {
  /** Words of it must all occur, in any of `fields`, in any order. At most 500 characters are looked at. */
  readonly text?: string | undefined;
  /** The text fields searched. */
  readonly fields?: readonly string[] | undefined;
  readonly filter: Filter;
  readonly facets?: readonly FacetRequest[] | undefined;
  /** Default: relevance where there is text, else by id. */
  readonly sort?: readonly SortKey[] | undefined;
  readonly after?: SortPosition | undefined;
  /** 0–100. */
  readonly size: number;
  /** Text fields of which cut-outs with the found words are wanted. */
  readonly highlight?: readonly string[] | undefined;
  /** `constant`: every hit scores the same and relevance falls back to the id's order, so that no hidden document's statistics show. Default `relevance`. */
  readonly scoring?: 'relevance' | 'constant' | undefined;
}

/** A cut-out of a field's text; `marks` are the found words' positions in it, in UTF-16 code units, end exclusive. */
export interface Highlight {
  readonly field: string;
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

/** One document found. */
export interface Hit {
  readonly id: string;
  readonly position: SortPosition;
  readonly highlights: readonly Highlight[];
}

/** The values of a field with their counts. */
export interface Facet {
  readonly field: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** The answer to a query; `total` is exact. */
export interface SearchResult {
  readonly hits: readonly Hit[];
  readonly total: number;
  readonly facets: readonly Facet[];
}

/** What a suggestion is made from: completions of a prefix among the words or values of these fields, most frequent first. */
export interface SuggestQuery {
  /** At least one letter or digit after folding, else nothing is suggested; at most 100 characters are looked at. */
  readonly prefix: string;
  /** Text or keyword fields whose values are suggested whole where one of their words begins so (headlines, names). */
  readonly fields: readonly string[];
  readonly filter: Filter;
  /** 1–20. */
  readonly size: number;
}

/** One suggested value and in how many documents that fit the filter it stands. */
export interface Suggestion {
  readonly text: string;
  readonly field: string;
  readonly count: number;
}

/** Documents like one: by shared values of keyword fields, each with its weight, the nearer in time first among equals; no term statistics. */
export interface RelatedQuery {
  readonly id: string;
  /** The document's own values and what a shared one weighs. */
  readonly shared: readonly { readonly field: string; readonly values: readonly string[]; readonly weight: number }[];
  readonly dateField: string;
  readonly filter: Filter;
  /** 1–100. */
  readonly size: number;
}

/**
 * Documents found by text, filter and order: OpenSearch, or SQLite with FTS5 embedded. The filter applies to hits, totals, facets, suggestions and related alike.
 * Ranking by relevance may differ between adapters; membership, counts, order by fields and paging do not.
 */
export interface Search {
  /** Writes into the index behind the alias, or into the named one while it is being built. At most 1 000 documents a call. */
  index(
    documents: readonly SearchDocument[],
    options?: CallOptions & { readonly into?: string | undefined },
  ): Promise<readonly IndexResult[]>;
  query(query: SearchQuery, options?: CallOptions): Promise<SearchResult>;
  suggest(query: SuggestQuery, options?: CallOptions): Promise<readonly Suggestion[]>;
  related(query: RelatedQuery, options?: CallOptions): Promise<readonly Hit[]>;
  /** Makes an empty index of this name beside the living one. @throws `CONDITION_FAILED` where it is there. */
  create(version: string, options?: CallOptions): Promise<void>;
  /** Points the alias at this index, at once, and answers the name of the index before. */
  swap(version: string, options?: CallOptions): Promise<string | undefined>;
  /** Removes an index that the alias does not point at. */
  drop(version: string, options?: CallOptions): Promise<void>;
  /** What was indexed before this call is found after it. */
  refresh(options?: CallOptions): Promise<void>;
  /** Makes the first index and its alias where there is none; refuses (`INVALID`, naming the field) an index whose fields are not the declared ones. */
  prepare(options?: CallOptions): Promise<void>;
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
