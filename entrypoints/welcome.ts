import type { SampleKey } from './samples.ts';

/** A `curl` line that asks a query, ready to be pasted into a shell: the query holds no single quote. */
const curl = (publicUrl: string, key: string, query: string): string =>
  `curl -s ${publicUrl}/graphql -H 'content-type: application/json' -H 'x-api-key: ${key}' -d '${JSON.stringify({ query })}'`;

const QUERIES = [
  {
    what: 'The latest stories with their pictures, across content and media:',
    query:
      '{ latestContent(first: 3) { edges { node { headline section { name } leadMedia { altText renditions(widths: [640]) { url } } } } } }',
  },
  {
    what: 'Search, with counts and what is like the first hits, across all three subgraphs:',
    query:
      '{ search(query: "harbour", first: 3, filter: { kinds: [CONTENT] }) { totalCount facets(fields: [SECTION]) { values { count section { name } } } edges { highlights { html } node { ... on Content { headline leadMedia { altText } related(first: 2) { headline } } } } } }',
  },
  {
    what: 'The same graph as a partner sees it, which licenses one package of one newspaper:',
    query: '{ viewer { name packages { id } } latestContent(first: 3) { edges { node { headline owner { name } } } } }',
  },
] as const;

/** What a start prints when it listens: where the graph is, who may ask, and what to ask first. */
export const welcome = ({
  publicUrl,
  keys,
  development,
}: {
  readonly publicUrl: string;
  readonly keys: readonly SampleKey[];
  /** Whether `masthead token` makes tokens here. */
  readonly development: boolean;
}): string[] => {
  const head = [
    `Masthead listens on ${publicUrl}`,
    `  graph     ${publicUrl}/graphql`,
    `  explorer  ${publicUrl}/ (Apollo Sandbox), ${publicUrl}/graphiql (works without the internet)`,
  ];
  const first = keys[0];
  const last = keys.at(-1);
  if (!first || !last) return [...head, ''];
  const width = Math.max(...keys.map(({ name }) => name.length));
  return [
    ...head,
    '',
    'Sample API keys (header x-api-key):',
    ...keys.map(({ name, key }) => `  ${name.padEnd(width)}  ${key}`),
    ...(development
      ? [
          `As staff: \`npm run --silent masthead -- token --subsidiary ${first.organisation} --groups editor\` makes a token to send beside its key (authorization: Bearer …).`,
        ]
      : []),
    '',
    'Try:',
    ...QUERIES.flatMap(({ what, query }, index) => [
      `  # ${what}`,
      `  ${curl(publicUrl, index === 2 ? last.key : first.key, query)}`,
      '',
    ]),
    'Ctrl-C stops it. `npm start -- --fresh` begins with new data.',
  ];
};
