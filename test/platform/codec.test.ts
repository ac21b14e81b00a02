import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, unpack } from '../../platform/codec.ts';

it('unpacks what it packed, small or large', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: 300 }), (value, times) => {
      const whole = Array.from({ length: times }, () => value);
      expect(unpack(pack(whole))).toEqual(JSON.parse(JSON.stringify(whole)));
    }),
  );
});

it('compresses what is worth it, and leaves what is small as it is', () => {
  const small = { headline: 'The first ferry' };
  expect(Buffer.from(pack(small)).toString()).toBe(JSON.stringify(small));
  expect(pack({ text: 'ferry '.repeat(1_000) }).byteLength).toBeLessThan(200);
});

it('unpacks small parts that were compressed', () => {
  expect(unpack(zstdCompressSync(Buffer.from('{"a":1}')))).toEqual({ a: 1 });
});

it('does not unpack without end', () => {
  expect(() => unpack(zstdCompressSync(Buffer.alloc(65 * 1024 * 1024, '1')))).toThrow(RangeError);
});
