import { crc32 } from 'node:zlib';

/**
 * What stands before an entry's tags (JSON) and bytes: magic and version (4), state (1), start (8), expiry (8), fill (8), CRC-32 (4) of all
 * that follows magic and state, length of the tags (4).
 */
const HEADER_BYTES = 37;
const CRC = 29;
const LENGTH = 33;
const MAGIC = 'MHC2';
const PROVISIONAL = 0x30;
const SEALED = 0x31;

/** Where scripts find the parts, as Lua counts for GETRANGE and SETRANGE (from 0, both ends in). */
export const parts = {
  magic: MAGIC,
  state: 4,
  sealed: String.fromCharCode(SEALED),
  start: [5, 12],
  fill: [21, 28],
  header: [0, HEADER_BYTES - 1],
} as const;

/** Milliseconds since the epoch; `fill` is 8 bytes that no other fill has. */
export interface Envelope {
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly fill: Uint8Array;
  readonly tags: readonly string[];
  readonly bytes: Uint8Array;
}

const sumOf = (value: Buffer): number => crc32(value.subarray(LENGTH), crc32(value.subarray(5, CRC)));

/** A new entry, provisional until a script seals it. */
export const encode = ({ startedAt, expiresAt, fill, tags, bytes }: Envelope): Buffer => {
  const names = Buffer.from(JSON.stringify(tags));
  const value = Buffer.allocUnsafe(HEADER_BYTES + names.byteLength + bytes.byteLength);
  value.write(MAGIC, 0, 'latin1');
  value.writeUInt8(PROVISIONAL, parts.state);
  value.writeDoubleBE(startedAt, 5);
  value.writeDoubleBE(expiresAt, 13);
  value.set(fill, 21);
  value.writeUInt32BE(names.byteLength, LENGTH);
  value.set(names, HEADER_BYTES);
  value.set(bytes, HEADER_BYTES + names.byteLength);
  value.writeUInt32BE(sumOf(value), CRC);
  return value;
};

/** `undefined` where it is not what was written. */
const tagsIn = (text: string): readonly string[] | undefined => {
  try {
    const tags: unknown = JSON.parse(text);
    return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string') ? tags : undefined;
  } catch {
    return undefined;
  }
};

/** `provisional` where its fill has not ended; `foreign` where it is not an entry, or a damaged one. The bytes are a view into the value. */
export const decode = (value: Buffer): Omit<Envelope, 'fill'> | 'provisional' | 'foreign' => {
  if (value.byteLength < HEADER_BYTES || value.toString('latin1', 0, 4) !== MAGIC) return 'foreign';
  const state = value.readUInt8(parts.state);
  if (state === PROVISIONAL) return 'provisional';
  const startedAt = value.readDoubleBE(5);
  const expiresAt = value.readDoubleBE(13);
  if (state !== SEALED || !Number.isSafeInteger(startedAt) || !Number.isSafeInteger(expiresAt)) return 'foreign';
  if (sumOf(value) !== value.readUInt32BE(CRC)) return 'foreign';
  const from = HEADER_BYTES + value.readUInt32BE(LENGTH);
  if (from > value.byteLength) return 'foreign';
  const tags = tagsIn(value.toString('utf8', HEADER_BYTES, from));
  if (tags === undefined) return 'foreign';
  return {
    startedAt,
    expiresAt,
    tags,
    bytes: new Uint8Array(value.buffer, value.byteOffset + from, value.byteLength - from),
  };
};
