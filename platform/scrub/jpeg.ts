import type { Kept } from './kept.ts';
import { joined, orientationExif } from './kept.ts';

/*
 * A JPEG is a row of segments, each `FF <marker> <length> …`, then scans whose bytes run until the next marker, and an end; whatever follows it (a film of the moment
 * before, previews, notes of a camera) is no part of the picture. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
 */

const EXIF = Buffer.from('Exif\0\0', 'latin1');
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COMMENT = 0xfe;

const isApplication = (marker: number): boolean => marker >= APP0 && marker <= 0xef;

/** What decides about pixels: their density, their colours, how they are coded. */
const isKept = (marker: number, body: Buffer): boolean => {
  if (marker === COMMENT) return false;
  if (!isApplication(marker)) return true;
  const says = (name: string): boolean => body.toString('latin1', 0, name.length) === name;
  return (
    (marker === APP0 && says('JFIF\0')) ||
    (marker === APP2 && says('ICC_PROFILE\0')) ||
    (marker === APP14 && says('Adobe'))
  );
};

const segment = (marker: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.byteLength + 2, 2);
  return Buffer.concat([head, body]);
};

/** Where the bytes of a scan end: at a marker that is neither a stuffed FF nor a restart. */
const endOfScan = (bytes: Buffer, from: number): number => {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.byteLength;
};

/** A JPEG without what it says beside its pixels. @throws `RangeError` for bytes that are none. */
export const scrubJpeg = (bytes: Buffer, kept: Kept): Buffer => {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new RangeError('it is no JPEG');
  const exif = orientationExif(kept);
  const said = [
    ...(exif ? [segment(APP1, EXIF, exif)] : []),
    ...(kept.xmp === undefined ? [] : [segment(APP1, XMP, Buffer.from(kept.xmp))]),
  ];
  const pieces: Buffer[] = [bytes.subarray(0, 2)];
  let isWhole = true;
  let hasSaid = false;
  let hasScan = false;
  const say = (): void => {
    if (!hasSaid) pieces.push(...said);
    hasSaid = true;
  };
  let at = 2;
  while (at < bytes.byteLength) {
    // Any number of FF may stand before a marker; readers pass by whatever else does.
    const from = at;
    while (at < bytes.byteLength && (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0)) at += 1;
    isWhole &&= at === from;
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker === EOI) {
      pieces.push(bytes.subarray(at, at + 2));
      return joined(bytes, pieces, isWhole && at + 2 === bytes.byteLength);
    }
    if (at + 4 > bytes.byteLength) throw new RangeError('its segments are broken');
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.byteLength) throw new RangeError('its segments are broken');
    const isStaying = isKept(marker, bytes.subarray(at + 4, end));
    // JFIF stands first, where there is one; what is said comes next.
    if (marker !== APP0) say();
    const next = marker === SOS ? endOfScan(bytes, end) : end;
    hasScan ||= marker === SOS;
    if (isStaying) pieces.push(bytes.subarray(at, next));
    else isWhole = false;
    at = next;
  }
  // Some cameras leave the end out; whether all of the picture is there is seen as it is decoded.
  if (hasScan) return joined(bytes, pieces, isWhole);
  throw new RangeError('it is cut off');
};
