import { createHash } from 'node:crypto';
import type { Content } from '../../subgraphs/content/record.ts';
import type { ContentToSave } from '../../subgraphs/content/save.ts';
import type { Provenance } from '../../subgraphs/provenance.ts';
import type { Grammar } from './grammar.ts';
import type { House } from './houses.ts';
import { houses } from './houses.ts';
import { seedId, slugOf } from './ids.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { Story } from './story.ts';
import { tellStory } from './story.ts';
import { newsroomOf, series } from './terms.ts';

/** Nothing is published after this moment, whatever the clock says: what a folder holds never depends on when it was filled. */
export const LATEST = Date.parse('2026-10-31T18:00:00.000Z');
const EARLIEST = Date.parse('2008-01-07T06:00:00.000Z');
const DAY = 86_400_000;
/** Older ones lie in the archive's package. */
const ARCHIVED_AFTER = 5 * 365 * DAY;
const MINUTE = 60_000;

const AUTHOR = 'seed';
const iso = (ms: number): string => new Date(ms).toISOString();

/** More of the late years than of the early ones, in whole minutes. */
const publishedOf = (random: Random): number => {
  const age = (LATEST - EARLIEST) * random.next() ** 1.6;
  return LATEST - Math.floor(age / MINUTE) * MINUTE;
};

const TYPES: readonly (readonly [Content['type'], number])[] = [
  ['ARTICLE', 0.86],
  ['GALLERY', 0.05],
  ['LIVEBLOG', 0.03],
  ['VIDEO', 0.03],
  ['AUDIO', 0.02],
  ['PAGE', 0.01],
];
const typeOf = (random: Random): Content['type'] => {
  let left = random.next();
  for (const [type, share] of TYPES) {
    left -= share;
    if (left < 0) return type;
  }
  return 'ARTICLE';
};

/** What becomes of a few: withheld, cancelled, expired, bound to end, or kept out of a territory. */
export const rightsOf = (
  random: Random,
  published: number,
): Pick<Content, 'pubStatus' | 'expires' | 'excludedTerritories'> => ({
  pubStatus: random.chance(0.01) ? 'WITHHELD' : random.chance(0.003) ? 'CANCELED' : 'USABLE',
  expires: random.chance(0.02)
    ? iso(published + 30 * DAY)
    : random.chance(0.02)
      ? '2099-12-31T23:59:59.000Z'
      : undefined,
  excludedTerritories: random.chance(0.03) ? random.pick([['US', 'CA'], ['GB'], ['DE', 'AT', 'CH'], ['AU']]) : [],
});

const packagesOf = ({ id }: House, random: Random, published: number): string[] => [
  ...(random.chance(0.45) ? [`${id}/syndication`] : []),
  ...(LATEST - published > ARCHIVED_AFTER ? [`${id}/archive`] : []),
];

/** Where a record says it came from. */
export const sourceOf = (house: House, what: string, seed: string): Provenance => ({
  system: 'seed',
  dataCentre: house.dataCentre,
  site: house.host,
  externalId: what,
  exportFile: `seed-${seed}`,
  runId: 'seed',
  sourceHash: createHash('sha256').update(`${seed}/${house.id}/${what}`).digest('hex'),
  repairs: [],
});

const newsrooms = new WeakMap<House, readonly string[]>();
const writersOf = (house: House, random: Random): string[] => {
  const all = newsrooms.get(house) ?? newsroomOf(house);
  newsrooms.set(house, all);
  return random.some(all, random.chance(0.2) ? 2 : 1);
};

interface Placing {
  readonly house: House;
  readonly grammar: Grammar;
  readonly number: number;
  /** The episode of the series, from 1, where it is one. */
  readonly episode: number | undefined;
  readonly group: string | undefined;
}

/** The first records are the series: one house's stories like all others, under a heading of its own. */
const placingOf = (plan: Plan, number: number): Placing => {
  const episodes = Math.min(series.episodes, Math.floor(plan.options.records / 2));
  const isEpisode = number < episodes;
  const house = isEpisode ? houses[0] : plan.houseOf(number);
  const [own, other] = house.grammars;
  const translated =
    !isEpisode && other !== undefined && (number >> 1) % 4 === 0 && number >> 1 !== (episodes - 1) >> 1;
  return {
    house,
    grammar: translated && number % 2 === 1 ? other : own,
    number,
    episode: isEpisode ? number + 1 : undefined,
    group: translated ? `${house.id}-${number >> 1}` : undefined,
  };
};

const tagsOf = (plan: Plan, { house, episode }: Placing, story: Story, random: Random): string[] =>
  [
    ...new Set([
      ...(episode === undefined ? [] : [series.tag]),
      ...random.some(story.kind.topics, random.integer(1, 2)),
      story.place,
      ...(random.chance(0.6) ? [story.person] : []),
    ]),
  ].map((name) => plan.terms.idOf(house, 'tag', name));

/** The record of this number, from 0: the same whatever was made before it. */
export const contentOf = (plan: Plan, number: number): ContentToSave => {
  const { seed } = plan.options;
  const placing = placingOf(plan, number);
  const { house, grammar, episode, group } = placing;
  // A translation makes the choices of its original, in its own language's words.
  const random = plan.random(group === undefined ? `content/${number}` : `contents/${group}`);
  const published = publishedOf(random);
  const section = random.pick(grammar.sections);
  const kind = grammar.kinds[random.pick(section.kinds)];
  if (!kind) throw new TypeError(`the section ${section.slug} of ${grammar.language} names a kind that is not there`);
  const type = episode === undefined ? typeOf(random) : 'ARTICLE';
  const media = random.chance(0.92)
    ? plan.picturesFor(house, number, type === 'GALLERY' ? random.integer(4, 8) : random.integer(1, 2), random)
    : [];
  const story = tellStory(grammar, kind, random, {
    live: type === 'LIVEBLOG',
    published,
    pictures: { inside: type === 'GALLERY' ? media : media.slice(1), credit: house.name },
  });
  const draft = episode === undefined && random.chance(0.01);
  const headline = episode === undefined ? story.headline : `${series.tag}, no. ${episode}: ${story.headline}`;
  const slug = `${slugOf(headline)}-${number.toString(36)}`;
  const path = `/${iso(published).slice(0, 7).replace('-', '/')}/${slug}`;
  const writers = writersOf(house, random);
  const content: Content = {
    id: seedId(house, 'post', String(number)),
    type,
    owner: house.id,
    section: plan.terms.idOf(house, 'section', section.name, section.slug),
    tags: tagsOf(plan, placing, story, random),
    contributors: writers.map((name) => plan.terms.idOf(house, 'contributor', name)),
    headline,
    standfirst: random.chance(0.9) ? story.standfirst : undefined,
    language: grammar.language,
    translationGroup: group,
    slug,
    formerSlugs: random.chance(0.03) ? [`${slugOf(headline)}-old-${number.toString(36)}`] : [],
    canonicalUrl: `https://${house.host}${path}`,
    seo: random.chance(0.3) ? { title: headline, description: story.standfirst } : undefined,
    leadMedia: media[0],
    media: [...media],
    published: iso(published),
    firstPublished: iso(published),
    updated: random.chance(0.2) ? iso(Math.min(LATEST, published + random.integer(5, 600) * MINUTE)) : undefined,
    ...(episode === undefined ? rightsOf(random, published) : { pubStatus: 'USABLE', excludedTerritories: [] }),
    copyrightHolder: house.name,
    copyrightNotice: `${house.notice} ${iso(published).slice(0, 4)}`,
    packages: packagesOf(house, random, published),
    workflow: { state: draft ? 'draft' : 'published' },
    altIds: [{ role: 'seed:number', value: String(number) }],
    paths: [{ site: house.host, path }, ...(random.chance(0.2) ? [{ site: house.host, path: `/?p=${number}` }] : [])],
    source: sourceOf(house, `post-${number}`, seed),
    editedHere: false,
  };
  return {
    content,
    body: { blocks: [...story.blocks] },
    as: draft ? 'workingCopy' : 'live',
    author: AUTHOR,
    at: iso(published),
  };
};
