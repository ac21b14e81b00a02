import { NOW } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import type { Origin } from './canary.ts';
import type { PlainContent, PlainLicence, PlainMedia, PlainWorld, Version } from './plain.ts';
import { keyOfCollection, keyOfTerm } from './plain.ts';
import { someOf } from './random.ts';
import type { PlainView } from './shown.ts';
import { hideable, showing } from './shown.ts';

/** Who asks, as plain data. */
export interface PlainViewer {
  readonly name: string;
  readonly organisation: string;
  readonly kind: 'subsidiary' | 'partner';
  readonly application: string;
  readonly channel: 'web' | 'app' | 'print';
  readonly territory: string | undefined;
  readonly view: PlainView;
  /** The group of the token that is sent; without one none is. */
  readonly role: 'reader' | 'editor' | undefined;
  /** How its key has hits of a search for words weighed. */
  readonly scoring: 'relevance' | 'constant';
  /** The view of the key, where each request narrows it to `view`. */
  readonly narrowedFrom: string | undefined;
}

const PARTNER: PlainView = { name: 'partner', tags: ['public'], hidden: [] };
const SUBSIDIARY: PlainView = { name: 'subsidiary', tags: ['public', 'rights'], hidden: [] };
const NEWSROOM: PlainView = { name: 'newsroom', tags: ['public', 'rights', 'editorial', 'provenance'], hidden: [] };
/** The views that are built in, as `schema/views.json` should say. */
export const builtIn: readonly PlainView[] = [PARTNER, SUBSIDIARY, NEWSROOM];

const anyView = (choose: Choose, name: string): PlainView => ({
  name,
  tags: ['public', ...someOf(choose, ['rights', 'editorial', 'provenance'])],
  hidden: someOf(choose, Object.keys(hideable), 4),
});

/** Those who ask: of each house, by each kind of view, in several channels and territories, signed in and not. */
export const anyViewers = (choose: Choose): readonly PlainViewer[] => {
  const viewer = (
    organisation: string,
    channel: PlainViewer['channel'],
    view: PlainView,
    more: Partial<PlainViewer> = {},
  ): PlainViewer => ({
    name: [organisation, channel, view.name, more.role, more.territory, more.scoring, more.narrowedFrom]
      .filter((part) => part !== undefined)
      .join(' '),
    organisation,
    kind: ['radio', 'wire'].includes(organisation) ? 'partner' : 'subsidiary',
    application: [channel, more.territory?.toLowerCase() ?? 'all'].join('-'),
    channel,
    territory: undefined,
    view,
    role: undefined,
    scoring: 'relevance',
    narrowedFrom: undefined,
    ...more,
  });
  return [
    viewer('courier', 'web', NEWSROOM, { role: 'editor' }),
    viewer('courier', 'web', NEWSROOM, { role: 'reader', scoring: 'constant' }),
    viewer('courier', 'app', NEWSROOM, { territory: 'AT' }),
    viewer('blatt', 'web', SUBSIDIARY, { territory: 'DE', scoring: 'constant' }),
    viewer('blatt', 'web', NEWSROOM, { role: 'editor' }),
    viewer('hafen', 'app', NEWSROOM, { role: 'editor' }),
    viewer('blatt', 'print', anyView(choose, 'blatt-own'), { role: 'editor' }),
    viewer('hafen', 'web', anyView(choose, 'hafen-own'), { scoring: 'constant' }),
    viewer('hafen', 'web', PARTNER, { narrowedFrom: 'newsroom', role: 'editor' }),
    viewer('radio', 'app', PARTNER, { scoring: 'constant' }),
    viewer('wire', 'app', { name: 'wire-dark', tags: ['public'], hidden: ['Content.tags', 'Content.published'] }),
    viewer('courier', 'print', {
      name: 'no-words',
      tags: ['public'],
      hidden: ['Content.section', 'MediaAsset.caption', 'Content.contributors', 'Content.body'],
    }),
    viewer('radio', 'web', NEWSROOM, { territory: 'CH' }),
    viewer('wire', 'web', anyView(choose, 'wire-own'), { territory: 'DE' }),
  ];
};

/** The version that readers see, were it theirs to see; none where there is none. */
export const liveVersion = ({ fate, versions }: PlainContent): Version | undefined =>
  fate === 'takenDown' ? undefined : versions.findLast(({ as }) => as === 'live');

interface Facts {
  readonly owner: string;
  readonly packages: readonly string[];
  readonly pubStatus: string;
  readonly published: string;
  readonly expires?: string | undefined;
  readonly excludedTerritories: readonly string[];
}

/** A licence that a viewer's house holds now and that its application's channel may use. */
export const holds = (who: PlainViewer, licence: PlainLicence): boolean =>
  licence.licensee === who.organisation &&
  licence.channels.some((channel) => channel === who.channel) &&
  Date.parse(licence.from) <= NOW &&
  (licence.until === null || NOW < Date.parse(licence.until));

/** Whether somebody owns. */
export const isOwner = (who: PlainViewer, owner: string): boolean =>
  who.kind === 'subsidiary' && who.organisation === owner;

/** Whether a viewer may see a record that says this of itself, at a moment. */
export const maySee = (world: PlainWorld, who: PlainViewer, facts: Facts, at: number = NOW): boolean => {
  const published = Date.parse(facts.published);
  if (facts.pubStatus !== 'USABLE') return false;
  if (published > at) return false;
  if (facts.expires !== undefined && Date.parse(facts.expires) <= at) return false;
  if (who.territory !== undefined && facts.excludedTerritories.includes(who.territory)) return false;
  if (isOwner(who, facts.owner)) return true;
  return world.licences.some(
    (licence) =>
      facts.packages.includes(licence.package) &&
      holds(who, licence) &&
      published + licence.delayMinutes * 60_000 <= at,
  );
};

/** Whether a viewer may see content, as it is now. */
export const maySeeContent = (world: PlainWorld, who: PlainViewer, record: PlainContent): boolean => {
  const live = liveVersion(record);
  return live !== undefined && maySee(world, who, live.content);
};

/** For who works in a newsroom: signed in with a role that does more than read. */
export const worksInNewsroom = (who: PlainViewer): boolean => who.kind === 'subsidiary' && who.role === 'editor';

/** What one viewer may read: the table of record × field, worked out once. */
export interface Allowed {
  readonly shows: (coordinate: string) => boolean;
  readonly content: ReadonlySet<PlainContent>;
  readonly media: ReadonlySet<PlainMedia>;
  /** Ids of sections, tags and contributors: its own, and those to which a record that it sees leads. */
  readonly terms: ReadonlySet<string>;
  /** Whether a planted value may stand in an answer. */
  readonly reads: (origin: Origin) => boolean;
}

/** Works out {@link Allowed} from plain data alone. */
export const allowedTo = (world: PlainWorld, who: PlainViewer): Allowed => {
  const shows = showing(who.view);
  const content = new Set(world.content.filter((each) => maySeeContent(world, who, each)));
  const media = new Set(world.media.filter((each) => maySee(world, who, each.media)));
  const terms = new Set(world.terms.filter(({ owner }) => isOwner(who, owner)).map(({ id }) => id));
  for (const record of content) {
    const { section, tags = [], contributors = [] } = liveVersion(record)?.content ?? {};
    for (const id of [...tags, ...contributors, ...(section ? [section] : [])]) terms.add(id);
  }
  for (const id of terms) {
    const parent = world.terms.find((each) => each.id === id)?.parent;
    if (parent !== undefined) terms.add(parent);
  }
  const owners = new Map([...content].map((each) => [each.key, liveVersion(each)?.content.owner ?? '']));
  const seen = new Set<string>([
    ...[...content].map(({ key }) => key),
    ...[...media].map(({ key }) => key),
    ...[...terms].map(keyOfTerm),
    ...world.collections.filter(({ owner }) => isOwner(who, owner)).map(({ name }) => keyOfCollection(name)),
    `house ${who.organisation}`,
    ...world.packages
      .filter(
        (id) =>
          isOwner(who, id.split('/')[0] ?? '') ||
          world.licences.some((licence) => licence.package === id && holds(who, licence)),
      )
      .map((id) => `package ${id.replace(/-\d+$/, '')}`),
  ]);
  const mayRead = (coordinate: string, record: string): boolean => {
    if (!shows(coordinate)) return false;
    if (/^(Workflow|Revision)/.test(coordinate) && !worksInNewsroom(who)) return false;
    return !coordinate.startsWith('Revision') || isOwner(who, owners.get(record) ?? '');
  };
  return {
    shows,
    content,
    media,
    terms,
    reads: ({ record, coordinates }) => seen.has(record) && coordinates.some((each) => mayRead(each, record)),
  };
};
