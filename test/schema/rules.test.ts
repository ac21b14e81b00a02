import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CompositionError, compose } from '../../schema/compose.ts';
import { ruleFaults } from '../../schema/rules.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { subgraphDocument } from '../../schema/sdl.ts';

const faultsOf = (sdl: string, subgraph: SubgraphName = 'content'): string[] => ruleFaults(subgraph, parse(sdl));

/** A type whose one field is all that varies. */
const withField = (field: string): string => `"A thing." type Thing { "Its name." ${field} }`;

describe('the rules of this graph refuse, with its coordinate,', () => {
  test.each([
    ['a field', 'content: Thing.name', withField('name: String')],
    ['a field with a tag that is none', 'content: Thing.name', withField('name: String @tag(name: "secret")')],
    [
      'a field with two tags',
      'content: Thing.name',
      withField('name: String @tag(name: "public") @tag(name: "rights")'),
    ],
    ['an argument', 'content: Thing.name(of:)', withField('name("Whose." of: ID): String @tag(name: "public")')],
    ['an input field', 'content: Filter.section', '"A filter." input Filter { "Of this section." section: ID }'],
    ['an enum value', 'content: Kind.STORY', '"A kind." enum Kind { "A story." STORY }'],
    ['a field of an interface', 'content: Named.name', '"Has a name." interface Named { "Its name." name: String }'],
    ['a field added to a type', 'content: Content.score', 'extend type Content { "Its score." score: Int }'],
    ['a field added to an input', 'content: Filter.owner', 'extend input Filter { "Of this house." owner: ID }'],
    ['a value added to an enum', 'content: Kind.PAGE', 'extend enum Kind { "A page." PAGE }'],
  ])('%s without one visibility tag', (_, coordinate, sdl) => {
    expect(faultsOf(sdl)).toEqual([
      `${coordinate} needs exactly one visibility tag: @tag(name: "public" | "rights" | "editorial" | "provenance")`,
    ]);
  });

  test.each([
    ['a type', 'Thing', 'type Thing { "Its name." name: String @tag(name: "public") }'],
    ['a field', 'Thing.name', '"A thing." type Thing { name: String @tag(name: "public") }'],
    ['a field that no client sees', 'Thing.name', '"A thing." type Thing { name: String! @inaccessible }'],
    [
      'a field with an empty description',
      'Thing.name',
      '"A thing." type Thing { " " name: String @tag(name: "public") }',
    ],
    ['an argument', 'Thing.name(of:)', withField('name(of: ID @tag(name: "public")): String @tag(name: "public")')],
    ['an input', 'Filter', 'input Filter { "Of this section." section: ID @tag(name: "public") }'],
    ['an input field', 'Filter.section', '"A filter." input Filter { section: ID @tag(name: "public") }'],
    ['an enum', 'Kind', 'enum Kind { "A story." STORY @tag(name: "public") }'],
    ['an enum value', 'Kind.STORY', '"A kind." enum Kind { STORY @tag(name: "public") }'],
    ['a scalar', 'Color', 'scalar Color'],
    ['a union', 'Found', 'union Found = Content | Tag'],
    ['an interface', 'Named', 'interface Named { "Its name." name: String @tag(name: "public") }'],
  ])('%s without a description', (_, coordinate, sdl) => {
    expect(faultsOf(sdl)).toEqual([`content: ${coordinate} needs a description`]);
  });

  test.each([
    ['a root field', 'Query.thing', '"Begin." type Query { "A thing." thing: Int! @tag(name: "public") }'],
    [
      'a root field added elsewhere',
      'Query.thing',
      'extend type Query { "A thing." thing: Int! @tag(name: "public") }',
    ],
    ['a connection', 'Thing.list', withField('list: ThingConnection! @tag(name: "public")')],
    ['the node of an edge', 'ThingEdge.node', '"An edge." type ThingEdge { "It." node: Int! @tag(name: "public") }'],
    ['an entity of another subgraph', 'Thing.picture', withField('picture: MediaAsset! @tag(name: "public")')],
    ['an element of a list of them', 'Thing.pictures', withField('pictures: [MediaAsset!] @tag(name: "public")')],
    ['an element of lists of them', 'Thing.pages', withField('pages: [[MediaAsset!]!] @tag(name: "public")')],
    [
      'a union with an entity of another subgraph',
      'Thing.found',
      `${withField('found: [Found!] @tag(name: "public")')} "Found." union Found = Content | MediaAsset`,
    ],
    ['a guarded field', 'Thing.terms', withField('terms: String! @tag(name: "rights")')],
  ])('%s that is not nullable', (_, coordinate, sdl) => {
    expect(faultsOf(sdl)).toEqual([
      expect.stringMatching(`^content: ${coordinate.replace('.', '\\.')} must be nullable`),
    ]);
  });

  test('an entity without a home', () => {
    const sdl = '"A map." type Map @key(fields: "id") { "Its id." id: ID! @tag(name: "public") }';
    expect(faultsOf(sdl)).toEqual(['content: Map is an entity and needs a home in schema/rules.ts']);
  });
});

describe('the rules of this graph accept', () => {
  test.each([
    ['a non-null list of nullable foreign entities', withField('pictures: [MediaAsset]! @tag(name: "public")')],
    ['a non-null entity of the subgraph itself', withField('owner: Subsidiary! @tag(name: "public")')],
    ['a nullable guarded field', withField('terms: String @tag(name: "rights")')],
    ['the viewer, who is never away', '"Begin." type Query { "You." viewer: Int! @tag(name: "public") }'],
    ['an enum of a directive', 'enum caching__Scope { PUBLIC }'],
  ])('%s', (_, sdl) => {
    expect(faultsOf(sdl)).toEqual([]);
  });
});

describe('composition', () => {
  const documents = {
    content: subgraphDocument('content'),
    media: subgraphDocument('media'),
    search: subgraphDocument('search'),
  };
  const faultsWhen = (changed: Partial<typeof documents>): readonly string[] => {
    try {
      compose({ ...documents, ...changed });
    } catch (error) {
      if (error instanceof CompositionError) return error.faults;
      throw error;
    }
    return [];
  };

  test('makes a supergraph of the three subgraphs as they are', () => {
    expect(compose(documents)).toContain('type MediaAsset');
  });

  test('tells all faults of all subgraphs at once', () => {
    const content = parse('type Thing { name: String }');
    const media = parse('extend type Query { "All." all: [MediaAsset!]! @tag(name: "public") }');
    expect(faultsWhen({ content, media })).toEqual([
      'content: Thing needs a description',
      expect.stringContaining('content: Thing.name needs exactly one visibility tag'),
      'content: Thing.name needs a description',
      "media: Query.all must be nullable: a root field's subgraph may be away",
    ]);
  });

  test('tells what federation refuses', () => {
    const search = parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])
      "An article." type Content @key(fields: "id") {
        "Its id." id: ID! @tag(name: "public")
        "Its headline." headline: String @tag(name: "public")
      }`);
    expect(faultsWhen({ search })).toEqual(expect.arrayContaining([expect.stringContaining('headline')]));
  });
});
