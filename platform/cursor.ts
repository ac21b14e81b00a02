import { createHmac, timingSafeEqual } from 'node:crypto';
import { AnswerError } from './errors.ts';

/** A place in a list: JSON, deterministic. */
export type CursorPosition = readonly (string | number | boolean | null)[];

/** Signs the places of lists, so that a client hands back only what it was given, where it was given. */
export interface Cursors {
  /**
   * @param binding - field, filter and sort that the place belongs to; not `first`, not the key: the audience is applied again on every page.
   */
  encode(binding: string, position: CursorPosition): string;
  /** @throws {@link AnswerError} `BAD_CURSOR` for what was altered or belongs to another list. */
  decode(binding: string, cursor: string): CursorPosition;
}

const MAX_LENGTH = 2_048;
const SIGNATURE_BYTES = 16;

const isPosition = (value: unknown): value is CursorPosition =>
  Array.isArray(value) && value.every((part) => part === null || ['string', 'number', 'boolean'].includes(typeof part));

/** Cursors under a secret of at least 16 bytes; the same place always makes the same text. */
export const createCursors = (secret: string): Cursors => {
  if (Buffer.byteLength(secret) < 16) throw new TypeError('CURSOR_SECRET must have at least 16 bytes');
  const sign = (binding: string, payload: string): Buffer =>
    createHmac('sha256', secret).update(`${binding.length}:${binding}${payload}`).digest().subarray(0, SIGNATURE_BYTES);
  const refuse = (): never => {
    throw new AnswerError(
      'BAD_CURSOR',
      'The cursor does not belong to this list. Take `after` from the list’s own `pageInfo.endCursor`, with the same arguments.',
    );
  };
  return {
    encode: (binding, position) => {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${payload}.${sign(binding, payload).toString('base64url')}`;
    },
    decode: (binding, cursor) => {
      if (cursor.length > MAX_LENGTH) return refuse();
      const [payload, signature, ...rest] = cursor.split('.');
      if (!payload || !signature || rest.length > 0) return refuse();
      const given = Buffer.from(signature, 'base64url');
      // Re-encoding refuses the other spellings of the same bytes that base64url's unused bits allow.
      if (given.length !== SIGNATURE_BYTES || given.toString('base64url') !== signature) return refuse();
      if (!timingSafeEqual(given, sign(binding, payload))) return refuse();
      const position: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
      return isPosition(position) ? position : refuse();
    },
  };
};
