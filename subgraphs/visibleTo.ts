import type { Fields, Filter } from '../platform/search/filter.ts';
import { and, equals, exists, isIn, matches, not, or, range } from '../platform/search/filter.ts';
import type { Viewer } from '../platform/viewer.ts';

/** What the record predicate looks at: the same names in a stored record and in the index. */
export interface RightsFacts {
  readonly owner: string;
  /** `<owner>/<name>` each. */
  readonly packages: readonly string[];
  readonly pubStatus: 'USABLE' | 'WITHHELD' | 'CANCELED';
  /** ISO 8601 UTC with milliseconds. */
  readonly published: string;
  readonly expires?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly excludedTerritories: readonly string[];
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

/** Licences with the same delay share a clause. */
const licensed = (viewer: Viewer, now: number): Filter[] => {
  const byDelay = new Map<number, string[]>();
  for (const { id, delayMinutes } of viewer.packages)
    byDelay.set(delayMinutes, [...(byDelay.get(delayMinutes) ?? []), id]);
  return [...byDelay].map(([delay, ids]) =>
    delay === 0
      ? isIn('packages', ids)
      : and(isIn('packages', ids), range('published', { lte: isoOf(now - delay * 60_000) })),
  );
};

/**
 * The record predicate: usable, published, not expired, its territory not excluded, and the viewer's own or licensed to it with the licence's delay over.
 * Written once in the search port's filter language; evaluated over a record after every read and by the index for hits, counts, facets and suggestions.
 *
 * @param now - the request's moment, in milliseconds since the epoch.
 */
export const visibleTo = (viewer: Viewer, now: number): Filter => {
  const moment = isoOf(now);
  return and(
    equals('pubStatus', 'USABLE'),
    range('published', { lte: moment }),
    or(not(exists('expires')), range('expires', { gt: moment })),
    ...(viewer.territory === undefined ? [] : [not(equals('excludedTerritories', viewer.territory))]),
    or(
      ...(viewer.organisationKind === 'subsidiary' ? [equals('owner', viewer.organisation)] : []),
      ...licensed(viewer, now),
    ),
  );
};

/** {@link visibleTo} as a function over records in memory; made once per request. */
export const predicateFor = (viewer: Viewer, now: number): ((facts: RightsFacts) => boolean) => {
  const filter = visibleTo(viewer, now);
  return ({ owner, packages, pubStatus, published, expires, excludedTerritories }) => {
    const fields: Fields = { owner, packages, pubStatus, published, expires, excludedTerritories };
    return matches(filter, fields);
  };
};

/** Whether this viewer's subsidiary is the owner. */
export const owns = (viewer: Viewer, owner: string): boolean =>
  viewer.organisationKind === 'subsidiary' && owner === viewer.organisation;

/** Of a record's packages those that this viewer may know of: all for the owner, else its own licensed ones. */
export const packagesShownTo = (viewer: Viewer, facts: RightsFacts): readonly string[] =>
  owns(viewer, facts.owner)
    ? facts.packages
    : facts.packages.filter((id) => viewer.packages.some((licensedPackage) => licensedPackage.id === id));
