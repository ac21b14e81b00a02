import { Transform } from 'node:stream';

/** Bytes of a file that become zeros, but for those that take their place at its beginning. */
export interface Span {
  readonly start: number;
  /** The first byte that stays. */
  readonly end: number;
  /** What stands there instead. Default zeros. */
  readonly instead?: Buffer | undefined;
}

/** More than any file needs. */
const MOST = 100_000;

/** In their order, those that touch each other as one. @throws `RangeError` for more than a file needs. */
const ordered = (spans: readonly Span[]): readonly Span[] => {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && !last.instead && !span.instead && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  if (merged.length > MOST) throw new RangeError('it says too much of itself');
  return merged;
};

/** Blanks pieces of a file, given one after another. */
const blanker = (spans: readonly Span[]): ((piece: Buffer) => Buffer) => {
  const all = ordered(spans);
  let from = 0;
  let first = 0;
  return (piece) => {
    const begin = from;
    from += piece.byteLength;
    const touched: Span[] = [];
    for (let index = first; index < all.length; index += 1) {
      const span = all[index];
      if (!span || span.start >= from) break;
      if (span.end > begin) touched.push(span);
      else if (index === first) first += 1;
    }
    if (touched.length === 0) return piece;
    const blanked = Buffer.from(piece);
    for (const { start, end, instead } of touched) {
      const [low, high] = [Math.max(start, begin), Math.min(end, from)];
      blanked.fill(0, low - begin, high - begin);
      instead?.subarray(low - start, high - start).forEach((byte, index) => {
        blanked[low - begin + index] = byte;
      });
    }
    return blanked;
  };
};

/** Bytes in hand with spans of them blanked; as long as they were. */
export const blank = (bytes: Buffer, spans: readonly Span[]): Buffer => blanker(spans)(bytes);

/** Blanks spans of what goes through it. @throws `RangeError` for more spans than a file needs. */
export const blanking = (spans: readonly Span[]): Transform => {
  const next = blanker(spans);
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      done(null, next(piece));
    },
  });
};
