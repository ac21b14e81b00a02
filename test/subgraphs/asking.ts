import type { GraphQLArgument, GraphQLInputField, GraphQLSchema } from 'graphql';
import { idOf } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import { randomDocument } from '../support/documents.ts';
import { ASSETS, OWNERS, PATHS, PEOPLE, RECORDS, SECTIONS, SITE, SLUGS, TAGS } from './changing.ts';

const STORY = `id headline byline version owner { name } section { name parent { name } } tags { name } contributors { name }
  body { text } translations { id headline } leadMedia { caption owner { name } } media { caption }
  rights { packages } altIds { value } revisions { edges { node { version headline } } }`;

/** What random documents seldom come to ask. */
const TEMPLATES: readonly ((choose: Choose) => string)[] = [
  (choose) => `{ content(id: "${of(choose, RECORDS)}") { ${STORY} } }`,
  (choose) => `{ content(id: "${of(choose, RECORDS)}") { translations { id } } }`,
  (choose) => `{ content(id: "${of(choose, RECORDS)}") { media { caption } } }`,
  (choose) => `{ mediaAsset(id: "${of(choose, ASSETS)}") { caption renditions { url } owner { name } } }`,
  (choose) =>
    `{ contentBySlug(subsidiary: "${plain(choose, OWNERS)}", slug: "${plain(choose, [...SLUGS, 'r0-0', 'r3-1'])}", language: "en") { id headline } }`,
  (choose) =>
    `{ contentByAltId(subsidiary: "${plain(choose, OWNERS)}", role: "guid", value: "${plain(choose, RECORDS)}-${choose(2)}") { id } }`,
  (choose) =>
    `{ route(site: "${SITE}", path: "${plain(choose, [...PATHS, '/r0/0', '/r4/1'])}") { kind location content { id headline } } }`,
  (choose) => `{ latestContent(first: ${1 + choose(4)}) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
  (choose) =>
    `{ latestContent(first: 3, filter: { section: "${of(choose, SECTIONS)}" }) { edges { node { headline } } pageInfo { hasNextPage } } }`,
  (choose) =>
    `{ latestContent(first: 3, filter: { owner: "${plain(choose, OWNERS)}" }) { edges { node { ${STORY} } } } }`,
  (choose) =>
    `{ section(id: "${of(choose, SECTIONS)}") { name parent { name } content(first: 2) { edges { node { headline } } } } }`,
  (choose) => `{ tag(id: "${of(choose, TAGS)}") { name } contributor(id: "${of(choose, PEOPLE)}") { name } }`,
  (choose) => `{ subsidiaries { name } subsidiary(id: "${plain(choose, [...OWNERS, 'hafen'])}") { name } }`,
];

const plain = (choose: Choose, texts: readonly string[]): string => texts[choose(texts.length)] ?? '';
const of = (choose: Choose, names: readonly string[]): string => idOf(plain(choose, names));

const VALUES: Readonly<Record<string, (choose: Choose) => string>> = {
  'Query.content(id:)': (choose) => of(choose, RECORDS),
  'Query.mediaAsset(id:)': (choose) => of(choose, ASSETS),
  'Query.section(id:)': (choose) => of(choose, SECTIONS),
  'Query.tag(id:)': (choose) => of(choose, TAGS),
  'Query.contributor(id:)': (choose) => of(choose, PEOPLE),
  'Query.subsidiary(id:)': (choose) => plain(choose, OWNERS),
  'Query.contentBySlug(subsidiary:)': (choose) => plain(choose, OWNERS),
  'Query.contentBySlug(slug:)': (choose) => plain(choose, SLUGS),
  'Query.contentBySlug(language:)': () => 'en',
  'Query.contentByAltId(subsidiary:)': (choose) => plain(choose, OWNERS),
  'Query.contentByAltId(role:)': () => 'guid',
  'Query.contentByAltId(value:)': (choose) => `${plain(choose, RECORDS)}-${choose(2)}`,
  'Query.route(site:)': () => SITE,
  'Query.route(path:)': (choose) => plain(choose, PATHS),
  'LatestContentFilter.section': (choose) => of(choose, SECTIONS),
  'LatestContentFilter.owner': (choose) => plain(choose, OWNERS),
};

/** Of the index (whose answers end by themselves), cursors, previews, and links that are new with time. */
const LEFT_OUT =
  /^Query\.(search|suggest)$|^(Tag|Contributor)\.content$|^Content\.related$|\(after:\)$|\((preview|minVersion):\)$|^MediaAsset\.original$/;

const textFor = (coordinate: string, _: GraphQLArgument | GraphQLInputField, choose: Choose): string | undefined => {
  const value = VALUES[coordinate]?.(choose);
  return value === undefined ? undefined : JSON.stringify(value);
};

/** A question of records, terms, names and lists, whatever there is of them. */
export const anyQuestion = (schema: GraphQLSchema, choose: Choose): string =>
  choose(2) === 0
    ? (TEMPLATES[choose(TEMPLATES.length)]?.(choose) ?? '')
    : randomDocument(schema, choose, { textFor, shows: (coordinate) => !LEFT_OUT.test(coordinate) }).text;
