import { joined } from './kept.ts';

/* A GIF is a header with a palette, then blocks: pictures, and extensions that say how they are shown, or anything else. https://www.w3.org/Graphics/GIF/spec-gif89a.txt */

const EXTENSION = 0x21;
const PICTURE = 0x2c;
const TRAILER = 0x3b;
const CONTROL = 0xf9;
const APPLICATION = 0xff;

/** How often a moving picture is shown. */
const LOOPS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

const paletteBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

/** A GIF without what it says beside its pixels. @throws `RangeError` for bytes that are none. */
export const scrubGif = (bytes: Buffer): Buffer => {
  if (!/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) throw new RangeError('it is no GIF');
  const byteAt = (at: number): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('it is cut off');
    return byte;
  };
  /** Where a row of sub-blocks ends, each of which says its length first; an empty one is the last. */
  const endOfBlocks = (from: number): number => {
    let at = from;
    for (let size = byteAt(at); size > 0; size = byteAt(at)) at += 1 + size;
    return at + 1;
  };
  let at = 13 + paletteBytes(byteAt(10));
  const pieces: Buffer[] = [bytes.subarray(0, at)];
  let isWhole = true;
  // Old programs leave the trailer out; whether all of the picture is there is seen as it is decoded.
  while (at < bytes.byteLength) {
    const kind = byteAt(at);
    if (kind === TRAILER) {
      pieces.push(bytes.subarray(at, at + 1));
      return joined(bytes, pieces, isWhole && at + 1 === bytes.byteLength);
    }
    if (kind !== PICTURE && kind !== EXTENSION) throw new RangeError('its blocks are broken');
    const label = byteAt(at + 1);
    const end = endOfBlocks(kind === PICTURE ? at + 11 + paletteBytes(byteAt(at + 9)) : at + 2);
    const isLoop = label === APPLICATION && LOOPS.has(bytes.toString('latin1', at + 3, at + 14));
    if (kind === PICTURE || label === CONTROL || isLoop) pieces.push(bytes.subarray(at, end));
    else isWhole = false;
    at = end;
  }
  return joined(bytes, pieces, isWhole);
};
