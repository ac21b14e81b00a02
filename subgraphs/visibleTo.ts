import type { Fields, Filter } from '../platform/search/filter.ts';
import { and, equals, exists, fieldsMatcher, isIn, not, or, range } from '../platform/search/filter.ts';
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

/** What the record predicate needs of a viewer. */
export type Audience = Pick<Viewer, 'organisation' | 'organisationKind' | 'packages' | 'territory'>;

/** One clause of the record predicate. All must hold. */
export interface Clause {
  readonly name: 'status' | 'published' | 'expiry' | 'territory' | 'entitlement';
  readonly filter: Filter;
}

/** One way in which a record may be a viewer's to see; one of them suffices. Licences with the same delay share one. */
export interface Way {
  /** `undefined`: as its owner. */
  readonly packages: readonly string[] | undefined;
  readonly delayMinutes: number;
  readonly filter: Filter;
}

/** The ways of {@link Clause} `entitlement`. */
export const waysOf = (viewer: Audience, now: number): readonly Way[] => {
  const byDelay = new Map<number, string[]>();
  for (const { id, delayMinutes } of viewer.packages)
    byDelay.set(delayMinutes, [...(byDelay.get(delayMinutes) ?? []), id]);
  const licensed = [...byDelay].map(([delayMinutes, packages]): Way => {
    const inOne = isIn('packages', packages);
    const filter =
      delayMinutes === 0 ? inOne : and(inOne, range('published', { lte: isoOf(now - delayMinutes * 60_000) }));
    return { packages, delayMinutes, filter };
  });
  return viewer.organisationKind === 'subsidiary'
    ? [{ packages: undefined, delayMinutes: 0, filter: equals('owner', viewer.organisation) }, ...licensed]
    : licensed;
};

/** The clauses of {@link visibleTo}, for who explains them; a viewer bound to no territory has none about it. */
export const clausesOf = (viewer: Audience, now: number): readonly Clause[] => {
  const moment = isoOf(now);
  const territory = viewer.territory === undefined ? undefined : not(equals('excludedTerritories', viewer.territory));
  return [
    { name: 'status', filter: equals('pubStatus', 'USABLE') },
    { name: 'published', filter: range('published', { lte: moment }) },
    { name: 'expiry', filter: or(not(exists('expires')), range('expires', { gt: moment })) },
    ...(territory ? [{ name: 'territory', filter: territory } as const] : []),
    { name: 'entitlement', filter: or(...waysOf(viewer, now).map(({ filter }) => filter)) },
  ];
};

/** Each subgraph of a request asks for the same predicate. A viewer is frozen, so what was made of it stays right. */
const lastMade = new WeakMap<Audience, { readonly now: number; readonly filter: Filter }>();

/**
 * The record predicate: usable, published, not expired, its territory not excluded, and the viewer's own or licensed to it with the licence's delay over.
 * Written once in the search port's filter language; evaluated over a record after every read and by the index for hits, counts, facets and suggestions.
 *
 * @param now - the request's moment, in milliseconds since the epoch.
 */
export const visibleTo = (viewer: Audience, now: number): Filter => {
  const known = lastMade.get(viewer);
  if (known?.now === now) return known.filter;
  const filter = and(...clausesOf(viewer, now).map((clause) => clause.filter));
  lastMade.set(viewer, { now, filter });
  return filter;
};

/** What the filters look at. */
export const fieldsOf = (facts: RightsFacts): Fields => {
  const { owner, packages, pubStatus, published, expires, excludedTerritories } = facts;
  return { owner, packages, pubStatus, published, expires, excludedTerritories };
};

/** {@link visibleTo} as a function over records in memory; made once per request. */
export const predicateFor = (viewer: Audience, now: number): ((facts: RightsFacts) => boolean) => {
  const fits = fieldsMatcher(visibleTo(viewer, now));
  return (facts) => fits(fieldsOf(facts));
};

/** When what {@link predicateFor} says of a record changes by itself. */
export interface Turn {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether the viewer sees the record until then, or not before. */
  readonly seen: boolean;
}

/**
 * The next {@link Turn} of a record: the end of an embargo or delay, or its expiry; `undefined` where only a write changes what its viewer sees of it. Made once
 * per request.
 */
export const turnFor = (viewer: Audience, now: number): ((facts: RightsFacts) => Turn | undefined) => {
  const { organisation, organisationKind, territory } = viewer;
  const delayOf = new Map(viewer.packages.map(({ id, delayMinutes }) => [id, delayMinutes]));
  /** Of what was published until then every delay of this viewer is over. */
  const settled = isoOf(now - Math.max(0, ...delayOf.values()) * 60_000);
  const beginOf = ({ owner, packages, published }: RightsFacts): number => {
    const delays = packages.map((id) => delayOf.get(id) ?? Number.POSITIVE_INFINITY);
    if (organisationKind === 'subsidiary' && owner === organisation) delays.push(0);
    return Date.parse(published) + Math.min(...delays) * 60_000;
  };
  return (facts) => {
    const { expires, published, pubStatus, excludedTerritories } = facts;
    // Nearly all there is.
    if (expires === undefined && published <= settled) return undefined;
    if (pubStatus !== 'USABLE' || (territory !== undefined && excludedTerritories.includes(territory)))
      return undefined;
    const end = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
    const begin = beginOf(facts);
    const seen = begin <= now;
    const at = seen ? end : begin;
    return now < end && at < Number.POSITIVE_INFINITY ? { at, seen } : undefined;
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
