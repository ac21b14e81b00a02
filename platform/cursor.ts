import { hash, timingSafeEqual } from 'node:crypto';
import { AnswerError } from './errors.ts';
import { createHmacOf } from './hmac.ts';

/** A place in a list: JSON, deterministic. */
export type CursorPosition = readonly (string | number | boolean | null)[];

/** Seals the places of lists: a client hands back only what it was given, where it was given, and reads nothing in it. */
export interface Cursors {
  /**
   * @param binding - field, filter and sort that the place belongs to; not `first`, not the key: the audience is applied again on every page.
   */
  encode(binding: string, position: CursorPosition): string;
  /** @throws {@link AnswerError} `BAD_CURSOR` for what was altered or belongs to another list. */
  decode(binding: string, cursor: string): CursorPosition;
}

const MAX_LENGTH = 2_048;
const SEAL_BYTES = 16;
/** Of SHA-512. */
const BLOCK_BYTES = 64;

const isPosition = (value: unknown): value is CursorPosition =>
  Array.isArray(value) && value.every((part) => part === null || ['string', 'number', 'boolean'].includes(typeof part));

/**
 * Cursors under a secret of at least 16 bytes; the same place always makes the same text. A place holds what its list is ordered by, which a view may hide, and may
 * be that of a record which its reader does not see: so it is encrypted. Its own seal is where the key stream begins, as in RFC 5297, which needs no nonce; the
 * stream is HMAC's in counter mode, since to set up a cipher of OpenSSL takes longer than all of a cursor.
 */
export const createCursors = (secret: string): Cursors => {
  if (Buffer.byteLength(secret) < 16) throw new TypeError('CURSOR_SECRET must have at least 16 bytes');
  const bytesOf = Buffer.from(secret);
  // A longer key than a block stands for its hash, as HMAC has it.
  const seals = createHmacOf('sha256', bytesOf.length > 64 ? hash('sha256', bytesOf, 'buffer') : bytesOf);
  const streams = createHmacOf('sha512', Buffer.from(seals('cursor cipher'), 'latin1'));
  const sealOf = (binding: string, payload: Uint8Array): Buffer =>
    Buffer.from(seals(`${binding.length}:${binding}`, payload).slice(0, SEAL_BYTES), 'latin1');
  /** To encrypt is to decrypt. */
  const crypt = (seal: Uint8Array, bytes: Uint8Array): Buffer => {
    const crypted = Buffer.from(bytes);
    for (let block = 0; block * BLOCK_BYTES < bytes.length; block += 1) {
      const stream = streams(String(block), seal);
      const from = block * BLOCK_BYTES;
      const end = Math.min(bytes.length, from + BLOCK_BYTES);
      for (let at = from; at < end; at += 1) crypted[at] = (bytes[at] ?? 0) ^ stream.charCodeAt(at - from);
    }
    return crypted;
  };
  const refuse = (): never => {
    throw new AnswerError(
      'BAD_CURSOR',
      'The cursor does not belong to this list. Take `after` from the list’s own `pageInfo.endCursor`, with the same arguments.',
    );
  };
  return {
    encode: (binding, position) => {
      const payload = Buffer.from(JSON.stringify(position));
      const seal = sealOf(binding, payload);
      return `${crypt(seal, payload).toString('base64url')}.${seal.toString('base64url')}`;
    },
    decode: (binding, cursor) => {
      if (cursor.length > MAX_LENGTH) return refuse();
      const [bytes, seal, ...rest] = cursor.split('.').map((part) => Buffer.from(part, 'base64url'));
      if (!bytes || seal?.length !== SEAL_BYTES || rest.length > 0) return refuse();
      // Re-encoding refuses the other spellings of the same bytes that base64url's unused bits allow.
      if (`${bytes.toString('base64url')}.${seal.toString('base64url')}` !== cursor) return refuse();
      const payload = crypt(seal, bytes);
      if (!timingSafeEqual(seal, sealOf(binding, payload))) return refuse();
      const position: unknown = JSON.parse(payload.toString());
      return isPosition(position) ? position : refuse();
    },
  };
};
