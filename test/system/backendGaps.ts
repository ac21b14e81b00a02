import { expect } from 'vitest';
import { small } from './smallWorld.ts';

/** Crosses all three subgraphs and all three backends of reading. */
export const QUESTION = `{
  latestContent(first: 2) { edges { node { slug leadMedia { altText original { url } } related(first: 1) { id } } } }
  long: content(id: "${small.long}") { headline body { wordCount } }
  short: content(id: "${small.stories[0]?.id}") { headline body { wordCount } }
  search(query: "tide") { totalCount edges { node { ... on Content { slug } } } }
  suggest(prefix: "har", first: 1) { text }
}`;

const STORIES = ['playhouse', 'market'];
const list = (related: unknown) => ({
  edges: STORIES.map((slug) => ({
    node: {
      slug,
      leadMedia: { altText: 'Picture of dawn', original: { url: expect.stringContaining('http') } },
      related,
    },
  })),
});
const texts = {
  long: { headline: 'Harbour logbook', body: { wordCount: 17_923 } },
  short: { headline: 'Harbour ferry', body: { wordCount: 4 } },
};
/** What the search answers of it. */
export const found = {
  search: { totalCount: 1, edges: [{ node: { slug: 'tide' } }] },
  suggest: [{ text: 'Harbour' }],
};

/** Where {@link QUESTION} has gaps while a backend is away, and what is still there. */
export const without = {
  records: {
    gaps: /^latestContent: UNAVAILABLE long: UNAVAILABLE search\.edges\.node(\.slug)?: UNAVAILABLE short: UNAVAILABLE$/,
    data: {
      latestContent: null,
      long: null,
      short: null,
      ...found,
      search: { totalCount: 1, edges: [{ node: null }] },
    },
  },
  objects: {
    gaps: /^long\.body: UNAVAILABLE$/,
    data: {
      latestContent: list([{ id: expect.any(String) }]),
      ...texts,
      long: { ...texts.long, body: null },
      ...found,
    },
  },
  search: {
    gaps: /^latestContent\.edges\.node\.related: UNAVAILABLE search: UNAVAILABLE suggest: UNAVAILABLE$/,
    data: { latestContent: list(null), ...texts, search: null, suggest: null },
  },
} as const;
/** The backends that requests read from. */
export const backendNames = ['records', 'objects', 'search'] as const;
