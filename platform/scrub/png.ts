import { crc32 } from 'node:zlib';
import type { Kept } from './kept.ts';
import { joined, orientationExif } from './kept.ts';

/* A PNG is a signature and a row of chunks, each `<length> <type> … <checksum>`, which ends with IEND. https://www.w3.org/TR/png-3/ */

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** What decides about pixels, of a moving picture too. */
const STAYING = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);

const chunk = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.byteLength);
  head.write(type, 4, 'latin1');
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body, crc32(head.subarray(4))));
  return Buffer.concat([head, body, checksum]);
};

/** A PNG without what it says beside its pixels. @throws `RangeError` for bytes that are none. */
export const scrubPng = (bytes: Buffer, kept: Kept): Buffer => {
  if (!bytes.subarray(0, SIGNATURE.byteLength).equals(SIGNATURE)) throw new RangeError('it is no PNG');
  const exif = orientationExif(kept);
  const pieces: Buffer[] = [bytes.subarray(0, SIGNATURE.byteLength)];
  let isWhole = true;
  for (let at = SIGNATURE.byteLength; at + 12 <= bytes.byteLength; ) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.byteLength) break;
    if (STAYING.has(type)) pieces.push(bytes.subarray(at, end));
    else isWhole = false;
    if (type === 'IEND') return joined(bytes, pieces, isWhole && end === bytes.byteLength);
    if (type === 'IHDR') {
      if (exif) pieces.push(chunk('eXIf', exif));
      if (kept.xmp !== undefined)
        pieces.push(chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), Buffer.from(kept.xmp)])));
    }
    at = end;
  }
  throw new RangeError('it is cut off');
};
