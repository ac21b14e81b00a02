import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordOrigin } from '../../platform/ids.ts';
import { base32, hashOf, ID_PATTERN, randomId, recordId } from '../../platform/ids.ts';

const origin: RecordOrigin = {
  system: 'wordpress',
  dataCentre: 'north',
  site: 'www.courier.example',
  type: 'post',
  externalId: '17',
  language: 'en',
};

// RFC 4648, section 10, in lower case and without padding.
test.each([
  ['', ''],
  ['f', 'my'],
  ['fo', 'mzxq'],
  ['foo', 'mzxw6'],
  ['foob', 'mzxw6yq'],
  ['fooba', 'mzxw6ytb'],
  ['foobar', 'mzxw6ytboi'],
])('base32 of %j is %j, to the bits there are', (text, expected) => {
  const whole = Math.floor((text.length * 8) / 5);
  expect(base32(Buffer.from(text), 26)).toBe(expected.slice(0, whole));
});

describe('the id of an imported record', () => {
  test('is the same wherever and whenever it is made', () => {
    expect(recordId(origin)).toBe(recordId({ ...origin }));
    // Stored ids depend on it: it never changes.
    expect(recordId(origin)).toBe('y4hibrfkxoni2zztyxw6imx56v');
    expect(recordId(origin)).toMatch(ID_PATTERN);
  });

  test('is another for every other origin, however the parts are cut', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '|', '\\'), maxLength: 4 });
    const anyOrigin = fc.record({
      system: part,
      dataCentre: part,
      site: part,
      type: part,
      externalId: part,
      language: part,
    });
    fc.assert(
      fc.property(anyOrigin, anyOrigin, (one, other) => {
        expect(recordId(one) === recordId(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

test('a new id has the same shape and is another each time', () => {
  const ids = Array.from({ length: 1_000 }, randomId);
  for (const id of ids) expect(id).toMatch(ID_PATTERN);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the hash of any text has the shape of an id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(hashOf(text)).toMatch(ID_PATTERN);
    }),
  );
});
