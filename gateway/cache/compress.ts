import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Coding } from './encoding.ts';

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** Below it a coding saves no packet, in bytes. */
const WORTH_IT = 1_024;
/** What is compressed once is sent often: slower than on the fly, and far from the slowest. */
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 5;
/** Brotli takes memory by its window, not by what it is given: 10 MB for one as large as its standard 22 bits make it. */
const SMALLEST_WINDOW = 17;
const LARGEST_WINDOW = 22;

/** The bits of a window that holds so many bytes: a larger one makes nothing shorter. */
const windowFor = (bytes: number): number =>
  Math.min(LARGEST_WINDOW, Math.max(SMALLEST_WINDOW, Math.ceil(Math.log2(bytes + 16))));

/** A body in a coding. Not on this thread. */
export const inCoding = async (body: Uint8Array, coding: Coding): Promise<Uint8Array> => {
  if (coding === 'gzip') return toGzip(body, { level: GZIP_LEVEL });
  if (coding === 'identity') return body;
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
    [constants.BROTLI_PARAM_LGWIN]: windowFor(body.byteLength),
  };
  return toBrotli(body, { params });
};

/** A body in every coding that makes it shorter; one below 1 KB in none. */
export const compressed = async (
  identity: Uint8Array,
): Promise<Readonly<Record<Exclude<Coding, 'identity'>, Uint8Array | undefined>>> => {
  if (identity.byteLength < WORTH_IT) return { gzip: undefined, br: undefined };
  const shorter = async (coding: Coding): Promise<Uint8Array | undefined> => {
    const bytes = await inCoding(identity, coding);
    return bytes.byteLength < identity.byteLength ? bytes : undefined;
  };
  const [zipped, br] = await Promise.all([shorter('gzip'), shorter('br')]);
  return { gzip: zipped, br };
};
