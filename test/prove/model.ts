import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLError, responsePathAsArray } from 'graphql';
import type { Block, Term } from '../../subgraphs/content/record.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { holds, isOwner, liveVersion, maySee, worksInNewsroom } from './oracle.ts';
import type { PlainContent, PlainMedia, PlainWorld, Version } from './plain.ts';

/** Stands for a value that the model does not know, but that must be there. */
export const SOMETHING = '«something»';

/** What the model cannot say of an answer, by the path of the field. */
export interface Unsaid {
  /** Lists of which anything may be said. */
  readonly open: Set<string>;
  /** Lists that may come in any order. */
  readonly unordered: Set<string>;
  /** Assets that are not the viewer's to see: null, or an object in which everything is null but `id` and `__typename`, where nothing else was asked that is never null. */
  readonly hidden: Set<string>;
}

type Args = Readonly<Record<string, unknown>>;
interface Page {
  readonly first?: number | null;
}
const isoBefore = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
const listOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.map(String) : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const countOf = (value: unknown, usual: number): number => (typeof value === 'number' ? value : usual);
const pathOf = ({ path }: GraphQLResolveInfo): string => responsePathAsArray(path).join('.');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const caption = (text: string | undefined): string => (text ? `<figcaption>${escaped(text)}</figcaption>` : '');
const cells = (rows: readonly (readonly string[])[], tag: string): string =>
  rows.map((row) => `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`).join('');
/** The HTML of the kinds of blocks that are generated. */
const htmlOf = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${block.html}</p>`;
    case 'heading':
      return `<h${block.level}>${block.html}</h${block.level}>`;
    case 'list':
      return `<ol>${block.items.map((item) => `<li>${item}</li>`).join('')}</ol>`;
    case 'quote':
      return `<blockquote>${block.html}<footer>${block.citation ?? ''}</footer></blockquote>`;
    case 'picture':
      return `<figure data-media="${block.mediaId}">${caption(block.caption)}</figure>`;
    case 'gallery':
      return `<figure data-gallery="${block.mediaIds.join(' ')}">${caption(block.caption)}</figure>`;
    case 'embed':
      return `<figure data-embed="${block.url}">${caption(block.caption)}</figure>`;
    case 'table':
      return `<table><caption>${block.caption ?? ''}</caption><thead>${cells(block.head, 'th')}</thead><tbody>${cells(block.rows, 'td')}</tbody></table>`;
    case 'post':
      return `<article id="${block.id}"><time datetime="${block.published ?? ''}"></time><h2>${block.title ?? ''}</h2>${block.blocks.map(htmlOf).join('\n')}</article>`;
    case 'html':
      return block.html;
  }
};
/** Words of what {@link htmlOf} made. */
const wordsIn = (html: string): string[] =>
  html
    .replace(/<[^>]*>/g, ' ')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [];

/** What each text of the index is made of, where the type is shown at all. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  headline: ['Content.headline', 'MediaAsset.altText', 'MediaAsset.caption'],
  standfirst: ['Content.standfirst', 'MediaAsset.caption'],
  credits: ['Content.contributors', 'Content.byline', 'Contributor.name', 'MediaAsset.creditText'],
  subjects: ['Content.tags', 'Content.section', 'Tag.name', 'Section.name'],
  body: ['Content.body', 'Body.text'],
  names: ['Content.contributors', 'Content.tags', 'Content.section', 'Contributor.name', 'Tag.name', 'Section.name'],
};

interface Found {
  readonly kind: 'CONTENT' | 'MEDIA';
  readonly id: string;
  readonly type: string;
  readonly owner: string;
  readonly section: string | undefined;
  readonly tags: readonly string[];
  readonly contributors: readonly string[];
  readonly language: string;
  readonly published: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly node: () => object;
}

/** For the model to write into. */
export const nothingUnsaid = (): Unsaid => ({ open: new Set(), unordered: new Set(), hidden: new Set() });

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
  /** Named by a record that the viewer sees: content, which names it, does not know whose it is to see. */
  const namedMedia = (id: string, info: GraphQLResolveInfo, at?: number): object | null => {
    const found = visibleMedia(id);
    if (!found) unsaid.hidden.add(at === undefined ? pathOf(info) : `${pathOf(info)}.${at}`);
    return found;
  };
  const allNamed = (ids: readonly string[], info: GraphQLResolveInfo): (object | null)[] =>
    ids.map((id, at) => namedMedia(id, info, at));
  const mediaOf = ({ media }: PlainMedia): object => ({
    __typename: 'MediaAsset',
    ...media,
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
    ...(block.kind === 'picture'
      ? { media: (_: Args, __: unknown, info: GraphQLResolveInfo) => namedMedia(block.mediaId, info) }
      : {}),
    ...(block.kind === 'gallery'
      ? { pictures: (_: Args, __: unknown, info: GraphQLResolveInfo) => allNamed(block.mediaIds, info) }
      : {}),
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
      leadMedia: (_: Args, __: unknown, info: GraphQLResolveInfo) =>
        content.leadMedia === undefined ? null : namedMedia(content.leadMedia, info),
      media: (_: Args, __: unknown, info: GraphQLResolveInfo) => allNamed(content.media, info),
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

  const sees = [...allowed.content].sort((a, b) => isoBefore(publishedOf(a), publishedOf(b)));
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

  const told = Object.keys(TOLD).filter((field) => TOLD[field]?.every((coordinate) => allowed.shows(coordinate)));
  const documents = (): Found[] => [...sees.map(foundContent), ...[...allowed.media].map(foundMedia)];
  const foundContent = (record: PlainContent): Found => {
    const content = liveVersion(record)?.content;
    const people = content?.contributors.flatMap(nameOf) ?? [];
    const subjects = [...(content?.tags ?? []), ...(content?.section ? [content.section] : [])].flatMap(nameOf);
    return {
      kind: 'CONTENT',
      id: content?.id ?? '',
      type: content?.type ?? '',
      owner: content?.owner ?? '',
      section: content?.section,
      tags: content?.tags ?? [],
      contributors: content?.contributors ?? [],
      language: content?.language ?? '',
      published: publishedOf(record),
      texts: {
        headline: content?.headline ?? '',
        standfirst: content?.standfirst ?? '',
        credits: people.length > 0 ? people.join(' ') : (content?.byline ?? ''),
        subjects: subjects.join(' '),
        body: (liveVersion(record)?.body.blocks ?? []).map(htmlOf).join(' '),
      },
      names: [...new Set([...people, ...subjects])],
      node: () => contentOf(record),
    };
  };
  const foundMedia = (record: PlainMedia): Found => {
    const { media } = record;
    return {
      kind: 'MEDIA',
      id: media.id,
      type: media.type,
      owner: media.owner,
      section: undefined,
      tags: [],
      contributors: [],
      language: media.language,
      published: media.published,
      texts: {
        headline: media.altText ?? media.caption ?? '',
        standfirst: media.altText === undefined ? '' : (media.caption ?? ''),
        credits: media.creditText ?? '',
      },
      names: [],
      node: () => mediaOf(record),
    };
  };

  const search = ({ query, filter, sort, first }: Args): object => {
    const given: Args = typeof filter === 'object' && filter !== null ? { ...filter } : {};
    const words = (textOf(query) ?? '').toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const fits = (value: string | undefined, name: string): boolean =>
      listOf(given[name])?.includes(value ?? '') ?? true;
    const oneFits = (values: readonly string[], name: string): boolean =>
      listOf(given[name])?.some((each) => values.includes(each)) ?? true;
    const hits = documents().filter(
      (each) =>
        fits(each.kind, 'kinds') &&
        fits(each.type, 'types') &&
        fits(each.owner, 'owners') &&
        fits(each.section, 'sections') &&
        oneFits(each.tags, 'tags') &&
        oneFits(each.contributors, 'contributors') &&
        fits(each.language, 'languages') &&
        each.published >= (textOf(given.publishedFrom) ?? '') &&
        each.published < (textOf(given.publishedBefore) ?? '~') &&
        words.every((word) => told.some((field) => wordsIn(each.texts[field] ?? '').includes(word))),
    );
    hits.sort((a, b) => isoBefore(a.published, b.published));
    if (sort === 'OLDEST') hits.reverse();
    const size = countOf(first, 20);
    const byRelevance = words.length > 0 && (sort ?? 'RELEVANCE') === 'RELEVANCE';
    const here = hits.slice(0, size);
    const cursor = here.length > 0 ? SOMETHING : null;
    return {
      edges: (_: Args, __: unknown, info: GraphQLResolveInfo) => {
        if (byRelevance) unsaid[hits.length > size ? 'open' : 'unordered'].add(pathOf(info));
        return here.map((hit) => ({
          cursor: SOMETHING,
          node: hit.node,
          highlights: (___: Args, ____: unknown, inner: GraphQLResolveInfo) => {
            unsaid.open.add(pathOf(inner));
            return [];
          },
        }));
      },
      totalCount: hits.length,
      pageInfo: { hasNextPage: hits.length > size, hasPreviousPage: false, startCursor: cursor, endCursor: cursor },
      facets: ({ fields, first: most }: Args) => facets(hits, listOf(fields) ?? [], countOf(most, 10)),
    };
  };

  const valuesOf = (hit: Found, field: string): readonly string[] => {
    switch (field) {
      case 'KIND':
        return [hit.kind];
      case 'TYPE':
        return [hit.type];
      case 'OWNER':
        return [hit.owner];
      case 'SECTION':
        return hit.section === undefined ? [] : [hit.section];
      case 'TAG':
        return hit.tags;
      case 'CONTRIBUTOR':
        return hit.contributors;
      default:
        return [hit.language];
    }
  };
  const facets = (hits: readonly Found[], fields: readonly string[], most: number): object[] =>
    most === 0
      ? []
      : [...new Set(fields)]
          .filter((field) => allowed.shows(`FacetField.${field}`))
          .map((field) => {
            const counts = new Map<string, number>();
            for (const hit of hits)
              for (const value of valuesOf(hit, field)) counts.set(value, (counts.get(value) ?? 0) + 1);
            const values = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most);
            return {
              field,
              values: values.map(([value, count]) => ({
                value,
                count,
                section: () => (field === 'SECTION' ? termById(value) : null),
                tag: () => (field === 'TAG' ? termById(value) : null),
                contributor: () => (field === 'CONTRIBUTOR' ? termById(value) : null),
                owner: () => (field === 'OWNER' ? houseOf(value) : null),
              })),
            };
          });

  const suggest = ({ prefix, first }: Args): object[] => {
    const [begun] =
      String(prefix)
        .toLowerCase()
        .match(/[a-z0-9]+/g) ?? [];
    if (begun === undefined) return [];
    const counts = new Map<string, number>();
    for (const each of documents()) {
      const texts = [
        ...(told.includes('headline') ? [each.texts.headline ?? ''] : []),
        ...(told.includes('names') ? each.names : []),
      ];
      for (const text of texts)
        if (wordsIn(text).some((word) => word.startsWith(begun))) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, countOf(first, 8))
      .map(([text, count]) => ({ text, count }));
  };

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
      grants: ['EXPLORE', ...(who.narrowedFrom === undefined ? [] : ['NARROW']), 'READ'],
    },
    content: ({ id, minVersion }: Args) => {
      const record = contentBy.get(String(id));
      const live = record && liveVersion(record);
      const enough = live && record.versions.indexOf(live) + 1 >= countOf(minVersion, 0);
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
  };
  const relatedIds = (record: PlainContent): readonly object[] =>
    allowed.content.has(record) ? related(record, 20).map((each) => ({ id: Reflect.get(each, 'id') })) : [];
  return { root, relatedIds };
};

/** Stands for a count that the model does not know. */
export const SOMETHING_COUNTED = -71;

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
