import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeForm,
  decodeHead,
  decodeTags,
  encodeForm,
  encodeHead,
  encodeTags,
  parts,
} from '../../../../platform/cache/redis/envelope.ts';

const fill = fc.uint8Array({ minLength: 8, maxLength: 8 });
const written = fc.record({
  startedAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  expiresAt: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  fill,
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
        const { startedAt, expiresAt, fill: read } = Object(decodeHead(seal(head)));
        expect({ startedAt, expiresAt, fill: Uint8Array.from(read) }).toEqual(made);
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

describe('the tags of a fill', () => {
  const tags = fc.array(fc.string(), { maxLength: 5 });

  it('are given back to whoever knows it', () => {
    fc.assert(
      fc.property(fill, tags, (own, given) => {
        expect(decodeTags(encodeTags(own, given), own)).toEqual(given);
      }),
    );
  });

  it('are none of another fill, nor where something was changed, cut off or added', () => {
    fc.assert(
      fc.property(
        fill,
        fill,
        tags,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (own, other, given, position, change) => {
          const field = encodeTags(own, given);
          fc.pre(Buffer.compare(own, other) !== 0);
          expect(decodeTags(field, other)).toBeUndefined();
          expect(decodeTags(field.subarray(0, position % field.length), own)).toBeUndefined();
          expect(decodeTags(Buffer.concat([field, Buffer.from('x')]), own)).toBeUndefined();
          const at = position % field.length;
          field.writeUInt8(field.readUInt8(at) ^ change, at);
          expect(decodeTags(field, own)).toBeUndefined();
        },
      ),
    );
  });

  it('are nothing else that is JSON', () => {
    const own = Buffer.alloc(8, 'a');
    const content = Buffer.from('{"tags":[]}');
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(content));
    expect(decodeTags(Buffer.concat([own, sum, content]), own)).toBeUndefined();
    sum.writeUInt32BE(crc32('no JSON'));
    expect(decodeTags(Buffer.concat([own, sum, Buffer.from('no JSON')]), own)).toBeUndefined();
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
