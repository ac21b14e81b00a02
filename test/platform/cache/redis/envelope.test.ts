import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, parts } from '../../../../platform/cache/redis/envelope.ts';

const entry = fc.record({
  startedAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  expiresAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  fill: fc.uint8Array({ minLength: 8, maxLength: 8 }),
  tags: fc.array(fc.string(), { maxLength: 5 }),
  bytes: fc.uint8Array({ maxLength: 2_000 }),
});

const seal = (value: Buffer): Buffer => {
  value.write(parts.sealed, parts.state, 'latin1');
  return value;
};

describe('an envelope', () => {
  it('gives back what it was made of, once it is sealed', () => {
    fc.assert(
      fc.property(entry, ({ startedAt, expiresAt, fill, tags, bytes }) => {
        const value = encode({ startedAt, expiresAt, fill, tags, bytes });
        expect(decode(value)).toBe('provisional');
        expect(decode(seal(value))).toEqual({ startedAt, expiresAt, tags, bytes });
      }),
    );
  });

  it('notices what was changed, cut off or added', () => {
    fc.assert(
      fc.property(entry, fc.nat(), fc.integer({ min: 1, max: 255 }), (made, position, change) => {
        const value = seal(encode(made));
        const afterState = parts.state + 1;
        const at = afterState + (position % (value.length - afterState));
        expect(decode(value.subarray(0, at))).toBe('foreign');
        expect(decode(Buffer.concat([value, Buffer.from([change])]))).toBe('foreign');
        value.writeUInt8(value.readUInt8(at) ^ change, at);
        expect(decode(value)).toBe('foreign');
      }),
    );
  });

  it('takes nothing else for an entry', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decode(Buffer.from(bytes))).toBe('foreign');
      }),
    );
  });
});
