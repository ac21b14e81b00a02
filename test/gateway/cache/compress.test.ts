import { hash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { compressed } from '../../../gateway/cache/compress.ts';

/** Text in which nothing repeats, of so many times 64 characters. */
const unlike = (count: number): string =>
  Array.from({ length: count }, (_, at) => hash('sha256', `line ${at}`)).join('');

it.each([20, 1_500, 3_000, 20_000])(
  'finds again what stood %i lines before, however long the answer is',
  async (lines) => {
    const once = unlike(lines);
    const body = Buffer.from(once + once);
    const [{ br: whole, gzip }, { br: half }] = [await compressed(body), await compressed(Buffer.from(once))];
    expect(brotliDecompressSync(whole ?? '').equals(body)).toBe(true);
    expect(gunzipSync(gzip ?? '').equals(body)).toBe(true);
    expect(whole?.byteLength).toBeLessThan((half?.byteLength ?? 0) * 1.1);
  },
);

it('leaves what is short as it is', async () => {
  expect(await compressed(Buffer.from('short'))).toEqual({ br: undefined, gzip: undefined });
});
