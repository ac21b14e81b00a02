import { crc32 } from 'node:zlib';

/*
 * An entry is a hash of a head, of its tags, and of its bytes in each form. Whoever reads takes the head, one form, and the tags only where it looks at them, by one command:
 *
 *   head  magic and version (4) │ state (1) │ start (8) │ expiry (8) │ fill (8) │ CRC-32 (4) of start, expiry and fill
 *   tags  fill (8) │ CRC-32 (4) of the rest │ tags, JSON
 *   form  fill (8) │ length (4) │ bytes
 *
 * The bytes have no sum of their own, which cost more than reading them: Redis keeps a field whole or not at all. What somebody else put there, or cut off, does
 * not begin with the head's fill, or is not as long as it says.
 */
const MAGIC = 'MHC4';
const STATE = 4;
const START = 5;
const EXPIRY = 13;
const FILL = 21;
const CRC = 29;
const HEAD_BYTES = 33;
const FILL_BYTES = 8;
/** Where what is written begins in a field other than the head. */
const CONTENT = 12;
const PROVISIONAL = 0x30;
const SEALED = 0x31;

/** Where scripts find the parts of a head, as Lua counts in strings (from 1, both ends in). */
export const parts = {
  magic: MAGIC,
  state: STATE + 1,
  sealed: String.fromCharCode(SEALED),
  start: [START + 1, EXPIRY],
  fill: [FILL + 1, CRC],
} as const;

/** Milliseconds since the epoch; `fill` is 8 bytes that no other fill has. */
export interface Head {
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly fill: Uint8Array;
}

const sumOf = (head: Buffer): number => crc32(head.subarray(START, CRC));

/** The head of a new entry, provisional until a script seals it. */
export const encodeHead = ({ startedAt, expiresAt, fill }: Head): Buffer => {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt8(PROVISIONAL, STATE);
  head.writeDoubleBE(startedAt, START);
  head.writeDoubleBE(expiresAt, EXPIRY);
  head.set(fill, FILL);
  head.writeUInt32BE(sumOf(head), CRC);
  return head;
};

/**
 * `provisional` where its fill has not ended; `foreign` where it is no head, or a damaged one. The fill is a view into the value.
 */
export const decodeHead = (head: Buffer): Head | 'provisional' | 'foreign' => {
  if (head.byteLength !== HEAD_BYTES || head.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'foreign';
  const state = head.readUInt8(STATE);
  if (state === PROVISIONAL) return 'provisional';
  const startedAt = head.readDoubleBE(START);
  const expiresAt = head.readDoubleBE(EXPIRY);
  if (state !== SEALED || !Number.isSafeInteger(startedAt) || !Number.isSafeInteger(expiresAt)) return 'foreign';
  if (sumOf(head) !== head.readUInt32BE(CRC)) return 'foreign';
  return { startedAt, expiresAt, fill: head.subarray(FILL, FILL + FILL_BYTES) };
};

/** A field of a fill: what it says of its content, and the content. */
const fieldOfFill = (fill: Uint8Array, says: number, content: Uint8Array): Buffer => {
  const field = Buffer.allocUnsafe(CONTENT + content.byteLength);
  field.set(fill, 0);
  field.writeUInt32BE(says, FILL_BYTES);
  field.set(content, CONTENT);
  return field;
};

const isOfFill = (field: Buffer, fill: Uint8Array): boolean =>
  field.byteLength >= CONTENT && field.compare(fill, 0, FILL_BYTES, 0, FILL_BYTES) === 0;

/** The tags of a fill. */
export const encodeTags = (fill: Uint8Array, tags: readonly string[]): Buffer => {
  const content = Buffer.from(JSON.stringify(tags));
  return fieldOfFill(fill, crc32(content), content);
};

const tagsIn = (json: string): readonly string[] | undefined => {
  const tags: unknown = JSON.parse(json);
  return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string') ? tags : undefined;
};

/** The tags; `undefined` where they are none, or not this fill's, or damaged. */
export const decodeTags = (field: Buffer, fill: Uint8Array): readonly string[] | undefined => {
  if (!isOfFill(field, fill)) return undefined;
  const content = field.subarray(CONTENT);
  if (crc32(content) !== field.readUInt32BE(FILL_BYTES)) return undefined;
  try {
    return tagsIn(content.toString());
  } catch {
    return undefined;
  }
};

/** The bytes of a fill in one form. */
export const encodeForm = (fill: Uint8Array, bytes: Uint8Array): Buffer => fieldOfFill(fill, bytes.byteLength, bytes);

/** The bytes, a view into the value; `undefined` where they are none, or not this fill's, or damaged. */
export const decodeForm = (form: Buffer, fill: Uint8Array): Uint8Array | undefined => {
  const length = form.byteLength - CONTENT;
  if (!isOfFill(form, fill) || form.readUInt32BE(FILL_BYTES) !== length) return undefined;
  return new Uint8Array(form.buffer, form.byteOffset + CONTENT, length);
};
