import type { Box } from './boxes.ts';
import { boxesIn } from './boxes.ts';
import type { Span } from './span.ts';

const LARGEST = 2 ** 32;
/** More than a film of many hours has. */
const MOST = 4_000_000;

/** Where the samples of a track lie in the file, chunk by chunk. @throws `RangeError` for tables that are broken. */
export const samplesOf = (piece: Buffer, offset: number, track: Box): readonly Span[] => {
  const within = (box: Box | undefined, type: string): Box | undefined =>
    box && boxesIn(piece, offset, box.content, box.end).find((each) => each.type === type);
  const table = within(within(within(track, 'mdia'), 'minf'), 'stbl');
  const bodyOf = (type: string): Buffer | undefined => {
    const box = within(table, type);
    return box && piece.subarray(box.content - offset, box.end - offset);
  };
  const [sizes, runs, small, large] = ['stsz', 'stsc', 'stco', 'co64'].map(bodyOf);
  const chunks = small ?? large;
  if (!sizes || !runs || !chunks) return [];

  const fixed = sizes.readUInt32BE(4);
  const count = sizes.readUInt32BE(8);
  const chunkCount = chunks.readUInt32BE(4);
  if (count > MOST || chunkCount > MOST) throw new RangeError('its tables are broken');
  const sizeOf = (index: number): number => (fixed > 0 ? fixed : sizes.readUInt32BE(12 + index * 4));
  const startOf = (index: number): number =>
    small
      ? small.readUInt32BE(8 + index * 4)
      : chunks.readUInt32BE(8 + index * 8) * LARGEST + chunks.readUInt32BE(12 + index * 8);

  const spans: Span[] = [];
  const runCount = runs.readUInt32BE(4);
  let sample = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    // A run says from which chunk on, counted from 1, each has so many samples.
    while (run + 1 < runCount && runs.readUInt32BE(8 + (run + 1) * 12) <= chunk + 1) run += 1;
    const inChunk = runCount > 0 ? runs.readUInt32BE(8 + run * 12 + 4) : 0;
    const start = startOf(chunk);
    let end = start;
    for (const last = Math.min(sample + inChunk, count); sample < last; sample += 1) end += sizeOf(sample);
    spans.push({ start, end });
  }
  return spans;
};
