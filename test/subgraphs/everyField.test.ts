import type { GraphQLNamedType, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { getNamedType, isObjectType, isUnionType } from 'graphql';
import { expect, test } from 'vitest';
import { receiptId } from '../../writes/receipt.ts';
import { article, idOf, minutes } from '../support/builders.ts';
import { openGraph } from '../support/graph.ts';
import { viewerOf } from '../support/viewers.ts';
import { openWorld } from '../support/world.ts';
import { filled, filledAsset, filledBody, saveFilledTerms } from './filled.ts';

const id = `id: "${idOf('full')}"`;

/** The arguments of fields that take some, so that each finds what the world below holds. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'Query.content': id,
  'Query.contentBySlug': 'subsidiary: "courier", slug: "full"',
  'Query.contentByAltId': 'subsidiary: "courier", role: "guid", value: "full"',
  'Query.route': 'site: "www.courier.example", path: "/old/full"',
  'Query.latestContent': 'first: 3',
  'Query.section': `id: "${idOf('Culture')}"`,
  'Query.contributor': `id: "${idOf('Ann')}"`,
  'Query.tag': `id: "${idOf('Harbour')}"`,
  'Query.subsidiary': 'id: "courier"',
  'Query.mediaAsset': `id: "${idOf('picture')}"`,
  'Query.search': 'query: "ferry"',
  'Query.suggest': 'prefix: "fer"',
  'Query.writeReceipt': `id: "${receiptId('courier', 'site', 'create')}"`,
  'Query.writeReceipts': 'first: 5',
  'Query.collection': 'slug: "front", preview: true',
  'Query.workingCopies': 'first: 5',
  'Mutation.createContent': 'idempotencyKey: "create", content: { type: ARTICLE, headline: "New", language: "en" }',
  'Mutation.updateContent': `idempotencyKey: "update", ${id}, expectedVersion: 1, patch: { headline: "Other" }`,
  'Mutation.publishContent': `idempotencyKey: "publish", ${id}, expectedVersion: 1`,
  'Mutation.withdrawContent': `idempotencyKey: "withdraw", id: "${idOf('nothing')}", expectedVersion: 1`,
  'Mutation.deleteContent': `idempotencyKey: "delete", ${id}, expectedVersion: 9`,
  'Mutation.requestMediaUpload': `idempotencyKey: "upload", filename: "a.jpg", contentType: "image/jpeg", sizeInBytes: 1, checksum: "${'a'.repeat(64)}"`,
  'Mutation.updateMedia': `idempotencyKey: "mend", id: "${idOf('picture')}", expectedVersion: 1, patch: { altText: "A boat" }`,
  'Mutation.deleteMedia': `idempotencyKey: "drop", id: "${idOf('picture')}", expectedVersion: 9`,
  'Mutation.killContent': `idempotencyKey: "kill", id: "${idOf('other')}", reason: "It was false."`,
  'Mutation.restoreRevision': `idempotencyKey: "restore", ${id}, expectedVersion: 9, revision: 1`,
  'Mutation.saveSection': 'idempotencyKey: "section", section: { name: "Sport" }',
  'Mutation.saveTag': 'idempotencyKey: "tag", tag: { name: "Wind" }',
  'Mutation.saveContributor': 'idempotencyKey: "contributor", contributor: { name: "Bea" }',
  'Mutation.saveCollection': `idempotencyKey: "collection", at: "${minutes(60)}", collection: {
    name: "Front", description: "The first page", section: "${idOf('Culture')}"
    items: [{ content: "${idOf('full')}", title: "One" }, { section: "${idOf('Culture')}" }, { url: "https://www.courier.example/", title: "Home" }]
  }`,
  'Mutation.writeBatch': 'commands: [{ idempotencyKey: "batch", saveTag: { tag: { name: "Gale" } } }]',
  'SearchConnection.facets': 'fields: [KIND, TYPE, OWNER, SECTION, TAG, CONTRIBUTOR, LANGUAGE]',
};

/** Selects every field; its alias says which it is. Below itself a type shows its id alone, so that the document ends. */
const select = (type: GraphQLNamedType, within: readonly string[]): string => {
  if (isUnionType(type))
    return `{ ${type
      .getTypes()
      .map((member) => `... on ${member.name} ${select(member, within)}`)
      .join(' ')} }`;
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields());
  const shown = within.includes(type.name) ? fields.filter(({ name }) => name === 'id') : fields;
  if (shown.length === 0) return '{ __typename }';
  const inner = [...within, type.name];
  const selections = shown.map((field) => {
    const given = ARGUMENTS[`${type.name}.${field.name}`];
    return `${type.name}__${field.name}: ${field.name}${given ? `(${given})` : ''} ${select(getNamedType(field.type), inner)}`;
  });
  return `{ ${selections.join(' ')} }`;
};

const coordinatesOf = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith('__')
      ? Object.keys(type.getFields()).map((field) => `${type.name}__${field}`)
      : [],
  );

/** Aliases under which something came. */
const answered = (value: unknown, seen = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const each of value) answered(each, seen);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (inner !== null && !(Array.isArray(inner) && inner.length === 0)) seen.add(name);
      answered(inner, seen);
    }
  return seen;
};

test('every field of the graph is answered from a record that has everything', async () => {
  await using world = await openWorld();
  await saveFilledTerms(world);
  await world.saved(filled('full'), { body: filledBody });
  await world.saved(filled('other'), { body: filledBody });
  await world.saved(article('scheduled'), { as: 'workingCopy', due: minutes(60) });
  await world.saveMedia(filledAsset('picture', { altText: 'A ferry' }));
  await world.index();
  const graph = openGraph(world);
  const viewer = viewerOf({
    packages: [{ id: 'blatt/best', delayMinutes: 5 }],
    territory: 'DE',
    grants: ['read', 'explore', 'write', 'preview'],
    scopes: ['masthead/write'],
    roles: ['publisher'],
  });
  const seen = new Set<string>();
  const ask = async (operation: 'mutation' | 'query', root: GraphQLObjectType | null | undefined): Promise<void> => {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const coordinate = `${root?.name}.${field.name}`;
      const given = ARGUMENTS[coordinate];
      const alias = coordinate.replace('.', '__');
      const { data, errors } = await graph.ask(
        viewer,
        `${operation} { ${alias}: ${field.name}${given ? `(${given})` : ''} ${select(getNamedType(field.type), [])} }`,
      );
      expect(errors, coordinate).toBeUndefined();
      answered(data, seen);
    }
  };
  await ask('query', graph.schema.getQueryType());
  await ask('mutation', graph.schema.getMutationType());
  await world.apply();
  // What was written is asked for again, now that it is done.
  await ask('query', graph.schema.getQueryType());
  expect(coordinatesOf(graph.schema).filter((coordinate) => !seen.has(coordinate))).toEqual([]);
});

test('a record that has only what it must is answered too, null where it has nothing', async () => {
  await using world = await openWorld();
  await world.saved(article('bare', { workflow: { state: 'published' } }), { body: { blocks: [] } });
  const graph = openGraph(world);
  const content = graph.schema.getType('Content');
  if (!content) throw new TypeError('the schema has no Content');
  const { data, errors } = await graph.ask(viewerOf(), `{ content(id: "${idOf('bare')}") ${select(content, [])} }`);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    content: {
      Content__headline: 'About bare',
      Content__published: minutes(-60),
      Content__section: null,
      Content__byline: null,
      Content__leadMedia: null,
      Content__media: [],
      Content__translations: [],
      Content__related: [],
      Content__source: null,
      Content__extensions: null,
      Content__body: { Body__blocks: [], Body__html: '', Body__text: '', Body__wordCount: 0 },
    },
  });
});
