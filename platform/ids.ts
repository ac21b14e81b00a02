import { hash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Bytes as lower-case base32 (RFC 4648's letters, no padding), cut to `length` characters of 5 bits each. */
export const base32 = (bytes: Uint8Array, length: number): string => {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += ALPHABET[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return text;
};

/** Where a record came from; the parts that make its id. */
export interface RecordOrigin {
  readonly system: string;
  readonly dataCentre: string;
  readonly site: string;
  readonly type: string;
  readonly externalId: string;
  /** BCP 47; empty where the source knows none. */
  readonly language: string;
}

/** 26 characters of lower-case base32: 130 bits. */
export const ID_PATTERN = /^[a-z2-7]{26}$/;

/** The id of an imported record: the same origin always yields the same id, so that nothing is looked up before a write and references are remapped in one pass. */
export const recordId = (origin: RecordOrigin): string =>
  hashOf(
    [origin.system, origin.dataCentre, origin.site, origin.type, origin.externalId, origin.language]
      .map((part) => part.replaceAll('\\', '\\\\').replaceAll('|', '\\|'))
      .join('|'),
  );

/** A new id from 130 random bits, of the same shape. */
export const randomId = (): string => base32(randomBytes(17), 26);

/** 26 characters that stand for a text in a key: slugs and paths are long and foreign, keys are not. */
export const hashOf = (text: string): string => base32(hash('sha256', text, 'buffer'), 26);
