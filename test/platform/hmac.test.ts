import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHmacOf } from '../../platform/hmac.ts';

const anyMessage = fc.tuple(
  fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 2_000, maxLength: 6_000 })),
  fc.option(fc.uint8Array({ maxLength: 5_000 }), { nil: undefined }),
);

test.each([
  ['sha256', 64],
  ['sha512', 128],
] as const)('the digest of %s is that of node:crypto, for message after message', (algorithm, block) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: block }), fc.array(anyMessage, { maxLength: 4 }), (key, messages) => {
      const digest = createHmacOf(algorithm, key);
      for (const [text, bytes] of messages)
        expect(digest(text, bytes)).toBe(
          createHmac(algorithm, key)
            .update(text)
            .update(bytes ?? new Uint8Array())
            .digest('binary'),
        );
    }),
  );
});

test('a key that is longer than a block is refused', () => {
  expect(() => createHmacOf('sha256', new Uint8Array(65))).toThrow(TypeError);
});
