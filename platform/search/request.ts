import { PortError } from '../errors.ts';
import type { CallOptions } from '../records/port.ts';
import type { DeclaredFields } from './fields.ts';
import { fieldOf, fitsType, invalid, isDate } from './fields.ts';
import type { FieldValue, Filter } from './filter.ts';
import { exists, or } from './filter.ts';
import type { FacetRequest, FieldDefinition, RelatedQuery, SearchQuery, SortPosition, SuggestQuery } from './port.ts';
import { foldPrefix } from './suggestions.ts';
import { foldQuery, MAX_QUERY_TEXT } from './terms.ts';

/** Clauses of one filter, those that join others included, and how deep they may stand in each other: below what either engine refuses. */
const MAX_CLAUSES = 500;
const MAX_DEPTH = 30;
/** Values of one `in`. */
const MAX_IN = 1_000;
const MAX_SORT_KEYS = 5;
const MAX_FACETS = 20;
const MAX_SHARED = 300;
const MAX_SHARED_FIELDS = 10;
/** Queries, and ids of related ones, that one call may bring. */
const MAX_QUERIES = 100;

/** A sort key with its field's definition. */
export interface BoundSortKey {
  readonly field: FieldDefinition;
  readonly direction: 'ascending' | 'descending';
}

/** A query as both engines run it: every name declared, every value of its field's type, every size within bounds. */
export interface BoundQuery {
  /** Folded words that must all occur; nothing: no text condition. */
  readonly terms: readonly string[] | undefined;
  /** The text as it was typed, as far as it is looked at. */
  readonly text: string;
  readonly textFields: readonly FieldDefinition[];
  readonly filter: Filter;
  readonly facets: readonly FacetRequest[];
  /** `relevance`: by score, then id. Otherwise by these keys, then id. */
  readonly order: 'relevance' | readonly BoundSortKey[];
  readonly after: SortPosition | undefined;
  readonly size: number;
  readonly highlight: readonly FieldDefinition[];
  /** Whether nothing can be found whatever the index holds. */
  readonly nothing: boolean;
}

const NOTHING: Filter = or();
const FILTERED = ['keyword', 'date', 'number', 'boolean'] as const;

const within = (value: number, least: number, most: number, name: string): number => {
  if (!Number.isInteger(value) || value < least || value > most)
    throw invalid(`${name} is ${least} to ${most}, not ${value}`);
  return value;
};

/** What a field is compared with, or nothing where no value of the field can equal it. */
const comparable = (field: FieldDefinition, value: FieldValue): FieldValue | undefined => {
  if (!fitsType(field.type, value)) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
  if (typeof value !== 'string') return value;
  if (field.type === 'date' && !isDate(value))
    throw invalid(`filter: '${field.name}' is compared with dates as YYYY-MM-DDTHH:mm:ss.sssZ`);
  return value.isWellFormed() ? value : undefined;
};

const bindRange = (field: FieldDefinition, filter: Extract<Filter, { kind: 'range' }>): Filter => {
  const bounds: { gt?: string | number; gte?: string | number; lt?: string | number; lte?: string | number } = {};
  for (const name of ['gt', 'gte', 'lt', 'lte'] as const) {
    const given = filter[name];
    if (given === undefined) continue;
    if (typeof given === 'number' && field.type === 'number') {
      // Values are finite: an infinite bound holds for all of them or for none.
      if (given === (name.startsWith('g') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)) continue;
      if (!Number.isFinite(given)) return NOTHING;
    }
    const value = comparable(field, typeof given === 'string' ? given.toWellFormed() : given);
    if (value === undefined || typeof value === 'boolean') return NOTHING;
    bounds[name] = value;
  }
  return Object.keys(bounds).length === 0 ? exists(field.name) : { kind: 'range', field: field.name, ...bounds };
};

/**
 * Checks a filter against the declared fields. Clauses that compare a field with a value of another type become ones that never hold, as in memory.
 * @throws `INVALID` for a field that is not declared, full text, a date that is none, or too many clauses
 */
export const bindFilter = (declared: DeclaredFields, filter: Filter): Filter => {
  let clauses = 0;
  const bind = (each: Filter, depth: number): Filter => {
    clauses += 1;
    if (clauses > MAX_CLAUSES) throw invalid(`filter: more than ${MAX_CLAUSES} clauses`);
    if (depth > MAX_DEPTH) throw invalid(`filter: clauses stand in each other more than ${MAX_DEPTH} deep`);
    if (each.kind === 'and' || each.kind === 'or')
      return { kind: each.kind, filters: each.filters.map((inner) => bind(inner, depth + 1)) };
    if (each.kind === 'not') return { kind: 'not', filter: bind(each.filter, depth + 1) };
    const field = fieldOf(declared, each.field, 'filter', FILTERED);
    if (each.kind === 'exists') return each;
    if (each.kind === 'range') return bindRange(field, each);
    const given = each.kind === 'equals' ? [each.value] : each.values;
    if (given.length > MAX_IN) throw invalid(`filter: '${field.name}' is compared with more than ${MAX_IN} values`);
    const values = [...new Set(given)].flatMap((value) => comparable(field, value) ?? []);
    if (values.length === 0) return NOTHING;
    return { kind: 'in', field: field.name, values };
  };
  return bind(filter, 0);
};

const bindAfter = (after: SortPosition, order: BoundQuery['order']): SortPosition => {
  const fits = (part: SortPosition[number] | undefined, key: BoundSortKey): boolean =>
    part === null ||
    (part !== undefined &&
      fitsType(key.field.type, part) &&
      (key.field.type !== 'date' || isDate(String(part))) &&
      (typeof part !== 'number' || Number.isFinite(part)));
  const keys = order === 'relevance' ? 1 : order.length;
  const ok =
    after.length === keys + 1 &&
    typeof after[keys] === 'string' &&
    (order === 'relevance'
      ? typeof after[0] === 'number' && Number.isFinite(after[0])
      : order.every((key, at) => fits(after[at], key)));
  if (!ok) throw invalid('after: this is no position in the order of this query');
  return after;
};

/** Checks a query. @throws `INVALID`, naming what is wrong */
export const bindQuery = (declared: DeclaredFields, query: SearchQuery): BoundQuery => {
  const textFields =
    query.fields?.map((name) => fieldOf(declared, name, 'fields', ['text'])) ??
    [...declared.values()].filter(({ type }) => type === 'text');
  const text = query.text === undefined || query.text.trim() === '' ? undefined : query.text;
  const terms = text === undefined ? undefined : foldQuery(text);
  const keys = (query.sort ?? []).map(({ field, direction }) => ({
    field: fieldOf(declared, field, 'sort', FILTERED),
    direction,
  }));
  if (keys.length > MAX_SORT_KEYS) throw invalid(`sort: at most ${MAX_SORT_KEYS} keys`);
  const facets = query.facets ?? [];
  if (facets.length > MAX_FACETS) throw invalid(`facets: at most ${MAX_FACETS}`);
  for (const { field, size } of facets) {
    fieldOf(declared, field, 'facets', FILTERED);
    within(size, 1, 100, 'the size of a facet');
  }
  const byRelevance = keys.length === 0 && terms !== undefined;
  const order = byRelevance ? 'relevance' : keys;
  return {
    terms,
    text: (text ?? '').slice(0, MAX_QUERY_TEXT).toWellFormed(),
    textFields: [...new Set(textFields)],
    filter: bindFilter(declared, query.filter),
    facets,
    order,
    after: query.after === undefined ? undefined : bindAfter(query.after, order),
    size: within(query.size, 0, 100, 'size'),
    highlight: (query.highlight ?? []).map((name) => fieldOf(declared, name, 'highlight', ['text'])),
    nothing: terms !== undefined && (terms.length === 0 || textFields.length === 0),
  };
};

/** A {@link SuggestQuery}, checked; nothing where its prefix has no letter or digit. */
export const bindSuggest = (
  declared: DeclaredFields,
  query: SuggestQuery,
): { prefix: string; fields: readonly FieldDefinition[]; filter: Filter; size: number } | undefined => {
  const size = within(query.size, 1, 20, 'size');
  const fields = [...new Set(query.fields)].map((name) => {
    const field = fieldOf(declared, name, 'suggest', ['text', 'keyword']);
    if (field.suggest === false) throw invalid(`suggest: the field '${name}' is declared with suggest: false`);
    return field;
  });
  const filter = bindFilter(declared, query.filter);
  const prefix = foldPrefix(query.prefix);
  return prefix === undefined || fields.length === 0 ? undefined : { prefix, fields, filter, size };
};

/** A {@link RelatedQuery}, checked, its weights in 64ths. */
export interface BoundRelated {
  readonly ids: readonly string[];
  readonly shared: readonly { readonly field: FieldDefinition; readonly weight: number }[];
  readonly date: FieldDefinition;
  readonly filter: Filter;
  readonly size: number;
}

/** A value that another document may share, and what it then weighs. */
export interface SharedValue {
  readonly field: FieldDefinition;
  readonly value: string;
  readonly weight: number;
}

/** Checks a query for related documents. @throws `INVALID`, naming what is wrong */
export const bindRelated = (declared: DeclaredFields, query: RelatedQuery): BoundRelated => {
  within(query.ids.length, 1, MAX_QUERIES, 'the number of ids');
  within(query.shared.length, 0, MAX_SHARED_FIELDS, 'the number of shared fields');
  return {
    ids: query.ids,
    shared: query.shared.map(({ field: name, weight }) => {
      const field = fieldOf(declared, name, 'shared', ['keyword']);
      if (!(weight >= 1 / 64 && weight <= 1_000)) throw invalid(`shared: the weight of '${name}' is 1/64 to 1000`);
      return { field, weight: Math.round(weight * 64) / 64 };
    }),
    date: fieldOf(declared, query.dateField, 'dateField', ['date']),
    filter: bindFilter(declared, query.filter),
    size: within(query.size, 1, 100, 'size'),
  };
};

/** The values of one document that others may share: as many as both engines take in one query. */
export const sharedValues = (
  { shared }: BoundRelated,
  valuesOf: (field: FieldDefinition) => readonly string[],
): readonly SharedValue[] =>
  shared
    .flatMap(({ field, weight }) => valuesOf(field).map((value) => ({ field, value, weight })))
    .slice(0, MAX_SHARED);

/** Checks several queries. @throws `INVALID`, naming what is wrong */
export const bindQueries = (declared: DeclaredFields, queries: readonly SearchQuery[]): readonly BoundQuery[] => {
  within(queries.length, 1, MAX_QUERIES, 'the number of queries');
  return queries.map((query) => bindQuery(declared, query));
};

/** @throws `UNAVAILABLE` where the caller no longer waits */
export const notAborted = (options: CallOptions | undefined): void => {
  if (options?.signal?.aborted === true)
    throw new PortError('search', 'UNAVAILABLE', 'search: the caller no longer waits', {
      cause: options.signal.reason,
    });
};
