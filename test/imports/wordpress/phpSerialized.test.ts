import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PhpValue, parsePhpSerialized } from '../../../imports/wordpress/phpSerialized.ts';

/** As PHP writes it. */
const serialize = (value: PhpValue): string => {
  if (value === null) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return `${Number.isInteger(value) ? 'i' : 'd'}:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  const entries = Array.isArray(value) ? value.map((each, index) => [index, each] as const) : Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, each]) => serialize(key) + serialize(each)).join('')}}`;
};

describe('what PHP serialised', () => {
  test('is read back', () => {
    const key = fc.stringMatching(/^[a-zäö]{1,8}$/);
    const values = fc.letrec<{ value: PhpValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        expect(parsePhpSerialized(serialize(value))).toEqual(value);
      }),
    );
  });

  test('is data alone: an object is its properties', () => {
    expect(parsePhpSerialized('O:8:"Anything":1:{s:4:"name";s:3:"Orr";}')).toEqual({ name: 'Orr' });
  });

  test.each([
    'plain words',
    'a:1:{i:0;s:99:"short";}',
    'a:1:{i:0;R:1;}',
    'i:1;i:2;',
    's:-1:"x";',
    'a:999999999:{',
    `a:1:{i:0;${'a:1:{i:0;'.repeat(100)}`,
  ])('that is damaged or none is nothing: %s', (text) => {
    expect(parsePhpSerialized(text)).toBeUndefined();
  });

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[abdisNO:{}";0-9x]{0,40}$/), (text) => {
        expect(() => parsePhpSerialized(text)).not.toThrow();
      }),
    );
  });
});
