import fc from 'fast-check';
import type { SelectionSetNode } from 'graphql';
import { buildSchema, Kind, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkCost, createCosting } from '../../../gateway/cost/cost.ts';
import { createWeights } from '../../../gateway/cost/weights.ts';
import { createPlanner } from '../../../gateway/execution/planner.ts';
import { supergraphSdl } from '../gatewayFixture.ts';

const costing = createCosting(createWeights(createPlanner(supergraphSdl).supergraph));
const costWith = (made: typeof costing, source: string, variables?: Record<string, unknown>): number => {
  const document = parse(source);
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (!definition) throw new Error('no operation');
  return made.costOf({ document, definition }, variables);
};
const cost = (source: string, variables?: Record<string, unknown>): number => costWith(costing, source, variables);

describe('an operation', () => {
  test('costs 1 for each object, nothing for leaves, and the weight of a field once', () => {
    expect(cost('{ viewer { id name grants } }')).toBe(1);
    expect(cost('{ viewer { id packages { id } } }')).toBe(1 + 10);
    expect(cost('{ content(id: "a") { headline body { html } } }')).toBe(1 + 2 + 1);
  });

  test('costs as much as its lists may hold: by the argument, its default, or what the schema assumes', () => {
    const page = (given: string) =>
      cost(`{ latestContent${given} { edges { node { headline } } pageInfo { endCursor } } }`);
    expect(page('(first: 3)')).toBe(5 + 1 + 3 * 2 + 1);
    expect(page('')).toBe(5 + 1 + 20 * 2 + 1);
    expect(page('(first: null)')).toBe(5 + 1 + 20 * 2 + 1);
    expect(cost('{ content(id: "a") { tags { name } } }')).toBe(1 + 8);
  });

  test('costs by the variables of the request, and by their defaults where it leaves them out', () => {
    const source =
      'query ($n: Int = 4, $skip: Boolean = false) { suggest(prefix: "a", first: $n) { text } viewer @skip(if: $skip) { id } }';
    expect(cost(source)).toBe(10 + 4 + 1);
    expect(cost(source, { n: 7 })).toBe(10 + 7 + 1);
    expect(cost(source, { n: 7, skip: true })).toBe(10 + 7);
    expect(cost('query ($n: Int) { suggest(prefix: "a", first: $n) { text } }')).toBe(10 + 8);
  });

  test('multiplies lists within lists', () => {
    expect(
      cost('{ latestContent(first: 10) { edges { node { related(first: 4) { media { renditions { url } } } } } } }'),
    ).toBe(5 + 1 + 10 * (1 + 1 + 5 + 4 * (1 + 10 * (1 + 2 + 8))));
  });

  test('pays for the size that one field says and another has', () => {
    expect(cost('{ search(first: 1) { facets(first: 50) { values { value } } } }')).toBe(10 + 1 + 10 + 10 * (1 + 50));
    const twice = 'fragment page on ContentConnection { edges { node { id } } }';
    expect(cost(`{ a: latestContent(first: 2) { ...page } b: latestContent(first: 9) { ...page } } ${twice}`)).toBe(
      5 + 1 + 2 * 2 + 5 + 1 + 9 * 2,
    );
  });

  test('pays for the dearest of the types that may stand in one place', () => {
    const hits = (selection: string) => cost(`{ search(first: 1) { edges { node { ${selection} } } } }`) - 13;
    const article = '... on Content { body { html } }';
    const picture = '... on MediaAsset { renditions { url } }';
    expect(hits(article)).toBe(3);
    expect(hits(picture)).toBe(10);
    expect(hits(`${article} ${picture} __typename`)).toBe(10);
  });

  test('pays for looking into the schema, however much it asks there', () => {
    expect(cost('{ __schema { types { fields { type { name } } } } __typename }')).toBe(100);
    expect(cost('{ a: __type(name: "A") { name } b: __type(name: "B") { name } }')).toBe(200);
  });
});

describe('any schema', () => {
  const made = createCosting(
    createWeights(
      buildSchema(`
        directive @cost(weight: Int!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | OBJECT | SCALAR
        directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
        scalar Map @cost(weight: 7)
        type Heavy @cost(weight: 3) { id: ID map: Map }
        type Query {
          heavies(first: Int, last: Int, deep: Boolean @cost(weight: 20)): [Heavy] @listSize(slicingArguments: ["first", "last"])
          grid: [[Heavy]] @listSize(assumedSize: 2)
        }`),
    ),
  );

  test('may weigh types, leaves and arguments, slice by several arguments, and nest lists', () => {
    expect(costWith(made, '{ heavies(first: 2, last: 5) { id } }')).toBe(5 * 3);
    expect(costWith(made, '{ heavies(first: 2, deep: true) { map } }')).toBe(20 + 2 * (3 + 7));
    expect(costWith(made, '{ heavies(first: -3) { id } }')).toBe(0);
    expect(costWith(made, '{ grid { id } }')).toBe(2 * 10 * 3);
  });
});

describe('fragments', () => {
  type Tree = { readonly field: string; readonly below: readonly Tree[]; readonly spread: boolean };
  const tree: fc.Memo<Tree> = fc.memo((depth) =>
    fc.record({
      field: fc.constantFrom('tags', 'translations', 'related(first: 3)'),
      below: depth <= 1 ? fc.constant([]) : fc.array(tree(depth - 1), { maxLength: 3 }),
      spread: fc.boolean(),
    }),
  );
  /** The same selections, some of them through fragments. */
  const written = (trees: readonly Tree[], fragments: string[] | undefined): string =>
    trees
      .map(({ field, below, spread }) => {
        const text = `${field} { id ${field === 'tags' ? '' : written(below, fragments)} }`;
        if (!fragments || !spread) return text;
        fragments.push(`fragment f${fragments.length} on Content { ${text} }`);
        return `...f${fragments.length - 1}`;
      })
      .join(' ');

  test('cost what they hold, as often as they are spread', () => {
    fc.assert(
      fc.property(fc.array(tree(4), { maxLength: 3 }), (trees) => {
        const fragments: string[] = [];
        const spread = written(trees, fragments);
        expect(cost(`{ content(id: "a") { id ${spread} } } ${fragments.join(' ')}`)).toBe(
          cost(`{ content(id: "a") { id ${written(trees, undefined)} } }`),
        );
      }),
    );
    expect(cost('{ content(id: "a") { ...t ...t } } fragment t on Content { tags { id } }')).toBe(1 + 8 + 8);
  });

  test('are measured once, though they amount to more than could be counted', () => {
    const levels = 60;
    const bomb = Array.from(
      { length: levels },
      (_, n) => `fragment f${n} on Section { parent { ${`...f${n + 1} `.repeat(8)} } }`,
    );
    let visited = 0;
    const counted = (set: SelectionSetNode): SelectionSetNode => ({
      ...set,
      get selections() {
        visited += 1;
        return set.selections;
      },
    });
    const document = parse(
      `{ section(id: "a") { ...f0 } } ${bomb.join(' ')} fragment f${levels} on Section { parent { id } }`,
    );
    const watched = {
      ...document,
      definitions: document.definitions.map((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? { ...each, selectionSet: counted(each.selectionSet) } : each,
      ),
    };
    const [definition] = document.definitions;
    if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    expect(costing.costOf({ document: watched, definition }, undefined)).toBeGreaterThan(8 ** 59);
    expect(visited).toBe(levels + 1);
  });
});

describe('the limit', () => {
  test('lets through what is just within it, and names both numbers of what is not', () => {
    checkCost(5_000, 5_000);
    expect(() => checkCost(5_001, 5_000)).toThrow('The operation costs 5001; at most 5000 is allowed.');
    expect(() => checkCost(Number.NaN, 5_000)).toThrow('The operation costs more than 1000000000; at most 5000');
  });
});
