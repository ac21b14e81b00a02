import type { GraphQLDataSource } from '@apollo/gateway';
import { ApolloGateway } from '@apollo/gateway';
import fc from 'fast-check';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { getOperationAST, Kind, parse, print, TypeInfo, validate, visit, visitWithTypeInfo } from 'graphql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { toPublicErrors } from '../../../gateway/errors.ts';
import { createDataSource } from '../../../gateway/execution/dataSource.ts';
import { createExecution } from '../../../gateway/execution/execution.ts';
import type { Operation } from '../../../gateway/operations.ts';
import { AnswerError } from '../../../platform/errors.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { RequestScope, Subgraph } from '../../../subgraphs/subgraph.ts';
import { filled, filledAsset, filledBody, saveFilledTerms } from '../../subgraphs/filled.ts';
import { idOf } from '../../support/builders.ts';
import type { DocumentOptions } from '../../support/documents.ts';
import { documentsOf } from '../../support/documents.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { supergraphSdl } from '../gatewayFixture.ts';

/** The subgraph that is away. */
let away: string | undefined;
let world: World;
beforeAll(async () => {
  world = await openWorld();
  await saveFilledTerms(world);
  for (const name of ['full', 'other', 'third']) await world.saved(filled(name), { body: filledBody });
  await world.saved(filled('bare', { leadMedia: idOf('missing'), media: [idOf('missing'), idOf('picture')] }));
  await world.saveMedia(filledAsset('picture'));
  await world.index();
  // A hit whose record is gone: what the index says and what there is differ for a moment after every write.
  await world.takeDown(idOf('third'));
});
afterAll(() => world[Symbol.asyncDispose]());

const send = (subgraph: Subgraph) =>
  createDataSource(subgraph.name, async (operation, scope) => {
    if (subgraph.name === away) throw new AnswerError('UNAVAILABLE', 'away');
    return subgraph.execute(operation, scope);
  });

const operationOf = (document: DocumentNode, source: string): Operation => {
  const definition = getOperationAST(document);
  if (!definition) throw new Error('the document has no operation');
  return {
    definition,
    document,
    source,
    hash: source,
    name: undefined,
    introspects: false,
    previews: () => false,
    readsFresh: () => false,
  };
};

/** Apollo's own gateway over the same subgraphs; it reports to Apollo unless it is told not to. */
const openStock = async () => {
  vi.stubEnv('APOLLO_TELEMETRY_DISABLED', '1');
  const dataSources: Readonly<Record<string, Subgraph>> = { ...world.subgraphs };
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }): GraphQLDataSource<RequestScope> => ({
      process: async (options) => {
        const subgraph = dataSources[name];
        if (!subgraph || !('incomingRequestContext' in options)) throw new Error('not asked here');
        const { query = '', variables } = options.request;
        const { data, errors } = await send(subgraph)({ query, variables }, options.context);
        return { data: data ?? null, ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}) };
      },
    }),
  });
  const { executor, schema } = await gateway.load();
  return {
    execute: async (
      { document, source, definition }: Operation,
      variables: Record<string, unknown>,
    ): Promise<ExecutionResult> => {
      const request: Parameters<typeof executor>[0] = Object.assign(Object.create(null), {
        request: { query: source, variables },
        document,
        source,
        queryHash: source,
        operationName: null,
        operation: definition,
        schema,
        context: world.scope(viewerOf()),
        metrics: {},
      });
      return executor(request);
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
};

const IDS: Readonly<Record<string, readonly string[]>> = {
  id: ['full', 'bare', 'third', 'picture', 'Culture', 'Ann', 'Harbour'].map(idOf),
  subsidiary: ['courier'],
  slug: ['full', 'bare', 'nothing'],
  role: ['guid'],
  value: ['full'],
  site: ['www.courier.example'],
  path: ['/old/full', '/full', '/nothing'],
  query: ['ferry', 'nothing'],
  prefix: ['fer'],
};
const textFor: DocumentOptions['textFor'] = (_coordinate, { name }, choose) => {
  if (name === 'fields') return '[KIND, TAG]';
  const known = IDS[name];
  return known && JSON.stringify(known[choose(known.length)]);
};
const LEFT_OUT = /\((?:after|filter|widths):\)$/;
const shows: DocumentOptions['shows'] = (coordinate) => !LEFT_OUT.test(coordinate);

/** Whether something is asked of each object whatever the conditions. Where nothing is, stock leaves out the object, be it never null. */
const isCertain = (document: DocumentNode): boolean => {
  let is = true;
  visit(document, {
    SelectionSet: ({ selections }) => {
      if (selections.every(({ directives = [] }) => directives.length > 0)) is = false;
    },
  });
  return is;
};

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data ?? null));

/** A document that asks each object of these types for one field more. */
const asking = (source: string, schema: GraphQLSchema, fields: Readonly<Record<string, string>>): string => {
  const info = new TypeInfo(schema);
  const asked = visit(
    parse(source),
    visitWithTypeInfo(info, {
      SelectionSet: (set) => {
        const field = fields[info.getParentType()?.name ?? ''];
        const name = field === undefined ? undefined : ({ kind: Kind.NAME, value: field } as const);
        const alias = { kind: Kind.NAME, value: `asked_${field}` } as const;
        return name && { ...set, selections: [...set.selections, { kind: Kind.FIELD, name, alias }] };
      },
    }),
  );
  return print(asked);
};

/** What is never null of an entity, by the subgraph that alone knows whether there is one; search answers for the ids of the assets that it finds. */
const NEVER_NULL = { content: { Content: 'language' }, media: { MediaAsset: 'id' } } as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An answer of stock's with null for each object that is null where it was asked for what is never null. */
const withoutAbsent = (data: unknown, asked: unknown): unknown => {
  if (Array.isArray(data) && Array.isArray(asked)) return data.map((each, at) => withoutAbsent(each, asked[at]));
  if (!isObject(data)) return data;
  if (!isObject(asked)) return null;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withoutAbsent(value, asked[name])]));
};

/** Where errors show, whichever of the entries of a list they name. */
const shown = ({ errors = [] }: ExecutionResult): string[] =>
  [
    ...new Set(
      errors.map(({ path = [] }) =>
        path.map((step) => (typeof step === 'number' ? '@' : step.replace(/__alias_\d+$/, ''))).join('.'),
      ),
    ),
  ].sort();

describe('execution', () => {
  test('plans an operation once, whichever views of the graph it was found by', () => {
    const { content, media, search } = world.subgraphs;
    const execution = createExecution({
      supergraphSdl,
      dataSources: { content: send(content), media: send(media), search: send(search) },
    });
    const source = '{ latestContent(first: 1) { edges { node { headline } } } }';
    const byOneView = operationOf(parse(source), source);
    execution.plan(byOneView);
    const unread = (): never => {
      throw new Error('it is planned again');
    };
    const byAnother = {
      ...byOneView,
      get document() {
        return unread();
      },
    };
    expect(() => execution.plan(byAnother)).not.toThrow();
    expect(() =>
      execution.plan({
        ...byOneView,
        hash: 'another',
        get document() {
          return unread();
        },
      }),
    ).toThrow('planned again');
  });

  test('answers as @apollo/gateway does, whatever is asked, with each subgraph away too, and has null for what there is not', async () => {
    await using stock = await openStock();
    const { content, media, search } = world.subgraphs;
    const own = createExecution({
      supergraphSdl,
      dataSources: { content: send(content), media: send(media), search: send(search) },
    });
    let answers = 0;
    await fc.assert(
      fc.asyncProperty(
        documentsOf(own.schema, { aliases: ['one'], conditions: true, oneOf: 2, shows, textFor }),
        fc.constantFrom(undefined, undefined, 'content', 'media', 'search'),
        fc.record({ yes: fc.boolean(), no: fc.boolean() }),
        async (random, down, variables) => {
          fc.pre(isCertain(parse(random)) && validate(own.schema, parse(random)).length === 0);
          away = down;
          // Something that content alone knows: a hit of which nothing is asked but what search knows is there as long as search says so.
          const source = asking(random, own.schema, { Content: 'standfirst' });
          const operation = operationOf(parse(source), source);
          const expected = await stock.execute(operation, variables);
          const actual = await own.execute(operation, variables, world.scope(viewerOf()));
          const certainly = asking(source, own.schema, {
            ...(down === 'content' ? {} : NEVER_NULL.content),
            ...(down === 'media' ? {} : NEVER_NULL.media),
          });
          const asked = await stock.execute(operationOf(parse(certainly), certainly), variables);
          const there = withoutAbsent(plain(expected.data), plain(asked.data));
          // In any order: stock merges fragments in an order of its own, we in that of the specification.
          expect(plain(actual.data)).toEqual(there);
          expect(shown(actual)).toEqual(shown(expected));
          answers += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(answers).toBeGreaterThanOrEqual(150);
  });

  test.each([
    'altText',
    'id',
    '__typename',
    'kind: __typename @include(if: $yes)',
    'altText @include(if: $yes)',
    'altText @skip(if: $yes)',
    '... on MediaAsset { __typename }',
    '... on MediaAsset @skip(if: $yes) { altText }',
    '...Named',
    'id__added_0: caption id__added_1: __typename',
    'reference: altText',
  ])('has null for an asset that is hidden, whatever is asked of it: %s', async (selections) => {
    const { content, media, search } = world.subgraphs;
    const own = createExecution({
      supergraphSdl,
      dataSources: { content: send(content), media: send(media), search: send(search) },
    });
    const source = `query ($yes: Boolean!) { content(id: "${idOf('bare')}") { leadMedia { ${selections} } media { ${selections} } } }
      fragment Named on MediaAsset { __typename }`;
    const operation = operationOf(parse(source), source);
    for (const yes of [true, false]) {
      away = undefined;
      const { data, errors } = await own.execute(operation, { yes }, world.scope(viewerOf()));
      expect(errors).toBeUndefined();
      expect(plain(data)).toEqual({ content: { leadMedia: null, media: [null, expect.any(Object)] } });
      // That it cannot be known is an error, at a place that the client has asked for.
      away = 'media';
      const unknown = await own.execute(operation, { yes }, world.scope(viewerOf()));
      for (const { path } of toPublicErrors(unknown.errors ?? [], { id: 'r', log: silentLog, late: false }))
        expect(JSON.stringify(path)).not.toContain('id__added');
      expect(unknown.errors).not.toHaveLength(0);
    }
  });

  test.each<[string, unknown]>([
    ['viewer @include(if: $yes) { packages @skip(if: $yes) { id } }', { viewer: {} }],
    ['viewer @include(if: $yes) { ... on Viewer { name @skip(if: $yes) } }', { viewer: {} }],
    ['subsidiaries @include(if: $yes) { language @skip(if: $yes) }', { subsidiaries: [{}, {}] }],
  ])('has an object of which nothing is asked, since no condition holds: %s', async (selections, expected) => {
    const { content, media, search } = world.subgraphs;
    away = undefined;
    const own = createExecution({
      supergraphSdl,
      dataSources: { content: send(content), media: send(media), search: send(search) },
    });
    const source = `query ($yes: Boolean!) { ${selections} }`;
    const operation = operationOf(parse(source), source);
    const { data, errors } = await own.execute(operation, { yes: true }, world.scope(viewerOf()));
    expect(errors).toBeUndefined();
    expect(plain(data)).toEqual(expected);
  });
});
