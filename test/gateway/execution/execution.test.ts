import type { GraphQLDataSource } from '@apollo/gateway';
import { ApolloGateway } from '@apollo/gateway';
import fc from 'fast-check';
import type { DocumentNode, ExecutionResult } from 'graphql';
import { getOperationAST, parse, validate, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDataSource } from '../../../gateway/execution/dataSource.ts';
import { createExecution } from '../../../gateway/execution/execution.ts';
import type { Operation } from '../../../gateway/operations.ts';
import { AnswerError } from '../../../platform/errors.ts';
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
  test('answers as @apollo/gateway does, whatever is asked, with each subgraph away too', async () => {
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
        async (source, down, variables) => {
          const document = parse(source);
          fc.pre(isCertain(document) && validate(own.schema, document).length === 0);
          away = down;
          const operation = operationOf(document, source);
          const expected = await stock.execute(operation, variables);
          const actual = await own.execute(operation, variables, world.scope(viewerOf()));
          // In any order: stock merges fragments in an order of its own, we in that of the specification.
          expect(plain(actual.data)).toEqual(plain(expected.data));
          expect(shown(actual)).toEqual(shown(expected));
          answers += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(answers).toBeGreaterThanOrEqual(150);
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
