import type { CursorPosition, Cursors } from '../../platform/cursor.ts';
import { AnswerError } from '../../platform/errors.ts';
import type { Filter } from '../../platform/search/filter.ts';
import { and, equals, isIn, range } from '../../platform/search/filter.ts';
import type { SortKey } from '../../platform/search/port.ts';
import type { Scoring } from '../../platform/viewer.ts';
import { pageSize } from '../connection.ts';
import type { PreparedSearch } from './page.ts';
import { sizeToAsk } from './page.ts';
import type { FacetField, InputMaybe, QuerySearchArgs, SearchFilter, SearchSort } from './types.generated.ts';

/** The longest text that is searched for; what is beyond it would not narrow the hits any more. */
const LONGEST_QUERY = 500;
/** The most values that one filter may list. */
const MOST_VALUES = 100;

/** The index's field for each facet. */
export const FACET_FIELDS: Readonly<Record<FacetField, string>> = {
  KIND: 'kind',
  TYPE: 'type',
  OWNER: 'owner',
  SECTION: 'section',
  TAG: 'tags',
  CONTRIBUTOR: 'contributors',
  LANGUAGE: 'language',
};

const NEWEST: readonly SortKey[] = [{ field: 'published', direction: 'descending' }];
const OLDEST: readonly SortKey[] = [{ field: 'published', direction: 'ascending' }];

const oneOf = (field: string, values: InputMaybe<ReadonlyArray<string>> | undefined): Filter[] => {
  if (!values) return [];
  if (values.length > MOST_VALUES)
    throw new AnswerError('BAD_REQUEST', `A filter lists at most ${MOST_VALUES} values; one lists ${values.length}.`);
  return [isIn(field, values)];
};

const filterOf = (filter: InputMaybe<SearchFilter> | undefined): Filter[] => {
  if (!filter) return [];
  const { publishedFrom, publishedBefore } = filter;
  return [
    ...oneOf('kind', filter.kinds),
    ...oneOf('type', filter.types),
    ...oneOf('owner', filter.owners),
    ...oneOf('section', filter.sections),
    ...oneOf('tags', filter.tags),
    ...oneOf('contributors', filter.contributors),
    ...oneOf('language', filter.languages),
    ...(publishedFrom ? [range('published', { gte: publishedFrom })] : []),
    ...(publishedBefore ? [range('published', { lt: publishedBefore })] : []),
  ];
};

const sortOf = (sort: SearchSort, hasText: boolean): readonly SortKey[] | undefined => {
  switch (sort) {
    case 'NEWEST':
      return NEWEST;
    case 'OLDEST':
      return OLDEST;
    case 'RELEVANCE':
      return hasText ? undefined : NEWEST;
  }
};

const positionOf = (cursors: Cursors, binding: string, after: string | null | undefined): CursorPosition | undefined =>
  after ? cursors.decode(binding, after) : undefined;

/** What {@link prepareSearch} works with besides what is asked. */
export interface SearchOptions {
  /** What this viewer may see: it stands under what is asked for. */
  readonly visible: Filter;
  /** Those of the index in which the viewer's view looks for words. */
  readonly fields: readonly string[];
  readonly scoring: Scoring;
  readonly cursors: Cursors;
  /** Whether highlights are asked for; to cut them out, the texts must be read. */
  readonly highlighted: boolean;
}

/**
 * The query for `search(…)`.
 * @throws {@link AnswerError} `BAD_REQUEST`, `BAD_CURSOR`; `FORBIDDEN` where there is no such field.
 */
export const prepareSearch = (
  args: Partial<QuerySearchArgs>,
  { visible, fields, scoring, cursors, highlighted }: SearchOptions,
): PreparedSearch => {
  const text = args.query?.trim() || undefined;
  if (text && text.length > LONGEST_QUERY)
    throw new AnswerError('BAD_REQUEST', `\`query\` takes at most ${LONGEST_QUERY} characters; it has ${text.length}.`);
  if (text && fields.length === 0)
    throw new AnswerError('FORBIDDEN', 'Your view shows nothing in which words could be looked for.');
  const asked = args.sort ?? 'RELEVANCE';
  const sort = asked === 'RELEVANCE' && scoring === 'constant' ? 'NEWEST' : asked;
  const size = pageSize(args.first, 20);
  const filters = filterOf(args.filter);
  const binding = `search ${JSON.stringify([text ?? null, filters, sort])}`;
  return {
    binding,
    size,
    query: {
      text,
      fields: text ? fields : undefined,
      filter: and(visible, ...filters),
      sort: sortOf(sort, text !== undefined),
      after: positionOf(cursors, binding, args.after),
      size: sizeToAsk(size),
      highlight: text && highlighted ? fields : undefined,
    },
  };
};

/** A list of content by tag or contributor. */
export interface ListRequest {
  readonly field: 'tags' | 'contributors';
  readonly id: string;
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
}

/**
 * The query for a tag's or contributor's content, newest first.
 * @throws {@link AnswerError} `BAD_REQUEST`, `BAD_CURSOR`.
 */
export const prepareList = (
  { field, id, first, after }: ListRequest,
  visible: Filter,
  cursors: Cursors,
): PreparedSearch => {
  const size = pageSize(first, 20);
  const binding = `${field} ${id}`;
  return {
    binding,
    size,
    query: {
      filter: and(visible, equals('kind', 'CONTENT'), equals(field, id)),
      sort: NEWEST,
      after: positionOf(cursors, binding, after),
      size: sizeToAsk(size),
    },
  };
};
