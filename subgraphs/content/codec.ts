import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** The largest compressed part kept in an item; what is larger lies in object storage (an item holds 400 KB). */
export const LARGEST_INLINE = 300 * 1024;

/** A body of 64 MB is beyond any text; a part that unpacks to more was not packed here. */
const LARGEST_UNPACKED = 64 * 1024 * 1024;

/** Bytes as they are, compressed (Zstandard). */
export const compress = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes);

/** JSON as compressed bytes (Zstandard). */
export const pack = (value: unknown): Uint8Array => compress(Buffer.from(JSON.stringify(value)));

/** What {@link pack} packed. @throws RangeError beyond 64 MB. */
export const unpack = (bytes: Uint8Array): unknown =>
  JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: LARGEST_UNPACKED }).toString());
