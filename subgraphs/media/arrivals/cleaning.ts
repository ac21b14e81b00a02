import { createHash, hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Objects } from '../../../platform/objects/port.ts';
import { openPicture } from '../../../platform/pictures.ts';
import { blanking } from '../../../platform/scrub/span.ts';
import { scrubPicture, spansToBlank } from '../../../platform/scrub.ts';
import { credited, creditOf } from '../credit.ts';
import type { LiveMedia } from '../record.ts';
import type { FoundCredits } from './credits.ts';

/** What an asset shows of the bytes that arrived, where something is taken out of them: what they say of place and device. */
export interface Cleaned {
  readonly sizeInBytes: number;
  /** SHA-256 of them, lower-case hex. */
  readonly checksum: string;
  /** The bytes, from the beginning. */
  readonly open: () => Promise<Readable | Buffer>;
}

/** A picture as its asset shows it: credited as the asset is, and silent of all else. @throws what is wrong with the bytes, as an `Error`. */
export const cleanedPicture = async (bytes: Buffer, asset: LiveMedia, found: FoundCredits): Promise<Buffer> => {
  const { orientation = 1 } = await openPicture(bytes).metadata();
  const said = { ...asset, ...credited(asset, found) };
  const { caption, creditText, copyrightNotice, copyrightHolder, usageTerms } = said;
  const isSaid = [caption, creditText, copyrightNotice, copyrightHolder, usageTerms].some((each) => each);
  const xmp = isSaid ? creditOf(said).xmp : undefined;
  return scrubPicture(bytes, asset.contentType, { orientation, xmp });
};

/** {@link Cleaned} of a picture; `undefined` where nothing was taken out of it. */
export const cleanedOf = (bytes: Buffer, clean: Buffer): Cleaned | undefined =>
  clean === bytes
    ? undefined
    : { sizeInBytes: clean.byteLength, checksum: hash('sha256', clean), open: () => Promise.resolve(clean) };

/** {@link Cleaned} of a file of any other kind, read from storage in parts. @throws `RangeError` where it is not what it says it is. */
export const cleanedFile = async (
  { contentType }: LiveMedia,
  { key, size }: { readonly key: string; readonly size: number },
  objects: Objects,
  signal: AbortSignal,
): Promise<Cleaned | undefined> => {
  const read = async (start: number, end: number): Promise<Buffer> => {
    const { body } = await objects.get(key, { range: { start, end: end - 1 }, signal });
    return Buffer.concat(await body.toArray());
  };
  const spans = await spansToBlank({ size, read }, contentType);
  if (spans.length === 0) return undefined;
  const open = async (): Promise<Readable> => {
    const { body } = await objects.get(key, { signal });
    const blanked = blanking(spans);
    // Whoever reads it is told of its end.
    pipeline(body, blanked).catch(() => undefined);
    return blanked;
  };
  const digest = createHash('sha256').setEncoding('hex');
  await pipeline(await open(), digest);
  return { sizeInBytes: size, checksum: String(digest.read()), open };
};
