import type { ExecutionResult } from 'graphql';
import { buildSchema, executeSync, GraphQLError, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkLimits, standardLimits } from '../../../gateway/limits.ts';
import type { Operation } from '../../../gateway/operations.ts';
import { createOperations } from '../../../gateway/operations.ts';
import { answerIntrospection } from '../../../gateway/views/introspection.ts';

const schema = buildSchema(`
  type Query { story(id: ID = "a"): Story, must: Story! }
  type Story { id: ID title: String }
`);
const storyOf = ({ id }: { readonly id?: string }) => ({ id, title: `Title of ${id}` });
const rootValue = { story: storyOf, must: () => storyOf({ id: 'm' }) };
const operations = createOperations();
const operationOf = (source: string): Operation =>
  operations.find({ key: 'all', schema }, source, undefined, standardLimits);

type Variables = Readonly<Record<string, unknown>>;
const run = ({ document }: Operation, variables?: Variables): ExecutionResult =>
  executeSync({ schema, document, rootValue, variableValues: variables });

/** An answer, and what was asked of those who have the data. */
const answerTo = async (source: string, variables?: Variables, root = run) => {
  const asked: Operation[] = [];
  const answer = await answerIntrospection(operationOf(source), variables, schema, async (data) => {
    asked.push(data);
    return root(data, variables);
  });
  return { answer, asked };
};

const LOOK = '__type(name: "Story") { name }';

describe('an operation that looks into the schema', () => {
  test.each<[what: string, source: string, variables?: Variables]>([
    ['the schema alone', '{ __schema { queryType { name } } }'],
    ['before the data', `{ ${LOOK} story { id } }`],
    ['behind the data', `{ story { id } ${LOOK} }`],
    [
      'among the data, under other names',
      `{ one: story { id } two: ${LOOK} three: story(id: "b") { title } four: __typename }`,
    ],
    ['under the name of data', `{ story: ${LOOK} __schema: story { id } }`],
    ['called `__proto__`', `{ __proto__: ${LOOK} constructor: story { id } }`],
    ['the data called `__proto__`', `{ ${LOOK} __proto__: story { id } }`],
    ['in a fragment, with the data', `{ ...F must { id } } fragment F on Query { story { id } ${LOOK} }`],
    ['in an inline fragment', `{ ... on Query { ... { story { id } } ${LOOK} } must { id } }`],
    [
      'in fragments of fragments, one of them alone',
      `{ ...F ...G } fragment F on Query { ...G must { id } } fragment G on Query { ${LOOK} }`,
    ],
    [
      'with fragments below',
      `{ story { ...S } __type(name: "Story") { ...T } } fragment S on Story { id } fragment T on __Type { kind fields { name } }`,
    ],
    [
      'more than once, merged',
      `{ story { id } ...F story { title } } fragment F on Query { ${LOOK} __type(name: "Story") { kind } story { id } }`,
    ],
    [
      'by variables',
      'query ($n: String!, $id: ID) { story(id: $id) { id } __type(name: $n) { name } }',
      { n: 'Query', id: 'c' },
    ],
    [
      'by variables that are not given',
      'query ($n: String! = "Story", $id: ID = "d") { story(id: $id) { id } __type(name: $n) { name } }',
    ],
    ['of what is not there', '{ __type(name: "Nothing") { name } story { id } }'],
  ])('is answered as one schema with data would answer it: %s', async (_, source, variables) => {
    const { answer } = await answerTo(source, variables);
    expect(JSON.stringify(answer)).toBe(JSON.stringify(run(operationOf(source), variables)));
  });

  test.each([
    '__type(name: "Story") @include(if: $a) { name } story @skip(if: $b) { id }',
    '... @include(if: $a) { __type(name: "Story") { name } story { id } must @skip(if: $b) { id } }',
    '...F @skip(if: $a) ... @include(if: $b) { ...F must { title } } __typename',
  ])('is answered so whatever its conditions leave out: %s', async (text) => {
    const source = `query ($a: Boolean!, $b: Boolean = true) { ${text} ...F @include(if: $b) }
      fragment F on Query { two: __type(name: "Query") { name } more: story { title } }`;
    for (const [a, b] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ])
      expect(JSON.stringify((await answerTo(source, { a, b })).answer)).toBe(
        JSON.stringify(run(operationOf(source), { a, b })),
      );
  });

  test('asks for data with an operation that holds nothing else, like any other', async () => {
    const source = `query Q($id: ID) { ...F ${LOOK} } fragment F on Query { __schema { queryType { name } } story(id: $id) { ...S } }
      fragment S on Story { id }`;
    const { asked } = await answerTo(source, { id: 'a' });
    expect(asked).toHaveLength(1);
    for (const data of asked) {
      expect(checkLimits(data.document, standardLimits).size).toBe(0);
      expect(print(data.definition)).toBe(
        'query Q($id: ID) {\n  ... {\n    story(id: $id) {\n      ...S\n    }\n  }\n}',
      );
      expect(data.document.definitions).toContain(data.definition);
      expect(data).toMatchObject({ introspects: false, name: operationOf(source).name });
      expect(print(parse(data.source))).toBe(print(data.document));
    }
  });

  test('asks for no data where it wants none', async () => {
    expect((await answerTo(`{ ${LOOK} ...F } fragment F on Query { __typename }`)).asked).toEqual([]);
  });

  test('asks for data by a hash of what it asks', async () => {
    const hashOf = async (source: string) => (await answerTo(source)).asked.map(({ hash }) => hash);
    const [hash] = await hashOf(`{ ${LOOK} story { id } }`);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf('{ story { id } __schema { queryType { name } } }')).toEqual([hash]);
    expect(await hashOf(`{ ${LOOK} story { title } }`)).not.toEqual([hash]);
  });

  test('tells of what failed in the data, and is null with it where that is', async () => {
    const errors = [new GraphQLError('away', { path: ['story'] })];
    const failing = async (data: Record<string, unknown> | null) =>
      (await answerTo(`{ story { id } ${LOOK} }`, undefined, () => ({ errors, data }))).answer;
    expect(await failing({ story: null })).toEqual({ errors, data: { story: null, __type: { name: 'Story' } } });
    expect(await failing(null)).toEqual({ errors, data: null });
  });

  test('is null where the schema cannot be looked into', async () => {
    const { answer } = await answerTo('query ($n: String!) { story { id } __type(name: $n) { name } }', {}, () => ({
      data: { story: null },
    }));
    expect(answer.data).toBeNull();
    expect(answer.errors?.map(({ message }) => message)).toEqual([
      'Variable "$n" of required type "String!" was not provided.',
    ]);
  });
});
