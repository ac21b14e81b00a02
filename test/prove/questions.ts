import type { GraphQLArgument, GraphQLInputField, GraphQLSchema } from 'graphql';
import { parse, specifiedRules, validate } from 'graphql';
import { checkLimits, standardLimits } from '../../gateway/limits.ts';
import { NOW } from '../support/builders.ts';
import type { Choose } from '../support/documents.ts';
import { randomDocument } from '../support/documents.ts';
import { fieldsIn } from './coordinates.ts';
import type { PlainWorld } from './plain.ts';
import { COMMON, OWNERS } from './plain.ts';
import { oneOf, seeded } from './random.ts';

/** A document with the places of its variables. */
export interface Question {
  readonly text: string;
  readonly uses: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** The coordinate of the argument or input field for which each variable stands. */
  readonly variables: ReadonlyMap<string, string>;
}

/** What may be given for arguments and input fields: of what is visible and what is hidden alike. */
export interface Values {
  of(coordinate: string, choose: Choose): unknown;
}

const lastOf = (coordinate: string): string => coordinate.match(/\w+(?=:?\)?$)/)?.[0] ?? '';
const IS_LIST = /^SearchFilter\.(?!published)/;

/** {@link Values} of a world. */
export const valuesIn = (world: PlainWorld): Values => {
  const contents = world.content.map(({ versions }) => versions.at(-1)?.content).filter((each) => each !== undefined);
  const assets = world.media.map(({ media }) => media);
  const ids = (kind: string): string[] => world.terms.filter((each) => each.kind === kind).map(({ id }) => id);
  const words = (text: string): string[] => text.match(/[a-z0-9]{4,}/g) ?? [];
  const texts = [
    ...contents.flatMap((each) => [
      each.headline,
      each.standfirst ?? '',
      each.byline ?? '',
      each.slug,
      each.usageTerms ?? '',
    ]),
    ...contents.map(({ source }) => source?.externalId ?? ''),
    ...world.content.flatMap(({ versions }) => versions.map(({ body }) => JSON.stringify(body.blocks[0]))),
    ...assets.flatMap((each) => [each.altText ?? '', each.caption ?? '', each.creditText ?? '', each.filename]),
    ...world.terms.map(({ name }) => name),
  ].flatMap(words);
  const moments = [...contents, ...assets].map(({ published }) => published);
  /** Slug, alternative id and address must name a record together: {@link Values.of} is asked for each of them alone, so one record is kept for a while. */
  let asked = 0;
  const current = (choose: Choose) => {
    if (choose(12) === 0) asked += 1;
    return contents[(asked * 7) % contents.length];
  };
  const copies = world.collections.flatMap(({ live, next }) => [live, next].filter((each) => each !== undefined));
  const currentCollection = (choose: Choose) => {
    if (choose(6) === 0) asked += 1;
    return copies[asked % copies.length];
  };
  const pools: Readonly<Record<string, (choose: Choose) => unknown>> = {
    'Query.content(id:)': (choose) => oneOf(choose, contents).id,
    'Query.content(minVersion:)': (choose) => choose(3),
    // What a preview gives has a proof of its own: test/subgraphs/content/previewProperty.test.ts.
    'Query.content(preview:)': () => false,
    'Query.contentBySlug(preview:)': () => false,
    'Query.route(preview:)': () => false,
    'Query.collection(preview:)': () => false,
    'Query.collection(id:)': (choose) => currentCollection(choose)?.id,
    'Query.collection(slug:)': (choose) => currentCollection(choose)?.slug,
    'Query.mediaAsset(id:)': (choose) => oneOf(choose, assets).id,
    'Query.contentBySlug(subsidiary:)': (choose) => current(choose)?.owner,
    'Query.contentBySlug(slug:)': (choose) =>
      oneOf(choose, [current(choose)?.slug, current(choose)?.formerSlugs[0] ?? 'none']),
    'Query.contentBySlug(language:)': (choose) => current(choose)?.language,
    'Query.contentByAltId(subsidiary:)': (choose) => current(choose)?.owner,
    'Query.contentByAltId(role:)': () => 'guid',
    'Query.contentByAltId(value:)': (choose) => current(choose)?.altIds[0]?.value,
    'Query.route(site:)': (choose) => current(choose)?.paths[0]?.site,
    'Query.route(path:)': (choose) => current(choose)?.paths[0]?.path,
    'Query.search(query:)': (choose) =>
      choose(3) === 0
        ? oneOf(choose, COMMON)
        : choose(4) === 0
          ? `${oneOf(choose, COMMON)} ${oneOf(choose, texts)}`
          : oneOf(choose, texts),
    'Query.suggest(prefix:)': (choose) =>
      oneOf(choose, [oneOf(choose, texts), oneOf(choose, texts).slice(0, 7), 'zq', oneOf(choose, COMMON).slice(0, 3)]),
    section: (choose) => oneOf(choose, ids('section')),
    sections: (choose) => oneOf(choose, ids('section')),
    tags: (choose) => oneOf(choose, ids('tag')),
    contributors: (choose) => oneOf(choose, ids('contributor')),
    'Query.section(id:)': (choose) => oneOf(choose, ids('section')),
    'Query.tag(id:)': (choose) => oneOf(choose, ids('tag')),
    'Query.contributor(id:)': (choose) => oneOf(choose, ids('contributor')),
    'Query.subsidiary(id:)': (choose) => oneOf(choose, world.houses).id,
    owner: (choose) => oneOf(choose, OWNERS),
    owners: (choose) => oneOf(choose, OWNERS),
    types: (choose) => oneOf(choose, ['ARTICLE', 'GALLERY', 'IMAGE']),
    languages: (choose) => oneOf(choose, ['en', 'de']),
    publishedFrom: (choose) => oneOf(choose, moments),
    publishedBefore: (choose) => oneOf(choose, [...moments, new Date(NOW).toISOString()]),
    widths: (choose) => oneOf(choose, [100, 300, 4_000]),
    first: (choose) => oneOf(choose, [1, 2, 3, 5, 20]),
  };
  return {
    of: (coordinate, choose) => {
      const pool = pools[coordinate] ?? pools[lastOf(coordinate)];
      const value = pool?.(choose);
      return IS_LIST.test(coordinate) && value !== undefined ? [value] : value;
    },
  };
};

/** Cursors are signed by what was asked: what follows a page is asked for elsewhere. */
const isCursor = (coordinate: string): boolean => coordinate.endsWith('(after:)');

const withinLimits = (text: string): boolean => {
  try {
    checkLimits(parse(text), standardLimits);
    return true;
  } catch {
    return false;
  }
};

/** What random documents seldom come to ask together. */
const POINTED = [
  'query ($site: String!, $path: String!) { route(site: $site, path: $path) { kind status location content { id slug } } }',
  'query ($id: ID!) { content(id: $id) { rights { packages usageTerms copyrightNotice excludedTerritories } } }',
  'query ($id: ID!) { mediaAsset(id: $id) { rights { packages copyrightHolder } caption creditText checksum } }',
  'query ($id: ID!) { content(id: $id) { workflow { state sourceStatus since } revisions { edges { node { version headline author created live } } } } }',
  'query ($id: ID!) { content(id: $id) { altIds { value } extensions source { externalId editUrl repairs runId } version versionCreated } }',
  'query ($query: String!) { search(query: $query) { totalCount facets { field values { value count tag { name } section { name } } } edges { highlights { field text html } } } }',
  '{ search(first: 20) { totalCount facets { field values { value count } } } }',
  'query ($prefix: String!) { suggest(prefix: $prefix, first: 20) { text count } }',
  'query ($id: ID!) { content(id: $id) { related(first: 20) { headline } translations { slug } media { id contentType caption } body { text html } } }',
  'query ($id: ID!) { collection(id: $id) { name slug description section { name } items { title url section { name } content { headline slug } } } }',
  'query ($slug: String!) { collection(slug: $slug) { name version due owner { id } items(first: 3) { title url content { id } } } }',
] as const;
const POINTED_VARIABLES: Readonly<Record<string, string>> = {
  slug: 'Query.collection(slug:)',
  site: 'Query.route(site:)',
  path: 'Query.route(path:)',
  query: 'Query.search(query:)',
  prefix: 'Query.suggest(prefix:)',
};

/** The documents of {@link POINTED}. */
export const pointedQuestions = (schema: GraphQLSchema): readonly Question[] =>
  POINTED.map((text) => {
    const [, root = ''] = text.match(/\{ (\w+)\(id:/) ?? [];
    const ofId = `Query.${root}(id:)`;
    const names = [...text.matchAll(/\$(\w+):/g)].map(([, name = '']) => name);
    return {
      text,
      uses: fieldsIn(schema, parse(text)),
      types: new Set(),
      variables: new Map(names.map((name) => [name, POINTED_VARIABLES[name] ?? ofId])),
    };
  });

/** A document that is valid over the whole schema, of what may be shown; ids and words are variables, so that it can be asked about many records. */
export const anyQuestion = (
  schema: GraphQLSchema,
  values: Values,
  choose: Choose,
  shows: (coordinate: string) => boolean,
): Question => {
  for (;;) {
    const variables = new Map<string, string>();
    const declared: string[] = [];
    const textFor = (coordinate: string, input: GraphQLArgument | GraphQLInputField): string | undefined => {
      const sample = values.of(coordinate, seeded(choose(1_000_000)));
      if (sample === undefined) return undefined;
      if (choose(4) === 0) return JSON.stringify(sample);
      const name = `v${variables.size}`;
      variables.set(name, coordinate);
      declared.push(`$${name}: ${String(input.type)}`);
      return `$${name}`;
    };
    // Some ask for a few things deep down, some for nearly all of one.
    const isWide = choose(3) === 0;
    const question = randomDocument(schema, choose, {
      width: isWide ? 16 : 4,
      depth: isWide ? 4 : 5,
      aliases: isWide ? [] : ['one', 'two', 'three'],
      conditions: true,
      shows: (coordinate) => !isCursor(coordinate) && shows(coordinate),
      textFor,
      variables: () => declared,
    });
    if (!withinLimits(question.text)) continue;
    if (validate(schema, parse(question.text), specifiedRules, { maxErrors: 1 }).length > 0) continue;
    return { ...question, variables };
  }
};

/** Values for a document's variables. */
export const variablesFor = (question: Question, values: Values, choose: Choose): Record<string, unknown> =>
  Object.fromEntries([...question.variables].map(([name, coordinate]) => [name, values.of(coordinate, choose)]));
