import { buildSubgraphSchema } from '@apollo/subgraph';
import fc from 'fast-check';
import type { ExecutionResult, GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import {
  buildSchema,
  execute,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  printSchema,
  responsePathAsArray,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { createExecutable } from '../../../subgraphs/execution/execute.ts';
import { documentsOf } from '../../support/documents.ts';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  interface Named { name: String! }
  type Leaf implements Named { name: String! size(unit: Colour = RED, n: Int): Int colour: Colour number: Float! }
  type Branch implements Named {
    name: String!
    must: Leaf!
    may: Leaf
    list: [Leaf]
    lists: [[Branch!]]
    all: [Leaf!]!
    either: Either
    eithers: [Either!]
    named: Named
    deep: Branch!
    echo(id: ID, n: Int! = 7, flag: Boolean): String
  }
  union Either = Leaf | Branch
  type Query { branch: Branch! maybe: Branch branches(first: Int): [Branch!] leaf: Leaf either: Either! named: [Named] }
`);

/** A number that only these parts decide. */
const drawn = (seed: number, text: string, below: number): number => {
  let hash = seed;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x5bd1e995) ^ (hash >>> 13);
  return (hash >>> 0) % below;
};

type Draw = (what: string, below: number) => number;

/** A value of a type, right or wrong, now or later: what is drawn at its place. */
const valueAt = (type: GraphQLResolveInfo['returnType'], at: string, draw: Draw): unknown => {
  const inner = isNonNullType(type) ? type.ofType : type;
  const fate = draw(`${at} fate`, 25);
  if (fate === 0) return null;
  if (fate === 1) return undefined;
  if (fate === 2) return new Error(`given at ${at}`);
  if (fate < 9) return Promise.resolve(bare(inner, at, draw));
  if (fate === 9) return Promise.reject(new Error(`rejected at ${at}`));
  if (fate === 10) return isListType(inner) ? 'no list' : { no: 'leaf' };
  return bare(inner, at, draw);
};

const bare = (type: GraphQLResolveInfo['returnType'], at: string, draw: Draw): unknown => {
  if (isListType(type))
    return Array.from({ length: draw(`${at} length`, 4) }, (_, index) => valueAt(type.ofType, `${at}.${index}`, draw));
  const named = getNamedType(type);
  if (isUnionType(named) || named.name === 'Named') return { __typename: draw(`${at} type`, 2) ? 'Leaf' : 'Branch' };
  if (isObjectType(named)) return {};
  if (isEnumType(named)) return 'RED';
  return named.name === 'String' || named.name === 'ID' ? `text at ${at}` : draw(at, 100);
};

const resolve =
  (seed: number): GraphQLFieldResolver<unknown, unknown> =>
  (_source, given, _context, info) => {
    const at = responsePathAsArray(info.path).join('.');
    const draw: Draw = (what, below) => drawn(seed, what, below);
    if (draw(`${at} throws`, 25) === 0) throw new Error(`thrown at ${at}`);
    return info.fieldName === 'echo' ? JSON.stringify(given) : valueAt(info.returnType, at, draw);
  };

/**
 * The same values, all of them later. Where something fails at once, graphql-js leaves promises beside it in a list alone, and their rejections unhandled;
 * in the end the answer must be the same whenever each value comes.
 */
const later = (value: unknown): unknown =>
  Array.isArray(value)
    ? Promise.resolve(value.map(later))
    : Promise.resolve(value).then((it) => (Array.isArray(it) ? it.map(later) : it));

/** The schema with resolvers that draw what they do. */
const schemaFor = (resolver: GraphQLFieldResolver<unknown, unknown>): GraphQLSchema => {
  const made = buildSchema(printSchema(schema));
  for (const type of Object.values(made.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields())) field.resolve = resolver;
  return made;
};

let seed = 0;
const direct = schemaFor((...all) => resolve(seed)(...all));
const model = schemaFor(async (...all) => later(resolve(seed)(...all)));

/** Where in the data an error shows: at the null that stands for what failed. */
const nullFor = (data: unknown, path: readonly (string | number)[]): string => {
  let value = data;
  const shown: (string | number)[] = [];
  for (const step of path) {
    if (value === null || value === undefined) break;
    value = Reflect.get(Object(value), step);
    shown.push(step);
  }
  return value === null ? shown.join('.') : `no null at ${path.join('.')}`;
};
const nullsOf = ({ data, errors = [] }: ExecutionResult): string[] =>
  [...new Set(errors.map(({ path = [] }) => nullFor(data, path)))].sort();

const variableSets = fc.record({ yes: fc.boolean(), no: fc.boolean() }, { requiredKeys: [] });

describe('an executable document', () => {
  test('answers as graphql-js does, whatever is asked and whatever resolvers do', async () => {
    let answers = 0;
    let failures = 0;
    await fc.assert(
      fc.asyncProperty(
        documentsOf(schema, { aliases: ['name', 'other'], conditions: true }),
        fc.array(variableSets, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        async (text, sets, drawnSeed) => {
          const document = parse(text);
          fc.pre(validate(schema, document).length === 0);
          seed = drawnSeed;
          const executable = createExecutable(direct, document);
          for (const variables of sets) {
            const expected = await execute({ schema: model, document, variableValues: variables });
            const actual = await executable.execute(variables, undefined, () => ({}));
            expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
            expect(nullsOf(actual)).toEqual(nullsOf(expected));
            answers += 1;
            failures += expected.errors?.length ?? 0;
          }
        },
      ),
      { numRuns: 400 },
    );
    // What is compared must be worth it.
    expect(answers).toBeGreaterThan(400);
    expect(failures).toBeGreaterThan(100);
  });

  const answerOf = (made: GraphQLSchema, text: string, variables = {}): Promise<ExecutionResult> =>
    createExecutable(made, parse(text)).execute(variables, undefined, () => ({}));

  test('does mutations one after another', async () => {
    const log: string[] = [];
    const slowly = async (name: string): Promise<string> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      return name;
    };
    const made = buildSchema('type Query { a: String } type Mutation { first: String second: String }');
    for (const [name, field] of Object.entries(made.getMutationType()?.getFields() ?? {}))
      field.resolve = () => slowly(name);
    expect(await answerOf(made, 'mutation { first second }')).toEqual({ data: { first: 'first', second: 'second' } });
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  test('begins no mutation behind one whose failure leaves no answer', async () => {
    const log: string[] = [];
    const made = buildSchema('type Query { a: String } type Mutation { first: String! second: String! }');
    for (const [name, field] of Object.entries(made.getMutationType()?.getFields() ?? {}))
      field.resolve = async () => {
        log.push(name);
        return Promise.reject(new Error('no'));
      };
    const { data, errors } = await answerOf(made, 'mutation { first second }');
    expect([data, errors?.length, log]).toEqual([null, 1, ['first']]);
  });

  test('takes `__proto__` as a name like any other', async () => {
    const { data } = await answerOf(buildSchema('type Query { a: Int }'), '{ __proto__: a a }');
    expect(JSON.stringify(data)).toBe('{"__proto__":null,"a":null}');
    expect(Object.keys(data ?? {})).toEqual(['__proto__', 'a']);
    const spread =
      '{ ...__proto__ ...constructor } fragment __proto__ on Query { a } fragment constructor on Query { b: a }';
    expect(await answerOf(buildSchema('type Query { a: Int }'), spread)).toEqual({ data: { a: null, b: null } });
  });

  test('works out arguments with variables for each run, and those without once', async () => {
    const seen: unknown[] = [];
    const made = buildSchema('type Query { list: [Item!] } type Item { echo(id: ID, n: Int = 7): String }');
    const { list } = made.getQueryType()?.getFields() ?? {};
    if (list)
      list.resolve = () => [
        { echo: (given: unknown) => seen.push(given) },
        { echo: (given: unknown) => seen.push(given) },
      ];
    const executable = createExecutable(
      made,
      parse('query ($id: ID) { list { echo(id: $id) other: echo(id: "x", n: 1) } }'),
    );
    for (const id of ['a', 'b']) await executable.execute({ id }, undefined, () => ({}));
    expect(seen.filter((_, at) => at % 2 === 0)).toEqual(['a', 'a', 'b', 'b'].map((id) => ({ id, n: 7 })));
    expect(new Set(seen.filter((_, at) => at % 2 === 1)).size).toBe(1);
  });
});

describe('entities', () => {
  const record = Object.freeze({ id: 'a', name: 'of a' });
  const subgraph = buildSubgraphSchema({
    typeDefs: parse(
      'type Thing @key(fields: "id") { id: ID! name: String } type Other @key(fields: "id") { id: ID! } type Query { a: Int }',
    ),
    resolvers: {
      Thing: {
        __resolveReference: ({ id }: { readonly id: string }) => {
          if (id === 'bad') throw new Error('this one is bad');
          return id === 'a' ? record : null;
        },
      },
    },
  });
  const ask = async (representations: unknown) =>
    createExecutable(
      subgraph,
      parse(
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Thing { id name } ... on Other { id } } }',
      ),
    ).execute({ representations }, undefined, () => ({}));

  test('are resolved by their types, each for itself, and what is given for them stays as it is', async () => {
    const { data, errors } = await ask([
      { __typename: 'Thing', id: 'a' },
      { __typename: 'Other', id: 'o' },
      { __typename: 'Thing', id: 'gone' },
      { __typename: 'Thing', id: 'bad' },
      { __typename: 'Nothing', id: 'n' },
      { id: 'untyped' },
    ]);
    expect(data).toEqual({
      _entities: [
        { __typename: 'Thing', id: 'a', name: 'of a' },
        { __typename: 'Other', id: 'o' },
        null,
        null,
        null,
        null,
      ],
    });
    expect(errors?.map(({ path }) => path)).toEqual([3, 4, 5].map((at) => ['_entities', at]));
    expect(Object.getOwnPropertyNames(record)).toEqual(['id', 'name']);
  });
});
