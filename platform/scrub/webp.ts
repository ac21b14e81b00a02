import type { Kept } from './kept.ts';
import { joined, orientationExif } from './kept.ts';

/* A WebP is a RIFF file: `RIFF <size> WEBP`, then chunks `<type> <size> …`, each filled up to an even length. https://developers.google.com/speed/webp/docs/riff_container */

const STAYING = new Set(['VP8 ', 'VP8L', 'VP8X', 'ANIM', 'ANMF', 'ALPH', 'ICCP']);
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

const chunk = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(body.byteLength, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.byteLength % 2)]);
};

/** A WebP without what it says beside its pixels. @throws `RangeError` for bytes that are none. */
export const scrubWebp = (bytes: Buffer, kept: Kept): Buffer => {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP')
    throw new RangeError('it is no WebP');
  const length = 8 + bytes.readUInt32LE(4);
  if (length > bytes.byteLength) throw new RangeError('it is cut off');
  const exif = orientationExif(kept);
  const pieces: Buffer[] = [];
  let isWhole = length === bytes.byteLength;
  let isExtended = false;
  for (let at = 12; at + 8 <= length; ) {
    const type = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const end = Math.min(at + 8 + size + (size % 2), length);
    if (at + 8 + size > length) throw new RangeError('its chunks are broken');
    if (type === 'VP8X' && size >= 10) {
      isExtended = true;
      const head = Buffer.from(bytes.subarray(at, end));
      const flags = (head[8] ?? 0) & ~(HAS_EXIF | HAS_XMP);
      head[8] = flags | (exif ? HAS_EXIF : 0) | (kept.xmp === undefined ? 0 : HAS_XMP);
      pieces.push(head);
    } else if (STAYING.has(type)) pieces.push(bytes.subarray(at, end));
    else isWhole = false;
    at = end;
  }
  // Only an extended file may say anything.
  if (isExtended && exif) pieces.push(chunk('EXIF', exif));
  if (isExtended && kept.xmp !== undefined) pieces.push(chunk('XMP ', Buffer.from(kept.xmp)));
  const head = Buffer.from(bytes.subarray(0, 12));
  head.writeUInt32LE(4 + pieces.reduce((sum, each) => sum + each.byteLength, 0), 4);
  return joined(bytes, [head, ...pieces], isWhole);
};
