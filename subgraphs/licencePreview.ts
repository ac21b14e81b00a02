import { entitlementOf } from '../platform/directory/licences.ts';
import type { Application, Licence, Organisation } from '../platform/directory.ts';
import type { Filter } from '../platform/search/filter.ts';
import { and, equals, not } from '../platform/search/filter.ts';
import type { Facet, Search, SearchQuery } from '../platform/search/port.ts';
import { channels } from '../platform/viewer.ts';
import type { Audience } from './visibleTo.ts';
import { visibleTo } from './visibleTo.ts';

/** So many records of one type, or of one section. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

/** Records that an audience gains or loses. */
export interface Counted {
  readonly total: number;
  /** By type, most frequent first. */
  readonly content: readonly Count[];
  readonly media: readonly Count[];
  /** The hundred most frequent, by name; content alone stands in sections. */
  readonly sections: readonly Count[];
}

/** What a change of licences means to the applications that show the same records. */
export interface Effect {
  /** Ids; none where the licensee has no application of the channel yet. */
  readonly applications: readonly string[];
  readonly channel: Application['channel'];
  readonly territory: string | undefined;
  readonly gained: Counted;
  readonly lost: Counted;
}

/** What a licensee's licences are, and would be. */
export interface LicenceChange {
  readonly licensee: Organisation;
  readonly applications: readonly Application[];
  readonly before: readonly Licence[];
  readonly after: readonly Licence[];
  /** Milliseconds since the epoch: the moment that both are looked at. */
  readonly at: number;
}

const FACET = 100;
const KINDS = ['CONTENT', 'MEDIA'] as const;

const countQuery = (filter: Filter, kind: (typeof KINDS)[number]): SearchQuery => ({
  filter: and(filter, equals('kind', kind)),
  facets: [
    { field: 'type', size: FACET },
    { field: 'section', size: FACET },
  ],
  size: 0,
});

const valuesOf = (facets: readonly Facet[], field: string): readonly Count[] =>
  (facets.find((facet) => facet.field === field)?.values ?? []).map(({ value, count }) => ({ name: value, count }));

/** Applications that see the same: of one channel and one territory. */
const audiencesOf = ({ licensee, applications, before, after }: LicenceChange) => {
  const groups = new Map<string, Pick<Effect, 'applications' | 'channel' | 'territory'>>();
  const join = (channel: Effect['channel'], territory: string | undefined, ids: readonly string[]): void => {
    const key = `${channel} ${territory ?? ''}`;
    groups.set(key, { channel, territory, applications: [...(groups.get(key)?.applications ?? []), ...ids] });
  };
  const touched = channels.filter((channel) => [...before, ...after].some((each) => each.channels.includes(channel)));
  for (const channel of touched) {
    const own = applications.filter((each) => each.channel === channel && !each.retired);
    if (own.length === 0) join(channel, undefined, []);
    for (const { id, territory } of own) join(channel, territory, [id]);
  }
  return [...groups.values()].map((group) => ({
    group,
    reach: (licences: readonly Licence[], at: number): Audience => ({
      organisation: licensee.id,
      organisationKind: licensee.kind,
      packages: entitlementOf(licences, group.channel, at).packages,
      territory: group.territory,
    }),
  }));
};

/**
 * What a licensee would gain and lose by a change of its licences, counted in the index with the record predicate itself: what it may see after and not before, and the other way round.
 * Audiences to whom nothing changes are left out.
 */
export const previewLicences = async (
  {
    search,
    sectionNames,
  }: {
    readonly search: Search;
    /** A name for each id, in order. */
    readonly sectionNames: (ids: readonly string[]) => Promise<readonly string[]>;
  },
  change: LicenceChange,
): Promise<readonly Effect[]> => {
  const { at, before, after } = change;
  const counted = async (filter: Filter): Promise<Counted> => {
    const [content, media] = await search.queryMany(KINDS.map((kind) => countQuery(filter, kind)));
    const sections = valuesOf(content?.facets ?? [], 'section');
    const names = await sectionNames(sections.map(({ name: id }) => id));
    return {
      total: (content?.total ?? 0) + (media?.total ?? 0),
      content: valuesOf(content?.facets ?? [], 'type'),
      media: valuesOf(media?.facets ?? [], 'type'),
      sections: sections.map(({ name: id, count }, index) => ({ name: names[index] ?? id, count })),
    };
  };
  const effects: Effect[] = [];
  for (const { group, reach } of audiencesOf(change)) {
    const seen = visibleTo(reach(before, at), at);
    const seenThen = visibleTo(reach(after, at), at);
    const gained = await counted(and(seenThen, not(seen)));
    const lost = await counted(and(seen, not(seenThen)));
    if (gained.total + lost.total > 0) effects.push({ ...group, gained, lost });
  }
  return effects;
};
