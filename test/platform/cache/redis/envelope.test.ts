import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeForm, decodeHead, encodeForm, encodeHead, parts } from '../../../../platform/cache/redis/envelope.ts';

const fill = fc.uint8Array({ minLength: 8, maxLength: 8 });
const written = fc.record({
  startedAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  expiresAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  fill,
  tags: fc.array(fc.string(), { maxLength: 5 }),
});

/** As a script does. */
const seal = (head: Buffer): Buffer => {
  head.write(parts.sealed, parts.state - 1, 'latin1');
  return head;
};

describe('the head of an entry', () => {
  it('gives back what it was made of, once it is sealed', () => {
    fc.assert(
      fc.property(written, (made) => {
        const head = encodeHead(made);
        expect(decodeHead(head)).toBe('provisional');
        const { startedAt, expiresAt, fill: read, tags } = Object(decodeHead(seal(head)));
        expect({ startedAt, expiresAt, fill: Uint8Array.from(read), tags }).toEqual(made);
      }),
    );
  });

  it('notices what was changed, cut off or added', () => {
    fc.assert(
      fc.property(written, fc.nat(), fc.integer({ min: 1, max: 255 }), (made, position, change) => {
        const head = seal(encodeHead(made));
        const at = parts.state + (position % (head.length - parts.state));
        expect(decodeHead(head.subarray(0, at))).toBe('foreign');
        expect(decodeHead(Buffer.concat([head, Buffer.from([change])]))).toBe('foreign');
        head.writeUInt8(head.readUInt8(at) ^ change, at);
        expect(decodeHead(head)).toBe('foreign');
      }),
    );
  });

  it('is nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeHead(Buffer.from(bytes))).toBe('foreign');
      }),
    );
  });
});

describe('the bytes of a form', () => {
  const bytes = fc.uint8Array({ maxLength: 2_000 });

  it('are given back to whoever knows their fill', () => {
    fc.assert(
      fc.property(fill, bytes, (own, given) => {
        expect(decodeForm(encodeForm(own, given), own)).toEqual(given);
      }),
    );
  });

  it('are none of another fill, nor where something was cut off or added', () => {
    fc.assert(
      fc.property(fill, fill, bytes, fc.nat(), (own, other, given, at) => {
        const form = encodeForm(own, given);
        fc.pre(Buffer.compare(own, other) !== 0);
        expect(decodeForm(form, other)).toBeUndefined();
        expect(decodeForm(form.subarray(0, at % form.length), own)).toBeUndefined();
        expect(decodeForm(Buffer.concat([form, Buffer.from('x')]), own)).toBeUndefined();
        expect(decodeForm(Buffer.from(given), own)).toBeUndefined();
      }),
    );
  });
});
