import { crc32 } from 'node:zlib';

/** What stands before an entry's bytes: magic and version (4), state (1), start (8), expiry (8), fill (8), CRC-32 of the bytes (4). */
const HEADER_BYTES = 33;
const MAGIC = 'MHC1';
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
  readonly bytes: Uint8Array;
}

/** A new entry, provisional until a script seals it. */
export const encode = ({ startedAt, expiresAt, fill, bytes }: Envelope): Buffer => {
  const value = Buffer.allocUnsafe(HEADER_BYTES + bytes.byteLength);
  value.write(MAGIC, 0, 'latin1');
  value.writeUInt8(PROVISIONAL, parts.state);
  value.writeDoubleBE(startedAt, 5);
  value.writeDoubleBE(expiresAt, 13);
  value.set(fill, 21);
  value.writeUInt32BE(crc32(bytes), 29);
  value.set(bytes, HEADER_BYTES);
  return value;
};

/** `provisional` where its fill has not ended; `foreign` where it is not an entry, or a damaged one. The bytes are a view into the value. */
export const decode = (value: Buffer): Omit<Envelope, 'fill'> | 'provisional' | 'foreign' => {
  if (value.byteLength < HEADER_BYTES || value.toString('latin1', 0, 4) !== MAGIC) return 'foreign';
  const state = value.readUInt8(parts.state);
  if (state === PROVISIONAL) return 'provisional';
  const startedAt = value.readDoubleBE(5);
  const expiresAt = value.readDoubleBE(13);
  if (state !== SEALED || !Number.isSafeInteger(startedAt) || !Number.isSafeInteger(expiresAt)) return 'foreign';
  const bytes = new Uint8Array(value.buffer, value.byteOffset + HEADER_BYTES, value.byteLength - HEADER_BYTES);
  return crc32(bytes) === value.readUInt32BE(29) ? { startedAt, expiresAt, bytes } : 'foreign';
};
