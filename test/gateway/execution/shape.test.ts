import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { compileShape } from '../../../gateway/execution/shape.ts';

const schema = buildSchema(`
  enum Colour { RED }
  type Picture { id: ID! alt: String }
  type Story { id: ID! headline: String! words: Int colour: Colour leadMedia: Picture pictures: [Picture!] tags: [String] extra: JSON }
  union Node = Story | Picture
  scalar JSON
  type Query { story: Story must: Story! node: Node }
`);

const shape = (text: string, answered: unknown, variables = {}) => {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  const { data, faults } = compileShape(schema, document, operation)(
    JSON.parse(JSON.stringify(answered)),
    new Set(),
    variables,
  );
  return {
    data: JSON.parse(JSON.stringify(data)),
    faults: faults.map(({ message, path }) => `${path?.join('.')}: ${message}`),
  };
};

describe('an answer', () => {
  test('holds what was asked for, in its order and under its names, and nothing else', () => {
    const answered = { story: { secret: 'x', headline: 'H', id: 'a', one: 'H' }, other: 1 };
    const { data } = shape('{ story { one: headline id __typename } }', answered);
    expect(JSON.stringify(data)).toBe('{"story":{"one":"H","id":"a","__typename":"Story"}}');
  });

  test('has null where something is missing that may not be, in the nearest place that may', () => {
    expect(shape('{ story { id headline } }', { story: { id: 'a' } })).toEqual({ data: { story: null }, faults: [] });
    expect(shape('{ story { pictures { id } } }', { story: { pictures: [{ id: 'a' }, null] } })).toEqual({
      data: { story: { pictures: null } },
      faults: [],
    });
    expect(shape('{ story { tags } }', { story: { tags: ['a', null] } })).toEqual({
      data: { story: { tags: ['a', null] } },
      faults: [],
    });
    expect(shape('{ must { id } }', {})).toEqual({ data: null, faults: [] });
  });

  test.each([
    ['a number where text belongs', 'headline', { headline: 7 }, 'no String'],
    ['text where a number belongs', 'words', { words: 'many' }, 'no Int'],
    ['an unknown colour', 'colour', { colour: 'BLUE' }, 'no Colour'],
    ['text where an object belongs', 'leadMedia { id }', { leadMedia: 'a' }, 'no object'],
    ['an object where a list belongs', 'tags', { tags: {} }, 'no list'],
  ])('says where a subgraph answered %s', (_, asked, answered, fault) => {
    const { data, faults } = shape(`{ story { id ${asked} } }`, { story: { id: 'a', ...answered } });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^story\\.\\w+: a subgraph answered ${fault}$`))]);
    expect(JSON.stringify(data)).not.toMatch(/many|BLUE|7/);
  });

  test('takes no object of a type that may not stand there', () => {
    const text = '{ node { __typename ... on Story { id } } }';
    expect(shape(text, { node: { __typename: 'Story', id: 'a' } }).data).toEqual({
      node: { __typename: 'Story', id: 'a' },
    });
    expect(shape(text, { node: { __typename: 'Query', id: 'a' } })).toEqual({
      data: { node: null },
      faults: ['node: a subgraph answered an object of another type'],
    });
    expect(shape(text, { node: { id: 'a' } }).data).toEqual({ node: null });
  });

  test('is not changed by names that mean something to JavaScript', () => {
    const answered = JSON.parse('{"story": {"__proto__": {"headline": "planted"}, "constructor": "x", "id": "a"}}');
    expect(shape('{ story { id __proto__: words } }', answered).data).not.toHaveProperty('story.headline');
    expect(shape('{ story { id headline } }', answered).data).toEqual({ story: null });
    expect(shape('{ story { constructor: id } }', { story: {} }).data).toEqual({ story: null });
  });

  test('leaves out and takes in what `@skip` and `@include` say, for each request anew', () => {
    const document = parse('query ($yes: Boolean!) { story { id headline @include(if: $yes) words @skip(if: $yes) } }');
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const shaped = compileShape(schema, document, operation);
    const answered = { story: { id: 'a', headline: 'H', words: 3 } };
    for (const yes of [true, false, true])
      expect(shaped(answered, new Set(), { yes }).data).toEqual({
        story: yes ? { id: 'a', headline: 'H' } : { id: 'a', words: 3 },
      });
  });
});
