import type { GraphQLResolveInfo } from 'graphql';
import { GraphQLError } from 'graphql';
import { htmlOf, wordsIn } from './html.ts';
import type { Allowed, PlainViewer } from './oracle.ts';
import { liveVersion } from './oracle.ts';
import type { PlainContent, PlainMedia } from './plain.ts';
import type { Unsaid } from './unsaid.ts';
import { pathOf, SOMETHING } from './unsaid.ts';

type Args = Readonly<Record<string, unknown>>;
const isoBefore = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0);
const listOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.map(String) : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const countOf = (value: unknown, usual: number): number => (typeof value === 'number' ? value : usual);

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

/** What {@link searchModel} finds, and what it shows of it. */
export interface SearchModelParts {
  readonly who: PlainViewer;
  readonly allowed: Allowed;
  readonly unsaid: Unsaid;
  readonly nameOf: (term: string) => string[];
  readonly contentOf: (record: PlainContent) => object;
  readonly mediaOf: (record: PlainMedia) => object;
  readonly termById: (id: string) => object | null;
  readonly houseOf: (id: string) => object;
}

/** What searches, facets and suggestions must answer: filters and counts over a list in memory. */
export const searchModel = ({
  who: { scoring },
  allowed,
  unsaid,
  nameOf,
  contentOf,
  mediaOf,
  termById,
  houseOf,
}: SearchModelParts) => {
  const told = Object.keys(TOLD).filter((field) => TOLD[field]?.every((coordinate) => allowed.shows(coordinate)));
  const documents = (): Found[] => [...[...allowed.content].map(foundContent), ...[...allowed.media].map(foundMedia)];
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
      published: content?.published ?? '',
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
    if (words.length > 0 && told.every((field) => field === 'names')) throw new GraphQLError('FORBIDDEN');
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
        words.every((word) =>
          told.some((field) => field !== 'names' && wordsIn(each.texts[field] ?? '').includes(word)),
        ),
    );
    hits.sort((a, b) => isoBefore(a.published, b.published));
    if (sort === 'OLDEST') hits.reverse();
    const size = countOf(first, 20);
    const byRelevance = scoring === 'relevance' && words.length > 0 && (sort ?? 'RELEVANCE') === 'RELEVANCE';
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

  return { search, suggest };
};
