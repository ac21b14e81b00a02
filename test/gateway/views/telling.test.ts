import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createTelling } from '../../../gateway/views/telling.ts';
import { showing } from './showing.ts';

const schema = buildSchema(`
  scalar Moment
  type Query { story(order: Order, minVersion: Int, kind: Kind): Story, latest(filter: Filter): [Found!], both: Story }
  type Story { id: ID!, title: String, persisted_only: Boolean, at: Moment, both: Int }
  type Picture { id: ID!, mp4: String, shape: Int }
  union Found = Story | Picture
  enum Kind { GALLERY B H264 }
  enum Order { NEWEST both }
  input Filter { words: String, minLength: Int }
`);
/** What is left of a description where these types and elements are hidden. */
const told = (hidden: readonly string[], description: string | null | undefined): string | null | undefined =>
  createTelling(schema, showing(hidden))(description);

describe('a description is left out that names what is hidden', () => {
  test.each([
    ['a type', 'Story'],
    ['a union', 'Found'],
    ['a scalar', 'Moment'],
    ['an enum', 'Order'],
    ['an input', 'Filter'],
    ['a field', 'Story.title', 'title'],
    ['an argument', 'Query.story(order:)', 'order'],
    ['a value', 'Kind.B', 'B'],
    ['an input field', 'Filter.words', 'words'],
  ])('in backticks, where it could be a word: %s', (_, hidden, name = hidden) => {
    for (const text of [`See \`${name}\`.`, `\`id\` or \`${name}\``, `One \`${name}(of: { id })\``])
      expect(told([hidden], text), text).toBeUndefined();
    expect(told([hidden], `A ${name} is one of these: \`id\`, a ${name} too, \`id\`.`)).toMatch(/^A /);
    expect(told([], `See \`${name}\`.`)).toBe(`See \`${name}\`.`);
  });

  test.each([
    ['Query.story(minVersion:)', 'minVersion'],
    ['Filter.minLength', 'minLength'],
    ['Story.persisted_only', 'persisted_only'],
    ['Picture.mp4', 'mp4'],
    ['Kind.GALLERY', 'GALLERY'],
    ['Kind.H264', 'H264'],
  ])('anywhere, where it could be no word: %s', (hidden, name) => {
    for (const text of [name, `Of ${name}, or none.`, `See \`${name}\`.`]) {
      expect(told([hidden], text), text).toBeUndefined();
      expect(told([], text)).toBe(text);
    }
    expect(told([hidden], `Of ${name}s and x${name}.`)).toBe(`Of ${name}s and x${name}.`);
  });
});

describe('a description is kept', () => {
  test('as long as the view shows something by that name', () => {
    const text = 'See `both`.';
    const all = ['Query.both', 'Story.both', 'Order.both'];
    for (const left of all)
      expect(
        told(
          all.filter((each) => each !== left),
          text,
        ),
        left,
      ).toBe(text);
    expect(told(all, text)).toBeUndefined();
  });

  test('that names what is in every schema', () => {
    const text = 'An ID, `String`, or as `deprecationReason` of the ENUM_VALUE says.';
    expect(told(['Story', 'Kind.B'], text)).toBe(text);
  });

  test('that is none, as none', () => {
    for (const none of [undefined, null, '']) expect(told(['Story'], none)).toBe(none);
  });
});
