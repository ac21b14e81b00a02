import { scrubGif } from './scrub/gif.ts';
import { scrubHeif } from './scrub/heif.ts';
import type { PartedFile } from './scrub/isoMedia.ts';
import { spansOfFilm } from './scrub/isoMedia.ts';
import { scrubJpeg } from './scrub/jpeg.ts';
import type { Kept } from './scrub/kept.ts';
import { scrubPng } from './scrub/png.ts';
import type { Span } from './scrub/span.ts';
import { scrubTiff } from './scrub/tiff.ts';
import { scrubWebp } from './scrub/webp.ts';

/** Takes what is said beside the pixels out of a picture's bytes. */
type Scrub = (bytes: Buffer, kept: Kept) => Buffer | Promise<Buffer>;

const SCRUBS: ReadonlyMap<string, Scrub> = new Map<string, Scrub>([
  ['image/jpeg', scrubJpeg],
  ['image/png', scrubPng],
  ['image/webp', scrubWebp],
  ['image/gif', scrubGif],
  ['image/tiff', scrubTiff],
  ['image/avif', scrubHeif],
  ['image/heic', scrubHeif],
  ['image/heif', scrubHeif],
]);

/** Whether it is known what a picture of this media type says of itself. */
export const isScrubbed = (contentType: string): boolean => SCRUBS.has(contentType);

const FILMS = new Set(['video/mp4', 'video/quicktime', 'audio/mp4']);

/**
 * A picture without all that its file says of where, when and with what it was made, and of anything else; its pixels, colours and how it is turned stay as they are, to
 * the bit. JPEG, PNG and extended WebP say what is to be kept instead; a GIF says nothing, a TIFF whom it credits. The very bytes given where there is nothing to take out.
 * @throws `RangeError` for bytes that are none of `contentType`.
 */
export const scrubPicture = async (bytes: Buffer, contentType: string, kept: Kept): Promise<Buffer> => {
  const scrub = SCRUBS.get(contentType);
  if (!scrub) throw new RangeError(`it is not known what a file of ${contentType} says of itself`);
  return scrub(bytes, kept);
};

/**
 * What is to be blanked of a file of any other kind, of MP4 and QuickTime alone: of other kinds nothing is known that tells a place.
 * @throws `RangeError` for bytes that are none of `contentType`.
 */
export const spansToBlank = async (file: PartedFile, contentType: string): Promise<readonly Span[]> =>
  FILMS.has(contentType) ? spansOfFilm(file) : [];
