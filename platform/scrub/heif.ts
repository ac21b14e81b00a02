import type { Box } from './boxes.ts';
import { boxesIn } from './boxes.ts';
import { spansOfFilm } from './isoMedia.ts';
import type { Span } from './span.ts';
import { blank } from './span.ts';

/*
 * An AVIF or HEIC is a file of items: pictures, and what is said of them. Where each lies stands in `iloc`, what it is in `iinf`, both within `meta` (ISO/IEC 23008-12). Nothing
 * moves: what is said becomes zeros.
 */

/** What is said, by the types of items. */
const SAYING = new Set(['Exif', 'mime', 'uri ']);
const OUTSIDE = new Set(['uuid']);
const LARGEST = 2 ** 32;

/** Reads numbers of so many bytes, one after another. */
const readerOf = (bytes: Buffer, from: number) => {
  let at = from;
  return (size: number): number => {
    const here = at;
    at += size;
    if (size === 0) return 0;
    return size === 8
      ? bytes.readUInt32BE(here) * LARGEST + bytes.readUInt32BE(here + 4)
      : bytes.readUIntBE(here, size);
  };
};

/** The ids of items that say something. */
const sayingIn = (bytes: Buffer, infos: Box): ReadonlySet<number> => {
  const isLong = bytes[infos.content] !== 0;
  const ids = new Set<number>();
  for (const { content } of boxesIn(bytes, 0, infos.content + (isLong ? 8 : 6), infos.end)) {
    const version = bytes[content] ?? 0;
    if (version < 2) continue;
    const idBytes = version === 2 ? 2 : 4;
    const type = content + 4 + idBytes + 2;
    if (SAYING.has(bytes.toString('latin1', type, type + 4))) ids.add(bytes.readUIntBE(content + 4, idBytes));
  }
  return ids;
};

/** Where the items with these ids lie. @param data - the bytes that `meta` holds itself. */
const placesOf = (bytes: Buffer, places: Box, data: Box | undefined, ids: ReadonlySet<number>): readonly Span[] => {
  const version = bytes[places.content] ?? 0;
  const read = readerOf(bytes, places.content + 4);
  const sizes = read(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version > 0 ? sizes & 15 : 0;
  const spans: Span[] = [];
  for (let left = read(version < 2 ? 2 : 4); left > 0; left -= 1) {
    const id = read(version < 2 ? 2 : 4);
    const isWithin = version > 0 && (read(2) & 15) === 1;
    read(2);
    const base = read(baseBytes);
    for (let extents = read(2); extents > 0; extents -= 1) {
      read(indexBytes);
      const start = read(offsetBytes) + base + (isWithin ? (data?.content ?? 0) : 0);
      const length = read(lengthBytes);
      if (ids.has(id)) spans.push({ start, end: start + length });
    }
  }
  return spans;
};

/** An AVIF or HEIC without what it says beside its pixels; as long as it was. @throws `RangeError` for bytes that are none. */
export const scrubHeif = async (bytes: Buffer): Promise<Buffer> => {
  const spans: Span[] = [];
  for (const meta of boxesIn(bytes, 0, 0, bytes.byteLength)) {
    if (meta.type !== 'meta') continue;
    const within = boxesIn(bytes, 0, meta.content + 4, meta.end);
    const [infos, places, data] = ['iinf', 'iloc', 'idat'].map((type) => within.find((each) => each.type === type));
    if (infos && places) spans.push(...placesOf(bytes, places, data, sayingIn(bytes, infos)));
  }
  // A moving picture has what a film has.
  const film = {
    size: bytes.byteLength,
    read: (start: number, end: number) => Promise.resolve(bytes.subarray(start, end)),
  };
  spans.push(...(await spansOfFilm(film, OUTSIDE)));
  return spans.length === 0 ? bytes : blank(bytes, spans);
};
