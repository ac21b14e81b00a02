import { crc32 } from 'node:zlib';

/*
 * An entry is a hash of a head and of its bytes in each form. Whoever reads takes the head and one form, by one command:
 *
 *   head  magic and version (4) │ state (1) │ start (8) │ expiry (8) │ fill (8) │ CRC-32 (4) of start, expiry, fill and tags │ tags, JSON
 *   form  fill (8) │ length (4) │ bytes
 *
 * The bytes have no sum of their own, which cost more than reading them: Redis keeps a field whole or not at all. What somebody else put there, or cut off, does
 * not begin with the head's fill, or is not as long as it says.
 */
const MAGIC = 'MHC3';
const STATE = 4;
const START = 5;
const EXPIRY = 13;
const FILL = 21;
const CRC = 29;
const TAGS = 33;
const FILL_BYTES = 8;
const BYTES = 12;
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
  readonly tags: readonly string[];
}

const sumOf = (head: Buffer): number => crc32(head.subarray(TAGS), crc32(head.subarray(START, CRC)));

/** The head of a new entry, provisional until a script seals it. */
export const encodeHead = ({ startedAt, expiresAt, fill, tags }: Head): Buffer => {
  const names = Buffer.from(JSON.stringify(tags));
  const head = Buffer.allocUnsafe(TAGS + names.byteLength);
  head.write(MAGIC, 0, 'latin1');
  head.writeUInt8(PROVISIONAL, STATE);
  head.writeDoubleBE(startedAt, START);
  head.writeDoubleBE(expiresAt, EXPIRY);
  head.set(fill, FILL);
  head.set(names, TAGS);
  head.writeUInt32BE(sumOf(head), CRC);
  return head;
};

/** None where they are not what was written. */
const tagsIn = (text: string): readonly string[] => {
  try {
    const tags: unknown = JSON.parse(text);
    return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string') ? tags : [];
  } catch {
    return [];
  }
};

/**
 * A head as it was read. Its tags are read when somebody asks for them: who sends an answer on does not, and they are many. A class, since one is made for each hit: an
 * object literal with a getter costs more than all else that is done to a head.
 */
class WrittenHead implements Head {
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly #written: Buffer;
  #tags: readonly string[] | undefined;

  constructor(startedAt: number, expiresAt: number, written: Buffer) {
    this.startedAt = startedAt;
    this.expiresAt = expiresAt;
    this.#written = written;
  }

  get fill(): Uint8Array {
    return this.#written.subarray(FILL, FILL + FILL_BYTES);
  }

  get tags(): readonly string[] {
    this.#tags ??= tagsIn(this.#written.toString('utf8', TAGS));
    return this.#tags;
  }
}

/**
 * `provisional` where its fill has not ended; `foreign` where it is no head, or a damaged one. The fill is a view into the value.
 */
export const decodeHead = (head: Buffer): Head | 'provisional' | 'foreign' => {
  if (head.byteLength < TAGS || head.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'foreign';
  const state = head.readUInt8(STATE);
  if (state === PROVISIONAL) return 'provisional';
  const startedAt = head.readDoubleBE(START);
  const expiresAt = head.readDoubleBE(EXPIRY);
  if (state !== SEALED || !Number.isSafeInteger(startedAt) || !Number.isSafeInteger(expiresAt)) return 'foreign';
  if (sumOf(head) !== head.readUInt32BE(CRC)) return 'foreign';
  return new WrittenHead(startedAt, expiresAt, head);
};

/** The bytes of a fill in one form. */
export const encodeForm = (fill: Uint8Array, bytes: Uint8Array): Buffer => {
  const form = Buffer.allocUnsafe(BYTES + bytes.byteLength);
  form.set(fill, 0);
  form.writeUInt32BE(bytes.byteLength, FILL_BYTES);
  form.set(bytes, BYTES);
  return form;
};

/** The bytes, a view into the value; `undefined` where they are none, or not this fill's, or damaged. */
export const decodeForm = (form: Buffer, fill: Uint8Array): Uint8Array | undefined => {
  const length = form.byteLength - BYTES;
  if (length < 0 || form.compare(fill, 0, FILL_BYTES, 0, FILL_BYTES) !== 0) return undefined;
  if (form.readUInt32BE(FILL_BYTES) !== length) return undefined;
  return new Uint8Array(form.buffer, form.byteOffset + BYTES, length);
};
