import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { and, compareText, equals, exists, isIn, matches, not, or, range } from '../../../platform/search/filter.ts';

describe('filters in memory', () => {
  const fields = {
    owner: 'north',
    tags: ['a', 'b'],
    words: [1, 10],
    published: '2024-01-02T00:00:00.000Z',
    live: true,
  };

  it('hold for a field where one of its values fits', () => {
    expect(matches(equals('tags', 'b'), fields)).toBe(true);
    expect(matches(isIn('tags', ['c', 'a']), fields)).toBe(true);
    expect(matches(isIn('tags', []), fields)).toBe(false);
    expect(matches(range('words', { gt: 1, lt: 11 }), fields)).toBe(true);
  });

  it('want one value to lie within both bounds', () => {
    expect(matches(range('words', { gt: 1, lt: 10 }), fields)).toBe(false);
  });

  it('are two-valued: not holds where the field is absent', () => {
    expect(matches(not(equals('colour', 'red')), fields)).toBe(true);
    expect(matches(not(range('colour', { gt: 'a' })), fields)).toBe(true);
    expect(matches(exists('colour'), fields)).toBe(false);
    expect(matches(exists('tags'), { tags: [] })).toBe(false);
  });

  it('take and of nothing as true, or of nothing as false', () => {
    expect([matches(and(), fields), matches(or(), fields)]).toEqual([true, false]);
  });

  it('never compare values of different types', () => {
    expect(matches(range('words', { gt: '0' }), fields)).toBe(false);
    expect(matches(range('live', { gte: 0 }), fields)).toBe(false);
    expect(matches(equals('live', 'true'), fields)).toBe(false);
  });

  it('compare text by code point, as UTF-8 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(matches(range('name', { gt: '\uFF5E' }), { name: '\u{1F600}' })).toBe(true);
  });
});
