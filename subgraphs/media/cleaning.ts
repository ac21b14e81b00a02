import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isReadable, openPicture } from '../../platform/pictures.ts';
import type { PartedFile } from '../../platform/scrub/isoMedia.ts';
import { blanking } from '../../platform/scrub/span.ts';
import { scrubPicture, spansToBlank } from '../../platform/scrub.ts';
import type { Credited } from './credit.ts';
import { credited, creditOf } from './credit.ts';
import type { LiveMedia } from './record.ts';

/** What an asset shows of a file's bytes, where something is taken out of them: what they say of place and device. */
export interface Cleaned {
  readonly sizeInBytes: number;
  /** SHA-256 of them, lower-case hex. */
  readonly checksum: string;
  /** The bytes, from the beginning. */
  readonly open: () => Promise<Readable>;
}

/** A file wherever it lies. */
export interface OpenFile extends PartedFile {
  /** Its bytes, from the beginning. */
  readonly open: () => Promise<Readable>;
}

/**
 * A picture as its asset shows it: credited as the asset is, and silent of all else. The very bytes given where nothing is taken out.
 * @param asset - what is said of it by a person. @param found - what its file says.
 * @throws what is wrong with the bytes, as an `Error`.
 */
export const cleanedPicture = async (
  bytes: Buffer,
  contentType: string,
  asset: Credited & Pick<LiveMedia, 'copyrightHolder'>,
  found: Credited,
): Promise<Buffer> => {
  const { orientation = 1 } = isReadable(contentType) ? await (await openPicture(bytes)).metadata() : {};
  const said = { copyrightHolder: asset.copyrightHolder, ...credited(asset, found) };
  const xmp = Object.values(said).some((each) => each) ? creditOf(said).xmp : undefined;
  return scrubPicture(bytes, contentType, { orientation, xmp });
};

/** {@link Cleaned} of a picture; `undefined` where nothing was taken out of it. */
export const cleanedOf = (bytes: Buffer, clean: Buffer): Cleaned | undefined =>
  clean === bytes
    ? undefined
    : {
        sizeInBytes: clean.byteLength,
        checksum: hash('sha256', clean),
        open: () => Promise.resolve(Readable.from([clean])),
      };

/** {@link Cleaned} of a file of any other kind; `undefined` where nothing is taken out of it. @throws `RangeError` where it is not what it says it is. */
export const cleanedFile = async (file: OpenFile, contentType: string): Promise<Cleaned | undefined> => {
  const spans = await spansToBlank(file, contentType);
  if (spans.length === 0) return undefined;
  const open = async (): Promise<Readable> => {
    const blanked = blanking(spans);
    // Whoever reads it is told of its end.
    pipeline(await file.open(), blanked).catch(() => undefined);
    return blanked;
  };
  const digest = createHash('sha256').setEncoding('hex');
  await pipeline(await open(), digest);
  return { sizeInBytes: file.size, checksum: String(digest.read()), open };
};
