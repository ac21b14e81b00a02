import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CursorPosition } from '../../platform/cursor.ts';
import { createCursors } from '../../platform/cursor.ts';

const cursors = createCursors('a secret of sixteen bytes or more');
const refused = expect.objectContaining({ code: 'BAD_CURSOR' });
const failureOf = (decode: () => unknown): unknown => {
  try {
    return decode();
  } catch (error) {
    return error;
  }
};
const anyPosition: fc.Arbitrary<CursorPosition> = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxLength: 5 },
);

test('a place comes back as it was, under its own binding, and always makes the same text', () => {
  fc.assert(
    fc.property(fc.string(), anyPosition, (binding, position) => {
      const cursor = cursors.encode(binding, position);
      expect(cursors.decode(binding, cursor)).toEqual(position);
      expect(cursors.encode(binding, position)).toBe(cursor);
      expect(cursor).toMatch(/^[\w-]+\.[\w-]+$/);
    }),
  );
});

test('another binding refuses it, however alike the two are', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), anyPosition, (binding, other, position) => {
      fc.pre(binding !== other);
      expect(failureOf(() => cursors.decode(other, cursors.encode(binding, position)))).toEqual(refused);
    }),
  );
});

test('nothing of a place can be read in its cursor', () => {
  const cursor = cursors.encode('list', ['2026-11-02T12:00:00.000Z#anid', 17.25]);
  const bytes = cursor.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
  expect(bytes.join()).not.toMatch(/2026|anid|17/);
});

test('any change of a character refuses it, spellings of the same bytes too', () => {
  const cursor = cursors.encode('list', ['2026-11-02T12:00:00.000Z', 'an id', 7, null]);
  const accepted = Array.from(cursor).flatMap((_, at) =>
    ['A', 'B', 'a', 'b', '0', '1', '-', '_', '.', '=', ' ']
      .map((character) => cursor.slice(0, at) + character + cursor.slice(at + 1))
      .filter((altered) => altered !== cursor)
      .filter((altered) => !(failureOf(() => cursors.decode('list', altered)) instanceof Error)),
  );
  expect(accepted).toEqual([]);
});

test.each(['', '.', 'a.', '.a', 'a.b.c', 'x'.repeat(10_000), '\u0000', 'é.é'])('%j is refused', (cursor) => {
  expect(failureOf(() => cursors.decode('list', cursor))).toEqual(refused);
});

test('another secret refuses it', () => {
  const theirs = createCursors('another secret of sixteen bytes');
  expect(failureOf(() => theirs.decode('list', cursors.encode('list', [1])))).toEqual(refused);
});

test('a secret of fewer than 16 bytes is refused by its name', () => {
  expect(() => createCursors('short')).toThrow('CURSOR_SECRET');
});
