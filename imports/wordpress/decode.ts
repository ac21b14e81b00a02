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

/** The offset of the first byte that is not UTF-8. */
export const firstInvalidByte = (bytes: Buffer): number => {
  // The largest valid prefix, by halving: an unfinished character at a cut is completed by looking three bytes further.
  let good = 0;
  let bad = bytes.length;
  const valid = (end: number): boolean => {
    for (let cut = end; cut >= Math.max(0, end - 3); cut -= 1) {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, cut));
        return true;
      } catch {
        // A character may have been cut in two: try one byte less.
      }
    }
    return false;
  };
  while (good + 1 < bad) {
    const middle = (good + bad) >>> 1;
    if (valid(middle)) good = middle;
    else bad = middle;
  }
  return Math.max(0, bad - 1);
};
