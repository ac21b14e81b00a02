/** A box of an ISO base media file: `<size> <type> …`, often of other boxes (ISO/IEC 14496-12). Places are counted from the beginning of the file. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
}

/** The most bytes at a box's beginning that say what and how long it is. */
export const BOX_HEAD = 16;
const LARGEST = 2 ** 32;

/**
 * What box begins at the beginning of `head`.
 * @param start - where that is in the file.
 * @param limit - where whatever holds the box ends.
 * @throws `RangeError` where there is none that fits in.
 */
export const boxAt = (head: Buffer, start: number, limit: number): Box => {
  if (head.byteLength < 8) throw new RangeError('its boxes are broken');
  const small = head.readUInt32BE(0);
  const type = head.toString('latin1', 4, 8);
  if (small === 1 && head.byteLength < BOX_HEAD) throw new RangeError('its boxes are broken');
  const large = small === 1 ? head.readUInt32BE(8) * LARGEST + head.readUInt32BE(12) : small;
  const length = small === 1 ? BOX_HEAD : 8;
  const end = small === 0 ? limit : start + large;
  if (end < start + length || end > limit) throw new RangeError('its boxes are broken');
  return { type, start, content: start + length, end };
};

/** The boxes within a piece of a file, one after another. @param offset - where the piece begins in the file. */
export const boxesIn = (piece: Buffer, offset: number, from: number, end: number): readonly Box[] => {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= end; ) {
    const box = boxAt(piece.subarray(at - offset).subarray(0, BOX_HEAD), at, end);
    boxes.push(box);
    at = box.end;
  }
  return boxes;
};
