import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnswerCodec } from '../../../gateway/cache/codec.ts';
import { codings } from '../../../gateway/cache/encoding.ts';
import type { KeptAnswer } from '../../../gateway/cache/entry.ts';
import { decodeEntry, encodeEntry, isFor } from '../../../gateway/cache/entry.ts';
import { viewerWith } from '../gatewayFixture.ts';

const bytes = (least: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: least, maxLength: 50 });
const answer: fc.Arbitrary<KeptAnswer> = fc.record({
  organisation: fc.string(),
  view: fc.string(),
  viewVersion: fc.nat(),
  name: fc.option(fc.string(), { nil: undefined }),
  cost: fc.nat(),
  maxAge: fc.nat(),
  staleWhileRevalidate: fc.nat(),
  etag: fc.stringMatching(/^[\w-]{1,30}$/).map((tag) => `W/"${tag}"`),
  coding: fc.constantFrom(...codings),
  body: bytes(1),
});
const plain = ({ body, ...rest }: KeptAnswer) => ({ ...rest, body: Buffer.from(body).toString('hex') });

describe('an entry', () => {
  test('is read as it was written, also from the middle of a larger buffer', () => {
    fc.assert(
      fc.property(answer, (kept) => {
        const encoded = encodeEntry(kept);
        const larger = Buffer.concat([Buffer.from('before'), encoded, Buffer.from('after')]);
        for (const entry of [encoded, larger.subarray(6, 6 + encoded.byteLength)]) {
          const read = decodeEntry(entry);
          expect(read && plain(read)).toEqual(plain(kept));
        }
      }),
    );
  });

  test('that is cut short or longer than it says is none', () => {
    fc.assert(
      fc.property(answer, fc.nat(), (kept, at) => {
        const encoded = encodeEntry(kept);
        expect(decodeEntry(encoded.subarray(0, at % encoded.byteLength))).toBeUndefined();
        expect(decodeEntry(Buffer.concat([encoded, Buffer.from('x')]))).toBeUndefined();
      }),
    );
  });

  test.each([
    ['of another kind', Buffer.from('MHA1\0\0\0\u0002{}')],
    ['of another program', Buffer.from('{"data":{}}')],
    ['with a head that is no JSON', Buffer.from('MHA2\0\0\0\u0002{{x')],
    ['with a head of something else', Buffer.from('MHA2\0\0\0\u0002{}x')],
    ['with a head longer than itself', Buffer.from([0x4d, 0x48, 0x41, 0x32, 0xff, 0xff, 0xff, 0xff, 0x7b, 0x7d])],
    ['empty', new Uint8Array()],
  ])('that is %s is none', (_, entry) => {
    expect(decodeEntry(entry)).toBeUndefined();
  });

  test('is sent to nobody of another organisation or view', () => {
    const viewer = viewerWith(['read']);
    const kept: KeptAnswer = {
      organisation: viewer.organisation,
      view: viewer.view.name,
      viewVersion: viewer.view.version,
      name: undefined,
      cost: 1,
      maxAge: 60,
      staleWhileRevalidate: 0,
      etag: 'W/"a"',
      coding: 'identity',
      body: Buffer.from('{}'),
    };
    expect(isFor(kept, viewer)).toBe(true);
    expect(isFor(kept, { ...viewer, organisation: 'tribune' })).toBe(false);
    expect(isFor(kept, { ...viewer, view: { ...viewer.view, name: 'partner' } })).toBe(false);
    expect(isFor(kept, { ...viewer, view: { ...viewer.view, version: 2 } })).toBe(false);
  });

  test('is there in a form for each coding, which holds it as it is where the coding makes it no shorter', async () => {
    const [kept] = fc.sample(answer, 1);
    if (!kept) throw new Error('no answer');
    const long = Buffer.from('a long answer '.repeat(200));
    const read = async (body: Uint8Array) => {
      const { bytes: plainly, forms = {} } = await createAnswerCodec().encode({ ...kept, coding: 'identity', body });
      return [plainly, forms.gzip, forms.br].map((form) => createAnswerCodec().decode(form ?? new Uint8Array()));
    };
    const [asItIs, gzip, br] = await read(long);
    expect([asItIs?.coding, gzip?.coding, br?.coding]).toEqual(['identity', 'gzip', 'br']);
    expect(Buffer.from(asItIs?.body ?? '')).toEqual(long);
    expect(gunzipSync(gzip?.body ?? '')).toEqual(long);
    expect(brotliDecompressSync(br?.body ?? '')).toEqual(long);
    for (const form of await read(Buffer.from('short'))) {
      expect([form?.coding, Buffer.from(form?.body ?? '').toString()]).toEqual(['identity', 'short']);
    }
  });
});
