import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { compressed } from '../../../gateway/cache/compress.ts';
import { createCodingsTaken } from '../../../gateway/cache/encoding.ts';

describe('the codings that a client takes, the best first', () => {
  test.each<[string | undefined, string[]]>([
    [undefined, ['identity']],
    ['', ['identity']],
    ['gzip, deflate, br', ['br', 'gzip', 'identity']],
    ['gzip', ['gzip', 'identity']],
    ['GZIP', ['gzip', 'identity']],
    ['x-gzip', ['gzip', 'identity']],
    ['gzip;q=1.0, br;q=0.5', ['gzip', 'br', 'identity']],
    ['gzip;q=0.5,identity;q=0.8', ['identity', 'gzip']],
    ['gzip; q=0.001', ['gzip', 'identity']],
    ['gzip;q=0', ['identity']],
    ['br;q=0, *', ['gzip', 'identity']],
    ['*', ['br', 'gzip', 'identity']],
    ['*;q=0', []],
    ['identity;q=0', []],
    ['identity;q=0, gzip', ['gzip']],
    ['*;q=0, identity', ['identity']],
    ['*;q=0, gzip;q=0.1', ['gzip']],
    ['deflate, zstd', ['identity']],
    ['gzip;q=2', ['identity']],
    ['gzip;q=nonsense, br', ['br', 'identity']],
    ['gzip;q=0, gzip', ['identity']],
  ])('%j', (header, expected) => {
    const codingsTaken = createCodingsTaken();
    expect(codingsTaken(header)).toEqual(expected);
    expect(codingsTaken(header)).toEqual(expected);
  });
});

describe('a body', () => {
  test('is the same in each coding, and shorter', async () => {
    const identity = Buffer.from(JSON.stringify({ data: Array.from({ length: 200 }, (_, index) => ({ index })) }));
    const { gzip, br } = await compressed(identity);
    expect(gunzipSync(gzip ?? '')).toEqual(identity);
    expect(brotliDecompressSync(br ?? '')).toEqual(identity);
    expect(Math.max(gzip?.byteLength ?? 0, br?.byteLength ?? 0)).toBeLessThan(identity.byteLength);
  });

  test('that is tiny is left as it is', async () => {
    const identity = Buffer.from(`{"data":{"a":"${'a'.repeat(1_000)}"}}`);
    expect(await compressed(identity)).toEqual({ gzip: undefined, br: undefined });
  });

  test('that gets no shorter is left as it is', async () => {
    const identity = crypto.getRandomValues(new Uint8Array(5_000));
    expect(await compressed(identity)).toEqual({ gzip: undefined, br: undefined });
  });
});
