import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Objects } from './objects/port.ts';
import type { CallOptions } from './records/port.ts';

/** The largest compressed part kept in an item; what is larger lies in object storage (an item holds 400 KB). */
const LARGEST_INLINE = 300 * 1024;

/** A body of 64 MB is beyond any text; a part that unpacks to more was not packed here. */
const LARGEST_UNPACKED = 64 * 1024 * 1024;

/** Bytes as they are, compressed (Zstandard). */
export const compress = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes);

/** JSON of fewer bytes is kept as it is: compressing it takes longer than writing it. */
const LEAST_COMPRESSED = 512;
/** With which every Zstandard frame begins, and no JSON. */
const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** JSON as bytes, compressed (Zstandard) where it is worth it. */
export const pack = (value: unknown): Uint8Array => {
  const bytes = Buffer.from(JSON.stringify(value));
  return bytes.byteLength < LEAST_COMPRESSED ? bytes : compress(bytes);
};

/** What {@link pack} packed. @throws RangeError beyond 64 MB. */
export const unpack = (bytes: Uint8Array): unknown => {
  const isCompressed = MAGIC.equals(bytes.subarray(0, MAGIC.byteLength));
  const json = isCompressed
    ? zstdDecompressSync(bytes, { maxOutputLength: LARGEST_UNPACKED })
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return JSON.parse(json.toString());
};

/**
 * Compressed bytes as an item's attributes: `data`, or `object`, where what no item can hold lies in object storage. It is put there first, so that no item
 * ever names bytes that are not there.
 */
export const storePart = async (
  objects: Objects,
  bytes: Uint8Array,
  objectKey: string,
  options: CallOptions | undefined,
): Promise<Record<string, Uint8Array | string>> => {
  if (bytes.byteLength <= LARGEST_INLINE) return { data: bytes };
  // Under their own hash, so that a save that loses its transaction never replaces the bytes that the winner's item names.
  const key = `${objectKey}-${createHash('sha256').update(bytes).digest('hex')}`;
  await objects.put(key, bytes, { contentType: 'application/zstd', ...options });
  return { object: key };
};
