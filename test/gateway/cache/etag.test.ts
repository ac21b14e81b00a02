import { describe, expect, test } from 'vitest';
import { etagOf, hasMatch } from '../../../gateway/cache/etag.ts';

test('the tag of an answer is weak, and its own', () => {
  const tag = etagOf(Buffer.from('{"data":1}'));
  expect(tag).toMatch(/^W\/"[\w-]{27}"$/);
  expect(etagOf(Buffer.from('{"data":1}'))).toBe(tag);
  expect(etagOf(Buffer.from('{"data":2}'))).not.toBe(tag);
});

describe('what a client has', () => {
  test.each([
    ['the tag', 'W/"abc"', true],
    ['the tag, taken for a strong one', '"abc"', true],
    ['one of several', '"x", W/"abc" , "y"', true],
    ['one behind a tag that holds a comma', '"x, y",W/"abc"', true],
    ['anything', '*', true],
    ['anything, with blanks', ' * ', true],
    ['another', 'W/"abd"', false],
    ['a part of it', '"ab"', false],
    ['one that holds it', '"x,W/"', false],
    ['no quotes', 'abc', false],
    ['nothing', '', false],
    ['far too many', `${'"x", '.repeat(2_000)}"abc"`, false],
  ])('%s', (_, header, expected) => {
    expect(hasMatch(header, 'W/"abc"')).toBe(expected);
  });
});
