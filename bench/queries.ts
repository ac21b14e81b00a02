import { english } from '../scripts/seed/languages/en.ts';

/** What one client asks: the same operation with these variables. */
export interface BenchQuery {
  readonly name: string;
  readonly document: string;
  /** The variables of a page of this size; the first is what is asked where variables are fixed, all where they vary. */
  readonly variables: (first: number) => readonly Readonly<Record<string, unknown>>[];
}

const STORY = /* GraphQL */ `
  fragment Story on Content {
    id
    type
    headline
    standfirst
    byline
    slug
    canonicalUrl
    language
    published
    owner { id name site }
    section { id name slug }
    tags { id name slug }
    contributors { id name }
    leadMedia {
      id
      altText
      caption
      creditText
      width
      height
      renditions(crop: LANDSCAPE, widths: [320, 640, 960]) { url width height }
    }
  }
`;

const SEARCH_PAGE = /* GraphQL */ `
  query SearchPage($query: String!, $first: Int!) {
    search(query: $query, filter: { kinds: [CONTENT] }, first: $first) {
      totalCount
      edges { cursor node { ... on Content { ...Story } } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${STORY}
`;

const FRONT_PAGE = /* GraphQL */ `
  query FrontPage($first: Int!, $section: ID) {
    latestContent(filter: { section: $section }, first: $first) {
      edges { cursor node { ...Story related(first: 3) { id headline slug } } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${STORY}
`;

/** A page of a section, content and media: nothing of it comes from the index, so that it may be kept for a minute. */
export const listPage = /* GraphQL */ `
  query ListPage($first: Int!, $section: ID) {
    latestContent(filter: { section: $section }, first: $first) {
      edges { cursor node { ...Story } }
      pageInfo { hasNextPage endCursor }
    }
  }
  ${STORY}
`;

/**
 * What is measured, both across all three subgraphs. The search page: search finds, content tells, media shows. The front page: content lists, media shows,
 * search finds for each story what is like it, content tells of that; most of its time goes into finding what is alike, whichever gateway asks.
 */
export const queriesFor = (sections: readonly string[]): readonly BenchQuery[] => [
  {
    name: 'search page',
    document: SEARCH_PAGE,
    variables: (first) => (english.words.project ?? []).map((query) => ({ query, first })),
  },
  {
    name: 'front page',
    document: FRONT_PAGE,
    variables: (first) => [{ first }, ...sections.map((section) => ({ first, section }))],
  },
];

/** The sizes of page that are measured. */
export const PAGE_SIZES = [10, 50] as const;
