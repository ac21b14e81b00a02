import { TextDecoder } from 'node:util';
import { ImportError } from '../errors.ts';

/** Turns an element's bytes into text; `undefined` where they are not in the file's encoding. */
export interface Decoder {
  /** As the WHATWG Encoding Standard names it. */
  readonly encoding: string;
  decode(bytes: Uint8Array): string | undefined;
}

/**
 * A strict decoder for the encoding that a file declares; UTF-8 where it declares none.
 *
 * @throws {@link ImportError} `ENCODING` for an encoding that is not known.
 */
export const createDecoder = (declared: string | undefined): Decoder => {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(declared ?? 'utf-8', { fatal: true, ignoreBOM: true });
  } catch (cause) {
    throw new ImportError(
      'ENCODING',
      `the export declares the encoding ${JSON.stringify(declared)}, which is not known here: convert it to UTF-8 (iconv)`,
      { cause },
    );
  }
  return {
    encoding: decoder.encoding,
    decode: (bytes) => {
      try {
        return decoder.decode(bytes);
      } catch {
        return undefined;
      }
    },
  };
};

/** Bytes of unknown encoding as the characters that most likely were meant: what Windows wrote. Never fails. */
export const guessText = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes);

const isUtf8 = (bytes: Uint8Array, more: boolean): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: more });
    return true;
  } catch {
    return false;
  }
};

/** The offset of the first byte that is not UTF-8, in bytes of which some are not. */
export const firstInvalidByte = (bytes: Buffer): number => {
  // By halving: the shortest beginning that cannot be completed to UTF-8. Its last byte shows the fault, which began up to three bytes earlier.
  let good = 0;
  let bad = bytes.length;
  while (good + 1 < bad) {
    const middle = (good + bad) >>> 1;
    if (isUtf8(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  let start = bad - 1;
  while (start > 0 && !isUtf8(bytes.subarray(0, start), false)) start -= 1;
  return start;
};
