import { GraphQLError, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { toPublicErrors } from '../../gateway/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { contentPk, contentTable } from '../../subgraphs/content/keys.ts';
import type { RequestScope } from '../../subgraphs/subgraph.ts';
import { createSubgraph } from '../../subgraphs/subgraph.ts';
import { createTouched } from '../../subgraphs/touched.ts';
import { article, idOf, NOW } from '../support/builders.ts';
import { openGraph } from '../support/graph.ts';
import { viewerOf } from '../support/viewers.ts';
import { openWorld } from '../support/world.ts';

const scopeOf = (): RequestScope => ({
  viewer: viewerOf(),
  now: NOW,
  signal: new AbortController().signal,
  log: silentLog,
  id: 'request',
  touched: createTouched(),
});

/** A subgraph that counts the contexts it made. */
const counting = () => {
  let contexts = 0;
  const subgraph = createSubgraph<{ scope: RequestScope; number: number }>({
    name: 'content',
    typeDefs: parse(`
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
      type Query { number: Int @tag(name: "public") fails: Int @tag(name: "public") }
    `),
    resolvers: {
      Query: {
        number: (_: unknown, __: unknown, { number }: { number: number }) => number,
        fails: () => {
          throw new Error('host db-1 is away');
        },
      },
    },
    contextOf: (scope) => {
      contexts += 1;
      return { scope, number: contexts };
    },
  });
  return { subgraph, contexts: () => contexts };
};

describe('a subgraph', () => {
  test('makes one context a request, however many fetches it takes', async () => {
    const { subgraph } = counting();
    const [one, other] = [scopeOf(), scopeOf()];
    const query = '{ number }';
    expect(await subgraph.execute({ query }, one)).toMatchObject({ data: { number: 1 } });
    expect(await subgraph.execute({ query }, other)).toMatchObject({ data: { number: 2 } });
    expect(await subgraph.execute({ query: '{ again: number }' }, one)).toMatchObject({ data: { again: 1 } });
  });

  test('answers what it cannot parse, validate or execute with errors, and never throws', async () => {
    const { subgraph, contexts } = counting();
    for (const operation of [
      { query: '{' },
      { query: '' },
      { query: '{ unknown }' },
      { query: 'query A { number } query B { number }' },
      { query: 'query ($x: Int!) { number @include(if: $x) }' },
      { query: 'query A { number }', operationName: 'B' },
      { query: `{ ${'number '.repeat(20_000)} }` },
    ]) {
      const { data, errors } = await subgraph.execute(operation, scopeOf());
      expect(data, operation.query.slice(0, 50)).toBeUndefined();
      expect(
        errors?.every((error) => error instanceof GraphQLError),
        operation.query.slice(0, 50),
      ).toBe(true);
    }
    expect(contexts()).toBeLessThanOrEqual(2);
  });

  test('keeps the rest of an answer where a field fails', async () => {
    const { subgraph } = counting();
    const { data, errors } = await subgraph.execute({ query: '{ number fails }' }, scopeOf());
    expect(data).toEqual({ number: 1, fails: null });
    expect(errors).toMatchObject([{ path: ['fails'] }]);
  });
});

test('a bad item is told outside as INTERNAL, with nothing of its key, and logged with it', async () => {
  await using world = await openWorld();
  await world.saved(article('good'));
  await world.saved(article('bad'));
  const pk = contentPk(idOf('bad'));
  await world.plant(contentTable.name, { pk, sk: 'META', v: 1, live: true });
  const graph = openGraph(world);
  const { data, raw } = await graph.ask(viewerOf(), '{ latestContent { edges { node { headline } } } }');
  expect(data).toHaveProperty('latestContent.edges', expect.arrayContaining([{ node: { headline: 'About good' } }]));
  const logged: unknown[] = [];
  const note = (fields: Record<string, unknown>): void => void logged.push(fields);
  const log = { debug: note, info: note, warn: note, error: note };
  const told = toPublicErrors(raw, { id: 'request', log, late: false });
  expect(told).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
  expect(JSON.stringify(told)).not.toContain(idOf('bad'));
  expect(JSON.stringify(logged)).toContain(`content ${pk} META`);
});
