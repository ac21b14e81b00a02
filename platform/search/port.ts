import type { CallOptions } from '../records/port.ts';
import type { Fields, FieldValue, Filter } from './filter.ts';

/**
 * How a field is stored and searched. `text` is full text (folded terms, see `terms.ts`; the analyzers of languages only boost), its first million characters;
 * `keyword` is compared as it stands, at most 8 192 bytes a value; a `date` is ISO 8601 UTC with milliseconds of the years 1 to 9999; a `number` is finite.
 * Any but text may hold several values, at most 1 000.
 */
export interface FieldDefinition {
  readonly name: string;
  readonly type: 'text' | 'keyword' | 'date' | 'number' | 'boolean';
  /** Weight of a text field among those searched. Default 1. */
  readonly boost?: number | undefined;
  /** `false`: values of this text or keyword field are never suggested, which spares the index what suggesting needs. Default true, for values of at most 200 characters. */
  readonly suggest?: boolean | undefined;
}

/** What an index is made of; both adapters build from it. Names `[a-z][A-Za-z0-9]*`; at most 100 fields, 10 of them text. */
export interface IndexSchema {
  /** The alias that readers use. `[a-z][a-z0-9-]*`. */
  readonly alias: string;
  readonly fields: readonly FieldDefinition[];
}

/** A document, or with `fields: undefined` its deletion, whose version is kept as long as the index. */
export interface SearchDocument {
  /** 1–512 bytes of UTF-8. */
  readonly id: string;
  /** External version: a positive integer; what is older than or equal to the version known is passed by. */
  readonly version: number;
  readonly fields: Fields | undefined;
}

/** What became of one document: `stale` means that an equal or newer version is there, which counts as done; `failed` names the field that is undeclared or of another type. */
export type IndexResult =
  | { readonly id: string; readonly outcome: 'indexed' | 'deleted' | 'stale' }
  | { readonly id: string; readonly outcome: 'failed'; readonly retryable: boolean; readonly message: string };

/** Counts of a field's values among all hits of the query (not of the page), most frequent first, then by value. */
export interface FacetRequest {
  readonly field: string;
  /** 1–100. */
  readonly size: number;
}

/**
 * One sort key; the id is always the last one, so that the order is total. Text is compared by code point. A document without the field comes last in both
 * directions; of several values the least counts when ascending, the greatest when descending.
 */
export interface SortKey {
  readonly field: string;
  readonly direction: 'ascending' | 'descending';
}

/** The place of a hit in the order of its query: what `after` continues from. Opaque to callers, JSON, deterministic, the same at every adapter unless by relevance. */
export type SortPosition = readonly (string | number | boolean | null)[];

/** A query. Without `text`, or with a blank one, everything that fits the filter is a hit; a text without a letter or digit finds nothing. */
export interface SearchQuery {
  /** Words of it must all occur, each in any of `fields`, in any order. At most 500 characters and 50 different words are looked at, and 64 characters of a word. */
  readonly text?: string | undefined;
  /** The text fields searched. Default: all of them. None: nothing is found. */
  readonly fields?: readonly string[] | undefined;
  /** Over fields but text. At most 500 clauses, 30 deep, 1 000 values of one `in`; a value of another type than its field's fits nothing. @throws `INVALID` for what is not declared, or no date */
  readonly filter: Filter;
  /** At most 20, over fields but text. */
  readonly facets?: readonly FacetRequest[] | undefined;
  /**
   * At most 5 keys, over fields but text. Default: relevance where there is text, else by id. Relevance weighs words by how frequent they are now, in documents that
   * do not fit the filter too, so that pages cut by it may shift while documents arrive; pages in any other order neither lose nor repeat what was there.
   */
  readonly sort?: readonly SortKey[] | undefined;
  readonly after?: SortPosition | undefined;
  /** 0–100. */
  readonly size: number;
  /** Text fields of which cut-outs with the found words are wanted. */
  readonly highlight?: readonly string[] | undefined;
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
  /** Text or keyword fields whose values are suggested whole where, from one of their words on, they begin so (headlines, names): `angela m` begins `Angela Merkel`. Values of at most 200 characters. */
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

/** Documents like others: by shared values of keyword fields, each with its weight; the newest first among equals, which every engine can keep; no term statistics. */
export interface RelatedQuery {
  /** The documents that others are to be like; 1–100. Their own values are read in the index; to one that does not fit the filter nothing is related. */
  readonly ids: readonly string[];
  /** Keyword fields, at most 10, and what one shared value weighs: 1/64 to 1 000, in 64ths, which every engine adds up exactly. Of a document's values 300 count. */
  readonly shared: readonly { readonly field: string; readonly weight: number }[];
  readonly dateField: string;
  readonly filter: Filter;
  /** For each id; 1–100. */
  readonly size: number;
}

/** What an index holds under one id: the version, and the values of its fields but text, of one field each once; `undefined` for a deletion. */
export interface HeldDocument {
  readonly id: string;
  readonly version: number;
  readonly values: ReadonlyMap<string, readonly FieldValue[]> | undefined;
}

/** One of the indexes that stand beside each other. */
export interface IndexInfo {
  readonly name: string;
  /** Whether the alias points at it. */
  readonly current: boolean;
  /** Documents in it, deletions not counted. */
  readonly documents: number;
}

/** Which index is read: the named one, by default the one behind the alias. */
export interface ReadIndexOptions extends CallOptions {
  readonly of?: string | undefined;
}

/**
 * Documents found by text, filter and order: OpenSearch, or SQLite with FTS5 embedded. The filter applies to hits, totals, facets, suggestions and related alike.
 * Ranking by relevance may differ between adapters; membership, counts, order by fields and paging do not.
 */
export interface Search {
  /**
   * Writes into the index behind the alias, or into the named one while it is being built. At most 1 000 documents a call. A result for each, in order.
   * @param options - `again`: what is there under the same version is written anew, which mends a document that is not as its version should be.
   * @throws `TOO_LARGE`; `NOT_FOUND`
   */
  index(
    documents: readonly SearchDocument[],
    options?: CallOptions & { readonly into?: string | undefined; readonly again?: boolean | undefined },
  ): Promise<readonly IndexResult[]>;
  /** What is held under these ids, as it was last written, found or not yet; `undefined` where nothing is. At most 1 000. @throws `TOO_LARGE`; `NOT_FOUND` */
  held(ids: readonly string[], options?: ReadIndexOptions): Promise<readonly (HeldDocument | undefined)[]>;
  /** What is held, deletions too, by id, from beyond `after` on; fewer than `size` (1–1 000) where that is the end. For comparing alone; never in a request path. @throws `NOT_FOUND` */
  walk(
    page: { readonly after?: string | undefined; readonly size: number },
    options?: ReadIndexOptions,
  ): Promise<readonly HeldDocument[]>;
  /** The indexes that stand beside each other, by name. Counts what {@link Search.refresh} made found. */
  indexes(options?: CallOptions): Promise<readonly IndexInfo[]>;
  /** @throws `INVALID`, naming what is wrong with the query; `NOT_FOUND` before the first index is made */
  query(query: SearchQuery, options?: CallOptions): Promise<SearchResult>;
  suggest(query: SuggestQuery, options?: CallOptions): Promise<readonly Suggestion[]>;
  /** Several queries at once, 1–100; a result for each, in order. One that is wrong fails all. */
  queryMany(queries: readonly SearchQuery[], options?: CallOptions): Promise<readonly SearchResult[]>;
  /** For each id, in order, what is like it, never itself; nothing for one that is not there, or that does not fit the filter. */
  related(query: RelatedQuery, options?: CallOptions): Promise<readonly (readonly Hit[])[]>;
  /** Makes an empty index of this name (`[a-z0-9][a-z0-9-]*`, at most 64) beside the living one. @throws `CONDITION_FAILED` where it is there. */
  create(version: string, options?: CallOptions): Promise<void>;
  /** Points the alias at this index, at once, and answers the name of the index before. @throws `NOT_FOUND`; `INVALID` where its fields are not the declared ones */
  swap(version: string, options?: CallOptions): Promise<string | undefined>;
  /** Removes an index. @throws `NOT_FOUND`; `CONDITION_FAILED` where the alias points at it */
  drop(version: string, options?: CallOptions): Promise<void>;
  /** What was indexed before this call is found after it. */
  refresh(options?: CallOptions): Promise<void>;
  /** Makes the first index and its alias where there is none; refuses (`INVALID`, naming the field) an index whose fields are not the declared ones. */
  prepare(options?: CallOptions): Promise<void>;
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
