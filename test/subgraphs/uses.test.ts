import fc from 'fast-check';
import type { GraphQLResolveInfo } from 'graphql';
import { astFromValue, buildSchema, getOperationAST, graphqlSync, Kind, parse, print } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Shown } from '../../platform/visibility.ts';
import { askedWithHidden, usedBy } from '../../subgraphs/uses.ts';

const schema = buildSchema(`
  directive @inaccessible on FIELD_DEFINITION
  scalar Any
  type Query {
    story(id: ID): Story
    either: Either
    find(exact: Boolean, by: By, order: Order, orders: [[Order!]!] = [[SHOWN, HIDDEN]], extra: Any): Boolean
    _entities(representations: [Any!]!): [Either]!
  }
  union Either = Story | Picture
  type Story { id: ID headline: String picture: Picture inside: ID @inaccessible media__inside: ID }
  type Picture { caption: String }
  input By { id: ID within: [By!] order: Order orders: [Order!] = [HIDDEN] }
  enum Order { SHOWN HIDDEN }
`);
const used = (document: string): readonly string[] => usedBy(schema, parse(document)).toSorted();

describe('what a document uses', () => {
  test('is its fields, each once, through fragments and under aliases', () => {
    const query = `{ a: story { ...S } b: story { ... on Story { headline picture { caption } } } either { ...S ... on Picture { caption } } }
      fragment S on Story { headline }`;
    expect(used(query)).toEqual(['Picture.caption', 'Query.either', 'Query.story', 'Story.headline', 'Story.picture']);
  });

  test.each([
    ['an argument', '{ story(id: "a") { id } }', ['Query.story', 'Query.story(id:)', 'Story.id']],
    ['an enum', '{ find(order: SHOWN) }', ['Order.HIDDEN', 'Order.SHOWN', 'Query.find', 'Query.find(order:)']],
    [
      'lists of an enum',
      'query ($o: [[Order!]!]) { find(orders: $o) }',
      ['Order.HIDDEN', 'Order.SHOWN', 'Query.find', 'Query.find(orders:)'],
    ],
    [
      'an input, and all that it can hold',
      'query ($by: By) { find(by: $by) }',
      ['By.id', 'By.order', 'By.orders', 'By.within', 'Order.HIDDEN', 'Order.SHOWN', 'Query.find', 'Query.find(by:)'],
    ],
  ])('is %s', (_, query, uses) => {
    expect(used(query)).toEqual(uses);
  });

  test.each([
    [
      'what federation asks for itself',
      'query ($r: [Any!]!) { __typename _entities(representations: $r) { __typename ... on Story { headline } } }',
      ['Story.headline'],
    ],
    ['what no client sees', '{ story { inside media__inside } }', ['Query.story']],
    ['what the schema does not know', '{ nothing { of } find(what: 1) }', ['Query.find']],
  ])('is nothing of %s', (_, query, uses) => {
    expect(used(query)).toEqual(uses);
  });
});

/** A view of all but some names. */
const without = (hidden: readonly string[]): Shown => ({
  has: (coordinate) => !hidden.includes(coordinate),
  hasType: () => true,
  coordinates: new Set(),
});
/** What graphql-js gives the resolver of `Query.find`, looked at for what a view hides. */
const refused = (query: string, hidden: readonly string[], variables: Readonly<Record<string, unknown>> = {}) => {
  const find = (values: Record<string, unknown>, _: unknown, info: GraphQLResolveInfo) =>
    askedWithHidden(values, info, without(hidden));
  const { data, errors } = graphqlSync({ schema, source: query, rootValue: { find }, variableValues: variables });
  expect(errors).toBeUndefined();
  return data?.find;
};

describe('a field is asked with what the view hides', () => {
  const hidden = ['Query.find(exact:)', 'By.id', 'Order.HIDDEN'];

  test.each([
    ['by an argument, whatever it is', '{ find(exact: null) }'],
    ['by an argument whose variable is not given', 'query ($x: Boolean) { find(exact: $x) }'],
    ['by an input field', '{ find(by: { id: 1 }) }'],
    ['by an input field that is null', '{ find(by: { id: null }) }'],
    ['by an input field further in', '{ find(by: { within: [{}, { within: { id: 1 } }] }) }'],
    ['by a value', '{ find(order: HIDDEN) }'],
    ['by a value in a list', '{ find(orders: [[SHOWN], [SHOWN, HIDDEN]]) }'],
    ['by a value that is made a list', '{ find(orders: HIDDEN) }'],
    ['by a value in an input', '{ find(by: { within: { order: HIDDEN } }) }'],
    ['by a value that the default has too', '{ find(by: { orders: [HIDDEN] }) }'],
    ['beside what is shown', '{ find(extra: 1, order: SHOWN, exact: true) }'],
    ['under an alias', '{ other: story { id } find: find(order: HIDDEN) }'],
  ])('%s', (_, query) => {
    expect(refused(query, hidden)).toBe(true);
    expect(refused(query, [])).toBe(false);
  });

  test.each([
    ['without arguments', '{ find }', {}],
    ['with what is shown', '{ find(order: SHOWN, by: { within: [{ order: SHOWN }], orders: [SHOWN] }) }', {}],
    ['with nulls', '{ find(order: null, by: { within: null }, orders: null) }', {}],
    [
      'with a variable that is not given, be there a default',
      'query ($o: [[Order!]!], $b: By) { find(orders: $o, by: $b) }',
      {},
    ],
    ['with an input whose default has it', '{ find(by: {}) }', {}],
    ['with an input in a variable whose default has it', 'query ($by: By) { find(by: $by) }', { by: { within: [{}] } }],
    ['with a scalar that holds whatever', 'query ($x: Any) { find(extra: $x) }', { x: { id: ['HIDDEN'] } }],
  ])('not %s', (_, query, variables) => {
    expect(refused(query, hidden, variables)).toBe(false);
  });

  test('where the schema knows no such field or argument: nothing says that it is shown', () => {
    const parentType = schema.getQueryType();
    const fieldNodes = getOperationAST(parse('{ find(what: 1) }'))?.selectionSet.selections.filter(
      (each) => each.kind === Kind.FIELD,
    );
    if (!parentType || !fieldNodes) throw new Error('the schema or the document is empty');
    for (const fieldName of ['find', 'nothing'])
      expect(askedWithHidden({ what: 1 }, { fieldNodes, fieldName, parentType }, without([]))).toBe(true);
  });

  test('exactly where the value names it, literal or variable; and then the document uses it', () => {
    const { by } = fc.letrec((tie) => ({
      order: fc.constantFrom('SHOWN', 'HIDDEN'),
      by: fc.record(
        {
          id: fc.integer(),
          within: fc.array(tie('by'), { maxLength: 3 }),
          order: tie('order'),
          orders: fc.array(tie('order'), { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
    }));
    const inputBy = schema
      .getQueryType()
      ?.getFields()
      .find?.args.find(({ name }) => name === 'by')?.type;
    if (!inputBy) throw new Error('the schema has no input to ask with');
    const coordinates = ['By.id', 'By.within', 'By.order', 'By.orders', 'Order.SHOWN', 'Order.HIDDEN'];
    fc.assert(
      fc.property(by, fc.subarray(coordinates), fc.boolean(), (value, hides, asVariable) => {
        const text = JSON.stringify(value);
        const named = [
          ...Array.from(text.matchAll(/"(\w+)":/g), ([, field]) => `By.${field}`),
          ...Array.from(text.matchAll(/"(SHOWN|HIDDEN)"/g), ([, name]) => `Order.${name}`),
        ];
        const literal = astFromValue(value, inputBy);
        const query = asVariable || !literal ? 'query ($by: By) { find(by: $by) }' : `{ find(by: ${print(literal)}) }`;
        const holds = named.some((each) => hides.includes(each));
        expect(refused(query, hides, { by: value })).toBe(holds);
        expect(holds && !used(query).some((each) => hides.includes(each))).toBe(false);
      }),
    );
  });
});
