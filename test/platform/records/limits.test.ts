import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberBytes, valueBytes } from '../../../platform/records/limits.ts';
import type { Value } from '../../../platform/records/port.ts';

/** From "DynamoDB item sizes and formats": UTF-8 bytes; two digits a byte and one more; 3 a list or map and 1 for each of its elements. */
const known: readonly [Value, number][] = [
  ['', 0],
  ['abc', 3],
  ['äöü', 6],
  ['\u{1f600}', 4],
  [true, 1],
  [null, 1],
  [0, 1],
  [5, 2],
  [27, 2],
  [-27, 3],
  [461, 3],
  [1000, 2],
  [1.5, 2],
  [0.001, 2],
  [1e100, 2],
  [1234567.891, 6],
  [new Uint8Array(10), 10],
  [[], 3],
  [{}, 3],
  [['a', 'bc'], 3 + 2 + 3],
  [{ a: 'b', cd: [1] }, 3 + 2 + 1 + 1 + 2 + (3 + 1 + 2)],
];

describe('the size of a value', () => {
  for (const [value, bytes] of known) {
    it(`of ${JSON.stringify(value)} is ${bytes}`, () => {
      expect(valueBytes(value, 'here')).toBe(bytes);
    });
  }

  it('of a number grows with its significant digits alone, and never passes 10, or 11 below zero', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 1e-100, max: 1e100 }), (value) => {
        const bytes = numberBytes(value);
        expect(bytes).toBeLessThanOrEqual(10);
        expect(bytes).toBeGreaterThanOrEqual(2);
        expect(numberBytes(-value)).toBe(bytes + 1);
      }),
    );
  });
});
