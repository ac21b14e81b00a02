import type { Codec } from '../../platform/cache/levels/answer.ts';
import { compressed } from './compress.ts';
import type { KeptAnswer } from './entry.ts';
import { decodeEntry, encodeEntry } from './entry.ts';

/** How answers are kept: compressed once, when they are taken in. */
export const answerCodec: Codec<KeptAnswer> = {
  encode: async (answer) => encodeEntry({ ...answer, bodies: await compressed(answer.bodies.identity) }),
  decode: decodeEntry,
};
