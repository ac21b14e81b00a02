import type { Codec } from '../../platform/cache/levels/answer.ts';
import { compressed } from './compress.ts';
import type { Coding } from './encoding.ts';
import type { KeptAnswer } from './entry.ts';
import { createKnownHeads, decodeEntry, encodeEntry } from './entry.ts';

/**
 * How answers are kept: compressed once, when they are taken in, in a form for each coding. Where a coding makes an answer no shorter, its form holds the answer as it
 * is, so that whoever takes that coding reads once all the same.
 */
export const createAnswerCodec = (): Codec<KeptAnswer> => {
  const heads = createKnownHeads();
  return {
    encode: async (answer) => {
      const { gzip, br } = await compressed(answer.body);
      const inCoding = (coding: Coding, body: Uint8Array | undefined): Uint8Array =>
        encodeEntry(body ? { ...answer, coding, body } : answer);
      return { bytes: encodeEntry(answer), forms: { gzip: inCoding('gzip', gzip), br: inCoding('br', br) } };
    },
    decode: (bytes) => decodeEntry(bytes, heads),
  };
};
