import fc from 'fast-check';
import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql';
import { expect, test } from 'vitest';
import { variableReader } from '../../../subgraphs/execution/variables.ts';

const schema = buildSchema(`
  scalar _Any scalar Moment enum Colour { RED GREEN } input Filter { n: Int words: [String!] }
  type Query { a(s: String i: Int f: Float b: Boolean id: ID any: [_Any!] m: Moment c: Colour filter: Filter list: [[Int!]]): Int }
`);
const TYPES = ['String', 'Int', 'Float', 'Boolean', 'ID', '_Any', 'Moment', 'Colour', 'Filter'];
const definition = fc
  .tuple(
    fc.constantFrom('a', 'b', 'constructor'),
    fc.constantFrom(...TYPES),
    fc.constantFrom('', '!'),
    fc.constantFrom('', '!', ' = null'),
    fc.boolean(),
  )
  .map(([name, type, item, outer, isList]) => {
    const text = isList ? `[${type}${item}]${outer}` : `${type}${outer}`;
    return { name, text: `$${name}: ${text}` };
  });
const value = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    true,
    'RED',
    'text',
    '',
    3,
    -(2 ** 31),
    2 ** 31 - 1,
    2 ** 31,
    1.5,
    Number.NaN,
    {},
    { n: 1 },
    { n: 'x' },
  ),
  fc.array(fc.constantFrom(null, 'a', 1, 2.5, {}, { __typename: 'Content', id: 'a' }, [1], true), { maxLength: 3 }),
);
const message = ({ errors }: ReturnType<typeof getVariableValues>) => errors?.map((error) => error.message);

test('variables are read as graphql-js reads them', () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(definition, { selector: ({ name }) => name, maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'other'), value),
      (definitions, given) => {
        const operation = getOperationAST(
          parse(
            `query ${definitions.length > 0 ? `(${definitions.map(({ text }) => text).join(' ')})` : ''} { __typename }`,
          ),
        );
        if (!operation) throw new Error('no operation');
        const expected = getVariableValues(schema, operation.variableDefinitions ?? [], given, { maxErrors: 3 });
        const actual = variableReader(schema, operation, { maxErrors: 3 })(given);
        expect(actual.coerced).toEqual(expected.coerced);
        expect(message(actual)).toEqual(message(expected));
        if (expected.coerced && Object.keys(expected.coerced).length > 0) accepted += 1;
      },
    ),
    { numRuns: 3_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
