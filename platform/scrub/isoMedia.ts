import type { Box } from './boxes.ts';
import { BOX_HEAD, boxAt, boxesIn } from './boxes.ts';
import { samplesOf } from './samples.ts';
import type { Span } from './span.ts';

/** A file that is read in parts. */
export interface PartedFile {
  /** In bytes. */
  readonly size: number;
  /** From `start` up to `end`, not included. */
  read(start: number, end: number): Promise<Buffer>;
}

/** The most bytes of what a film says of itself: its index of all pictures is in it. 64 MiB. */
const LARGEST_MOVIE = 64 * 1_024 ** 2;
/** Boxes that hold others in which something may be said. */
const HOLDING = new Set(['moov', 'trak', 'mdia', 'minf']);
/** What is said by whoever made the file: where, with what, and anything else. */
const SAYING = new Set(['udta', 'meta', 'uuid']);
const FREE = Buffer.from('free', 'latin1');

/** A box becomes an empty one of the same length. */
const freed = ({ start, end, content }: Box): readonly Span[] => [
  { start: start + 4, end: start + 8, instead: FREE },
  { start: content, end },
];

/** Films and recordings may have tracks that tell, picture by picture, where they were and which way they looked. */
const isTelemetry = (piece: Buffer, offset: number, track: Box): boolean => {
  const media = boxesIn(piece, offset, track.content, track.end).find(({ type }) => type === 'mdia');
  const handler = media && boxesIn(piece, offset, media.content, media.end).find(({ type }) => type === 'hdlr');
  if (!handler) return false;
  const kind = piece.toString('latin1', handler.content - offset + 8, handler.content - offset + 12);
  return kind === 'meta' || kind === 'camm';
};

const saidIn = (piece: Buffer, offset: number, box: Box): readonly Span[] => {
  if (SAYING.has(box.type)) return freed(box);
  if (!HOLDING.has(box.type)) return [];
  if (box.type === 'trak' && isTelemetry(piece, offset, box)) return [...samplesOf(piece, offset, box), ...freed(box)];
  return boxesIn(piece, offset, box.content, box.end).flatMap((each) => saidIn(piece, offset, each));
};

/**
 * Where an MP4 or QuickTime file says where, when and with what it was made: user data, metadata and tracks of telemetry. Nothing moves, so that its index stays right.
 * @param outside - which boxes beside the index say something.
 * @throws `RangeError` for what is none, or says more of itself than 64 MiB.
 */
export const spansOfFilm = async (file: PartedFile, outside = SAYING): Promise<readonly Span[]> => {
  const spans: Span[] = [];
  for (let at = 0; at + 8 <= file.size; ) {
    const box = boxAt(await file.read(at, Math.min(at + BOX_HEAD, file.size)), at, file.size);
    if (outside.has(box.type)) spans.push(...freed(box));
    if (box.type === 'moov') {
      if (box.end - box.start > LARGEST_MOVIE)
        throw new RangeError(`it says more than ${LARGEST_MOVIE} bytes of itself`);
      spans.push(...saidIn(await file.read(box.start, box.end), box.start, box));
    }
    at = box.end;
  }
  return spans;
};
