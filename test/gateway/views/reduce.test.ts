import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { reduceSchema } from '../../../gateway/views/reduce.ts';
import { showing } from './showing.ts';

const shown = (sdl: string, hidden: readonly string[]) => reduceSchema(buildSchema(sdl), showing(hidden));
const printed = (sdl: string): string => printSchema(buildSchema(sdl));

/** A graph with something of every kind. `all` is put before each thing of which there is something to say, `old` behind what may be deprecated. In the order in which one leads to the other. */
const everything = (all = '', old = ''): string => `
  ${all} schema { query: Query mutation: Mutation }
  directive @note(text: String) on FIELD
  ${all} type Query {
    stories(${all} kinds: [Kind!] = [GALLERY, ITEM] ${old}, sizes: [Int!]! = [1, 2], name: [String] = ["GALLERY"], only: Kind = ITEM): [[Found!]!]!
    ${all} latest(filter: Filter): Story ${old}
  }
  ${all} union Found = Story | Picture
  ${all} type Story { id: ID! at: Moment kind: Kind size: Float }
  ${all} scalar Moment @specifiedBy(url: "https://moments.example")
  ${all} enum Kind { GALLERY ITEM ${all} NOTE ${old} }
  ${all} type Picture { url(width: Int = 5): String isSmall: Boolean }
  ${all} input Filter { words: String = "any" ${all} kinds: [Kind!]! = [NOTE] ${old} }
  ${all} type Mutation { save(story: NewStory!): Story }
  input NewStory { kind: Kind = ITEM, title: String }
`;

describe('the schema that a view shows', () => {
  test('is the whole where nothing is hidden', () => {
    const text = everything('"""Some `Story`, `save` or GALLERY."""', '@deprecated(reason: "Say `words`.")');
    expect(printSchema(shown(text, []))).toBe(printed(text));
  });

  test.each<[what: string, hidden: string[], whole: string, left: string]>([
    ['a field', ['Query.b'], 'type Query { a: Int b: Int }', 'type Query { a: Int }'],
    [
      'a field, and with it what it alone led to',
      ['Query.b'],
      'type Query { a: Int b: B } type B { c: C } scalar C',
      'type Query { a: Int }',
    ],
    [
      'an argument',
      ['Query.a(c:)'],
      'type Query { a(b: Int, c: Int): Int d(c: Int): Int }',
      'type Query { a(b: Int): Int d(c: Int): Int }',
    ],
    [
      'an input field',
      ['In.c'],
      'type Query { a(b: In): Int } input In { b: Int c: Int }',
      'type Query { a(b: In): Int } input In { b: Int }',
    ],
    ['a value', ['E.C'], 'type Query { a: E } enum E { B C }', 'type Query { a: E } enum E { B }'],
    [
      'a value in a default',
      ['E.C'],
      'type Query { a(b: [E!]! = [B, C]): Int } enum E { B C }',
      'type Query { a(b: [E!]! = [B]): Int } enum E { B }',
    ],
    [
      'a value in the default of an input field',
      ['E.C'],
      'type Query { a(b: In): Int } input In { b: [E!] = [C] } enum E { B C }',
      'type Query { a(b: In): Int } input In { b: [E!] = [] } enum E { B }',
    ],
    [
      'a type of a union',
      ['C'],
      'type Query { a: U } type B { b: Int } type C { c: Int } union U = B | C',
      'type Query { a: U } union U = B type B { b: Int }',
    ],
    ['mutations', ['Mutation'], 'type Query { a: Int } type Mutation { b: Int }', 'type Query { a: Int }'],
  ])('leaves out what is hidden: %s', (_, hidden, whole, left) => {
    expect(printSchema(shown(whole, hidden))).toBe(printed(left));
  });

  test('says nothing that names what is hidden, and that what is deprecated is so', () => {
    const telling = everything('"""By goneAway."""', '@deprecated(reason: "Say goneAway.")');
    const silent = everything('', '@deprecated');
    const more = 'extend type Query { goneAway: Int }';
    expect(printSchema(shown(`${telling} ${more}`, ['Query.goneAway']))).toBe(printed(silent));
  });

  test('is deprecated without a reason where there is none', () => {
    const text = everything('', '@deprecated(reason: "")');
    expect(printSchema(shown(`${text} extend type Query { goneAway: Int }`, ['Query.goneAway']))).toBe(printed(text));
  });

  test('keeps nothing of the syntax that the whole was read from, nor what would resolve it', () => {
    const whole = buildSchema(
      `${everything()} extend type Story { more: Int } extend enum Kind { MORE } extend union Found = Query
      extend scalar Moment @specifiedBy(url: "https://x.example") extend input Filter { more: Int }`.replace(
        'scalar Moment @specifiedBy(url: "https://moments.example")',
        'scalar Moment',
      ),
    );
    const schema = reduceSchema(whole, showing([]));
    const own = Object.values(schema.getTypeMap()).filter(
      (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
    );
    expect(own).toHaveLength(9);
    for (const type of own) {
      expect([type.astNode, type.extensionASTNodes], type.name).toEqual([undefined, []]);
      const fields = isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : [];
      const values = isEnumType(type) ? type.getValues() : [];
      const args = isObjectType(type) ? Object.values(type.getFields()).flatMap((field) => field.args) : [];
      for (const { astNode, name } of [...fields, ...values, ...args]) expect(astNode, name).toBeUndefined();
    }
  });

  test('knows no interfaces', () => {
    expect(() => shown('type Query { a: I } interface I { a: Int }', [])).toThrow(
      'I is an interface, which no view knows how to reduce',
    );
  });
});
