import { createHash } from 'node:crypto';
import type { FieldValue, Filter } from './filter.ts';
import type { FieldDefinition, SortPosition } from './port.ts';
import type { BoundQuery, BoundRelated, BoundSortKey, bindSuggest, SharedValue } from './request.ts';

/** A part of OpenSearch's query language. */
export type Clause = Readonly<Record<string, unknown>>;

/** Buckets of keywords' completions that are looked at: beginnings with their values. */
const MAX_COMPLETIONS = 10_000;
/** Values that each shard of several gives for a facet; with one shard counts are exact in any case. */
const SHARD_VALUES = 5_000;

/** Milliseconds since the epoch of years that no date field takes. */
const AFTER_ALL_DATES = 1e15;
const BEFORE_ALL_DATES = -1e14;

/** A bound filter as a clause that scores nothing. */
export const clauseOf = (filter: Filter): Clause => {
  switch (filter.kind) {
    case 'and':
      return filter.filters.length === 0 ? { match_all: {} } : { bool: { filter: filter.filters.map(clauseOf) } };
    case 'or':
      return filter.filters.length === 0
        ? { match_none: {} }
        : { bool: { should: filter.filters.map(clauseOf), minimum_should_match: 1 } };
    case 'not':
      return { bool: { must_not: [clauseOf(filter.filter)] } };
    case 'equals':
      return { term: { [`values.${filter.field}`]: { value: filter.value } } };
    case 'in':
      return { terms: { [`values.${filter.field}`]: filter.values } };
    case 'range': {
      const { gt, gte, lt, lte } = filter;
      return { range: { [`values.${filter.field}`]: { gt, gte, lt, lte } } };
    }
    case 'exists':
      return { exists: { field: `values.${filter.field}` } };
  }
};

const LIVE: Clause = { term: { live: { value: true } } };

const wordClause = (term: string, fields: readonly FieldDefinition[]): Clause => ({
  dis_max: {
    queries: fields.map(({ name, boost }) => ({ term: { [`terms.${name}`]: { value: term, boost: boost ?? 1 } } })),
    tie_breaker: 0.3,
  },
});

/** What a missing value sorts as, beyond any real one; as OpenSearch answers it in a hit's sort values. */
const missing = ({ field, direction }: BoundSortKey): number | string | null => {
  const last = direction === 'ascending';
  switch (field.type) {
    case 'date':
      return last ? AFTER_ALL_DATES : BEFORE_ALL_DATES;
    case 'number':
      return last ? 'Infinity' : '-Infinity';
    case 'boolean':
      return last ? 2 : -1;
    case 'keyword':
    case 'text':
      return null;
  }
};

const sortClause = (key: BoundSortKey): Clause => {
  const value = missing(key);
  return {
    [`values.${key.field.name}`]: {
      order: key.direction === 'ascending' ? 'asc' : 'desc',
      missing: typeof value === 'number' ? value : '_last',
    },
  };
};

const toSortValue = (key: BoundSortKey, part: SortPosition[number] | undefined): unknown => {
  if (part === null || part === undefined) return missing(key);
  if (key.field.type === 'date') return Date.parse(String(part));
  return key.field.type === 'boolean' ? Number(part) : part;
};

const fromSortValue = (key: BoundSortKey, value: unknown): FieldValue | null => {
  if (value === missing(key)) return null;
  if (key.field.type === 'date') return new Date(Number(value)).toISOString();
  if (key.field.type === 'boolean') return value === 1 || value === true;
  return typeof value === 'number' ? value : String(value);
};

/** A hit's position as callers know it. */
export const positionOf = (order: BoundQuery['order'], sort: readonly unknown[]): SortPosition => {
  const keys = order === 'relevance' ? [Number(sort[0])] : order.map((key, at) => fromSortValue(key, sort[at]));
  return [...keys, String(sort.at(-1))];
};

/** The request body of a query; `more` adds to the score of hits and makes none. */
export const queryBody = (query: BoundQuery, shards: number, more: readonly Clause[]): Clause => {
  const { order, after, terms } = query;
  const words = (terms ?? []).map((term) => wordClause(term, query.textFields));
  const scored = order === 'relevance';
  const filter = [LIVE, clauseOf(query.filter), ...(scored ? [] : words)];
  const sort = [...(order === 'relevance' ? [{ _score: 'desc' }] : order.map(sortClause)), { id: 'asc' }];
  const facet = (field: string, size: number): Clause => ({
    terms: {
      field: `values.${field}`,
      size,
      order: [{ _count: 'desc' }, { _key: 'asc' }],
      ...(shards > 1 ? { shard_size: SHARD_VALUES } : {}),
    },
  });
  return {
    size: query.size,
    track_total_hits: true,
    query: { bool: { filter, ...(scored ? { must: words, should: more } : {}) } },
    sort,
    _source:
      terms === undefined || query.highlight.length === 0
        ? false
        : query.highlight.map(({ name }) => `originals.${name}`),
    ...(after === undefined
      ? {}
      : {
          search_after: [
            ...(order === 'relevance' ? [after[0]] : order.map((key, at) => toSortValue(key, after[at]))),
            after.at(-1),
          ],
        }),
    ...(query.facets.length === 0
      ? {}
      : { aggs: Object.fromEntries(query.facets.map(({ field, size }, at) => [`facet${at}`, facet(field, size)])) }),
  };
};

/** The copies of shards that answer: the same for the same words, whose scores may differ from copy to copy. */
export const preferenceOf = (query: BoundQuery): string | undefined =>
  query.order === 'relevance'
    ? `words-${createHash('sha256')
        .update((query.terms ?? []).join(' '))
        .digest('hex')
        .slice(0, 16)}`
    : undefined;

/** The request body of suggestions: for each field the values of documents where it is begun so. */
export const suggestBody = ({ prefix, fields, filter, size }: NonNullable<ReturnType<typeof bindSuggest>>): Clause => {
  const order = [{ _count: 'desc' }, { _key: 'asc' }];
  const begins = ({ name, type }: FieldDefinition): Clause => ({
    prefix: { [`${type === 'text' ? 'begun' : 'completions'}.${name}`]: { value: prefix } },
  });
  const values = ({ name, type }: FieldDefinition): Clause =>
    type === 'text'
      ? { terms: { field: `short.${name}`, size, order } }
      : // A prefix is letters, digits and blanks: nothing in it is an operator of the expression.
        { terms: { field: `completions.${name}`, include: `${prefix}.*`, size: MAX_COMPLETIONS, order } };
  return {
    size: 0,
    track_total_hits: false,
    query: {
      bool: { filter: [LIVE, clauseOf(filter), { bool: { should: fields.map(begins), minimum_should_match: 1 } }] },
    },
    aggs: Object.fromEntries(
      fields.map((field, at) => [`field${at}`, { filter: begins(field), aggs: { values: values(field) } }]),
    ),
  };
};

/** The order of related documents after their score: newest first. */
export const relatedOrder = (date: FieldDefinition): BoundSortKey => ({ field: date, direction: 'descending' });

/** The request body that reads the values which documents of these ids may share: of those alone that fit the filter, since what others are like would tell of them. */
export const sharedBody = ({ ids, shared, filter }: BoundRelated): Clause => ({
  size: ids.length,
  track_total_hits: false,
  query: { bool: { filter: [LIVE, { terms: { id: ids } }, clauseOf(filter)] } },
  _source: ['id', ...shared.map(({ field }) => `values.${field.name}`)],
});

/** The request body of documents related to one: the sum of shared values' weights, then the newest. */
export const relatedBody = (
  { date, filter, size }: BoundRelated,
  id: string,
  shared: readonly SharedValue[],
): Clause => ({
  size,
  track_total_hits: false,
  _source: false,
  query: {
    bool: {
      filter: [LIVE, clauseOf(filter)],
      must_not: [{ term: { id: { value: id } } }],
      should: shared.map(({ field, value, weight }) => ({
        constant_score: { filter: { term: { [`values.${field.name}`]: { value } } }, boost: weight },
      })),
      minimum_should_match: 1,
    },
  },
  sort: [{ _score: 'desc' }, sortClause(relatedOrder(date)), { id: 'asc' }],
});
