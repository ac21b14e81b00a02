import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Bodies } from './encoding.ts';

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** Below it a coding saves no packet, in bytes. */
const WORTH_IT = 1_024;
/** What is compressed once is sent often: slower than on the fly, and far from the slowest. */
const GZIP_LEVEL = 6;
const BROTLI_QUALITY = 5;

/** A body in gzip. */
export const gzipped = (body: Uint8Array): Promise<Uint8Array> => toGzip(body, { level: GZIP_LEVEL });

const brotlied = (body: Uint8Array): Promise<Uint8Array> =>
  toBrotli(body, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
    },
  });

/** A body in every coding that makes it shorter; one below 1 KB as it is alone. Not on this thread. */
export const compressed = async (identity: Uint8Array): Promise<Bodies> => {
  if (identity.byteLength < WORTH_IT) return { identity, gzip: undefined, br: undefined };
  const shorter = (bytes: Uint8Array): Uint8Array | undefined =>
    bytes.byteLength < identity.byteLength ? bytes : undefined;
  const [zipped, br] = await Promise.all([gzipped(identity), brotlied(identity)]);
  return { identity, gzip: shorter(zipped), br: shorter(br) };
};
