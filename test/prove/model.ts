import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLError } from 'graphql';
import type { Block, Term } from '../../subgraphs/content/record.ts';
import { htmlOf } from './html.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { holds, isOwner, liveVersion, maySee, worksInNewsroom } from './oracle.ts';
import type { PlainContent, PlainMedia, PlainWorld, Version } from './plain.ts';
import { searchModel } from './searchModel.ts';
import type { Unsaid } from './unsaid.ts';
import { pathOf, SOMETHING, SOMETHING_COUNTED } from './unsaid.ts';

type Args = Readonly<Record<string, unknown>>;
interface Page {
  readonly first?: number | null;
}
/** What the graph must answer to one viewer. */
export interface Model {
  /** The root of an execution by graphql-js over the whole schema. */
  readonly root: object;
  /** What is like a record; nothing for one that the viewer does not see. */
  readonly relatedIds: (record: PlainContent) => readonly object[];
}

/** Makes a {@link Model} from plain data alone. */
export const modelFor = (world: PlainWorld, who: PlainViewer, allowed: Allowed, unsaid: Unsaid): Model => {
  const termBy = new Map(world.terms.map((each) => [each.id, each]));
  const contentBy = new Map(world.content.map((each) => [each.versions[0]?.content.id ?? '', each]));
  const mediaBy = new Map(world.media.map((each) => [each.media.id, each]));
  const packages = [...new Set(world.licences.filter((each) => holds(who, each)).map((each) => each.package))].sort();
  const nameOf = (id: string): string[] => termBy.get(id)?.name.split('\n') ?? [];

  const houseOf = (id: string): object => {
    const house = world.houses.find((each) => each.id === id);
    const extra = id === 'courier' ? { site: 'https://www.courier.example', language: 'en' } : {};
    return { site: null, language: id === 'blatt' ? 'de' : 'en', id, name: house?.name ?? id, ...extra };
  };
  const rightsOf = (of: Version['content'] | PlainMedia['media']): object => ({
    ...of,
    packages: isOwner(who, of.owner) ? of.packages : of.packages.filter((id) => packages.includes(id)),
  });

  const visibleMedia = (id: string): object | null => {
    const found = mediaBy.get(id);
    return found && allowed.media.has(found) ? mediaOf(found) : null;
  };
  const mediaOf = ({ media }: PlainMedia): object => ({
    __typename: 'MediaAsset',
    ...media,
    version: 1,
    owner: () => houseOf(media.owner),
    rights: () => rightsOf(media),
    original: () => (media.status === 'READY' ? { url: SOMETHING, expiresAt: SOMETHING } : null),
    renditions: (_: Args, __: unknown, info: GraphQLResolveInfo) => {
      unsaid.open.add(pathOf(info));
      return [];
    },
  });

  const termOf = (given: Term): object => ({
    ...given,
    owner: () => houseOf(given.owner),
    parent: () => (given.parent === undefined ? null : termById(given.parent)),
    biography: given.description ?? null,
    content: ({ first }: Page) =>
      connection(
        sees.filter((each) => isIn(each, given.id)),
        first,
      ),
  });
  const termById = (id: string): object | null => {
    const found = termBy.get(id);
    return found ? termOf(found) : null;
  };
  const ownTerm = (kind: Term['kind'], id: unknown): object | null => {
    const found = termBy.get(String(id));
    return found?.kind === kind && isOwner(who, found.owner) ? termOf(found) : null;
  };

  const blockOf = (block: Block): object => ({
    ...block,
    __typename: `${block.kind.charAt(0).toUpperCase()}${block.kind.slice(1)}Block`,
    ...(block.kind === 'picture' ? { media: () => visibleMedia(block.mediaId) } : {}),
    ...(block.kind === 'gallery' ? { pictures: () => block.mediaIds.map(visibleMedia) } : {}),
    ...(block.kind === 'post' ? { blocks: block.blocks.map(blockOf) } : {}),
  });

  const contentOf = (record: PlainContent): object => {
    const live = liveVersion(record);
    if (!live) throw new TypeError(`${record.key} is not live`);
    const { content, body } = live;
    const number = record.versions.indexOf(live) + 1;
    const html = body.blocks.map(htmlOf).join('\n');
    const forNewsroom = <T>(value: () => T): T => {
      if (!worksInNewsroom(who)) throw new GraphQLError('FORBIDDEN');
      return value();
    };
    return {
      __typename: 'Content',
      ...content,
      owner: () => houseOf(content.owner),
      section: () => (content.section === undefined ? null : termById(content.section)),
      tags: () => content.tags.map(termById),
      contributors: () => content.contributors.map(termById),
      byline: content.byline ?? (bylineOf(content.contributors.flatMap(nameOf), content.language) || null),
      body: {
        blocks: body.blocks.map(blockOf),
        html,
        text: SOMETHING,
        wordCount: SOMETHING_COUNTED,
      },
      translations: (_: Args, __: unknown, info: GraphQLResolveInfo) => {
        unsaid.unordered.add(pathOf(info));
        return content.translationGroup === undefined
          ? []
          : [...allowed.content]
              .filter(
                (other) =>
                  other !== record && liveVersion(other)?.content.translationGroup === content.translationGroup,
              )
              .map(contentOf);
      },
      leadMedia: () => (content.leadMedia === undefined ? null : visibleMedia(content.leadMedia)),
      media: () => content.media.map(visibleMedia),
      rights: () => rightsOf(content),
      version: number,
      versionCreated: live.at,
      workflow: () => forNewsroom(() => content.workflow),
      revisions: ({ first }: Page) =>
        forNewsroom(() => (isOwner(who, content.owner) ? page(revisionsOf(record), first) : null)),
      extensions: body.extensions,
      related: ({ first }: Page) => related(record, first ?? 5),
    };
  };

  const sees = [...allowed.content].sort((a, b) => (publishedOf(a) < publishedOf(b) ? 1 : -1));
  const isIn = (record: PlainContent, term: string): boolean => {
    const { section, tags = [], contributors = [] } = liveVersion(record)?.content ?? {};
    return section === term || tags.includes(term) || contributors.includes(term);
  };
  const page = (nodes: readonly unknown[], first: number | null | undefined): object => {
    const size = first ?? 20;
    const here = nodes.slice(0, size);
    const cursor = here.length > 0 ? SOMETHING : null;
    return {
      edges: here.map((node) => ({ cursor: SOMETHING, node })),
      pageInfo: { hasNextPage: nodes.length > size, hasPreviousPage: false, startCursor: cursor, endCursor: cursor },
    };
  };
  const connection = (records: readonly PlainContent[], first: number | null | undefined): object =>
    page(
      records.map((each) => lazily(() => contentOf(each))),
      first,
    );
  const weights = { tags: 4, contributors: 2, section: 1 } as const;
  const related = (record: PlainContent, first: number): object[] => {
    const shared = (other: PlainContent): number => {
      const [mine, theirs] = [liveVersion(record)?.content, liveVersion(other)?.content];
      if (!mine || !theirs) return 0;
      const tags = allowed.shows('Content.tags') ? mine.tags.filter((id) => theirs.tags.includes(id)).length : 0;
      const people = allowed.shows('Content.contributors')
        ? mine.contributors.filter((id) => theirs.contributors.includes(id)).length
        : 0;
      const section = allowed.shows('Content.section') && mine.section !== undefined && mine.section === theirs.section;
      return tags * weights.tags + people * weights.contributors + (section ? weights.section : 0);
    };
    return sees
      .filter((other) => other !== record && shared(other) > 0)
      .toSorted((a, b) => shared(b) - shared(a))
      .slice(0, first)
      .map(contentOf);
  };

  const { search, suggest } = searchModel({ who, allowed, unsaid, nameOf, contentOf, mediaOf, termById, houseOf });

  const visible = (record: PlainContent | undefined): object | null =>
    record && allowed.content.has(record) ? contentOf(record) : null;
  const withLive = (fits: (content: Version['content']) => boolean): PlainContent | undefined =>
    world.content.find((each) => {
      const live = liveVersion(each);
      return live !== undefined && fits(live.content);
    });

  const route = ({ site, path }: Args): object | null => {
    const named = world.content.find(
      (each) =>
        each.fate !== 'unpublished' &&
        each.versions.some(
          ({ as, content }) => as === 'live' && content.paths.some((at) => at.site === site && at.path === path),
        ),
    );
    if (!named) return null;
    if (named.takenDown !== undefined) {
      const facts = named.versions.at(-1)?.content;
      const known = facts && maySee(world, who, { ...facts, expires: undefined }, Date.parse(named.takenDown));
      return known ? { kind: 'GONE', status: 410, content: null, location: null } : null;
    }
    const content = visible(named);
    const canonical = liveVersion(named)?.content.canonicalUrl;
    if (!content) return null;
    return canonical === undefined
      ? { kind: 'CONTENT', status: 200, content, location: null }
      : { kind: 'REDIRECT', status: 301, content, location: canonical };
  };

  /** A collection is its owner's alone; of what it names, it shows what its reader may see. */
  const collection = ({ id, slug }: Args): object | null => {
    const own = world.collections.flatMap(({ owner, live }) => (live && isOwner(who, owner) ? [live] : []));
    const found = own.find((each) => (typeof id === 'string' ? each.id === id : each.slug === slug));
    if (!found || (typeof slug === 'string' && found.slug !== slug)) return null;
    const { section, items } = found;
    return {
      ...found,
      owner: () => houseOf(found.owner),
      section: () => (section === undefined ? null : termById(section)),
      items: ({ first }: Page) =>
        items
          .map((each) => ({
            ...each,
            content: each.content === undefined ? undefined : visible(contentBy.get(each.content)),
            section: each.section === undefined ? undefined : termById(each.section),
          }))
          .filter((each) => each.content !== null)
          .slice(0, first ?? 20),
    };
  };

  const root = {
    viewer: {
      id: who.organisation,
      name: world.houses.find(({ id }) => id === who.organisation)?.name,
      partner: who.kind === 'partner',
      application: who.application,
      channel: who.channel,
      territory: who.territory ?? null,
      view: who.view.name,
      packages: packages.map((id) => ({
        id,
        delayMinutes: Math.min(
          ...world.licences.filter((each) => each.package === id && holds(who, each)).map((each) => each.delayMinutes),
        ),
      })),
      grants: ['APQ', 'EXPLORE', ...(who.narrowedFrom === undefined ? [] : ['NARROW']), 'READ'],
    },
    content: ({ id, minVersion }: Args) => {
      const record = contentBy.get(String(id));
      const live = record && liveVersion(record);
      const enough = live && record.versions.indexOf(live) + 1 >= (typeof minVersion === 'number' ? minVersion : 0);
      return enough ? visible(record) : null;
    },
    contentBySlug: ({ subsidiary, slug, language }: Args) =>
      visible(
        withLive(
          (each) =>
            each.owner === subsidiary &&
            [each.slug, ...each.formerSlugs].includes(String(slug)) &&
            each.language === (language ?? (subsidiary === 'blatt' ? 'de' : 'en')),
        ),
      ),
    contentByAltId: ({ subsidiary, role, value }: Args) =>
      visible(
        withLive(
          (each) => each.owner === subsidiary && each.altIds.some((alt) => alt.role === role && alt.value === value),
        ),
      ),
    route,
    latestContent: ({ filter, first }: { readonly filter?: Args | null } & Page) =>
      connection(
        sees.filter((each) => {
          const content = liveVersion(each)?.content;
          const section = filter?.section ?? content?.section;
          return section === content?.section && (filter?.owner ?? content?.owner) === content?.owner;
        }),
        first,
      ),
    section: ({ id }: Args) => ownTerm('section', id),
    tag: ({ id }: Args) => ownTerm('tag', id),
    contributor: ({ id }: Args) => ownTerm('contributor', id),
    subsidiary: ({ id }: Args) =>
      world.houses.some((each) => each.id === id && each.kind === 'subsidiary') ? houseOf(String(id)) : null,
    subsidiaries: world.houses
      .filter(({ kind }) => kind === 'subsidiary')
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ id }) => houseOf(id)),
    mediaAsset: ({ id }: Args) => visibleMedia(String(id)),
    search,
    suggest,
    // Nobody here has a key that may write.
    writeReceipt: notAWriter,
    writeReceipts: notAWriter,
    // Nor one that may preview.
    workingCopies: notAWriter,
    collection,
  };
  const relatedIds = (record: PlainContent): readonly object[] =>
    allowed.content.has(record) ? related(record, 20).map((each) => ({ id: Reflect.get(each, 'id') })) : [];
  return { root, relatedIds };
};

const notAWriter = (): never => {
  throw new GraphQLError('FORBIDDEN');
};

const publishedOf = (record: PlainContent): string => liveVersion(record)?.content.published ?? '';

const bylineOf = (names: readonly string[], language: string): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(names);

/** Made where it is asked for. */
const lazily = (make: () => object): (() => object) => make;

const revisionsOf = ({ versions }: PlainContent): object[] =>
  versions
    .map(({ content, author, at, as }, index) => ({
      version: index + 1,
      created: at,
      author,
      live: as === 'live',
      headline: content.headline,
    }))
    .filter(({ live }) => live)
    .reverse();
