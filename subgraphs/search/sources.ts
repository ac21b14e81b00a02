import type { Filter } from '../../platform/search/filter.ts';
import { and, equals } from '../../platform/search/filter.ts';
import type { Shown } from '../../platform/visibility.ts';
import { textFields } from '../document.ts';

/** What each field of the index is made of: to look for words in it, to cut highlights out of it or to complete from it tells all of these. */
const SOURCES = {
  headline: ['Content.headline', 'MediaAsset.altText', 'MediaAsset.caption'],
  standfirst: ['Content.standfirst', 'MediaAsset.caption'],
  credits: ['Content.contributors', 'Content.byline', 'Contributor.name', 'MediaAsset.creditText'],
  subjects: ['Content.tags', 'Content.section', 'Tag.name', 'Section.name'],
  body: ['Content.body', 'Body.text'],
  names: ['Content.contributors', 'Content.tags', 'Content.section', 'Contributor.name', 'Tag.name', 'Section.name'],
} as const satisfies Readonly<Record<(typeof textFields)[number] | 'names', readonly string[]>>;

/** What makes records alike, how much (a shared tag says most), and what that tells. */
const ALIKE = [
  { field: 'tags', weight: 4, tells: 'Content.tags' },
  { field: 'contributors', weight: 2, tells: 'Content.contributors' },
  { field: 'section', weight: 1, tells: 'Content.section' },
] as const;

/** A view that hides a type hides its records from search, so that nothing of the index tells of their fields. */
const tellable = (field: keyof typeof SOURCES, shown: Shown): boolean =>
  SOURCES[field].every((source) => shown.has(source) || (isKind(source) && !shown.hasType(typeOf(source))));

const typeOf = (coordinate: string): string => coordinate.slice(0, coordinate.indexOf('.'));
const isKind = (coordinate: string): boolean => ['Content', 'MediaAsset'].includes(typeOf(coordinate));

/** The fields in which this view looks for words. */
export const searchedFields = (shown: Shown): readonly string[] => textFields.filter((field) => tellable(field, shown));

/** The fields from which this view completes what is typed: headlines and names, what a reader begins to type. */
export const suggestedFields = (shown: Shown): readonly string[] =>
  (['headline', 'names'] as const).filter((field) => tellable(field, shown));

/** By what this view relates records. */
export const sharedFields = (shown: Shown): readonly { readonly field: string; readonly weight: number }[] =>
  ALIKE.filter(({ tells }) => shown.has(tells)).map(({ field, weight }) => ({ field, weight }));

/** A record predicate with the kinds of records that this view shows. */
export const ofShownKinds = (visible: Filter, shown: Shown): Filter =>
  and(
    visible,
    ...(shown.hasType('Content') ? [] : [equals('kind', 'MEDIA')]),
    ...(shown.hasType('MediaAsset') ? [] : [equals('kind', 'CONTENT')]),
  );
