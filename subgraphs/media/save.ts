import { isScrubbed } from '../../platform/scrub.ts';
import type { Cleaned, OpenFile } from './cleaning.ts';
import { cleanedFile, cleanedOf, cleanedPicture } from './cleaning.ts';
import { LARGEST_PICTURE } from './contentTypes.ts';
import { creditsIn } from './credits.ts';

export type { Cleaned } from './cleaning.ts';

/**
 * What is to be kept of a file that comes with an asset, where that is not the file as it is: it tells neither place nor device, and a picture names whom its file credits.
 * @throws what is wrong with its bytes, as an `Error`; `RangeError` for a picture of more than 128 MiB.
 */
export const fileToKeep = async (file: OpenFile, contentType: string): Promise<Cleaned | undefined> => {
  if (!isScrubbed(contentType)) return cleanedFile(file, contentType);
  if (file.size > LARGEST_PICTURE) throw new RangeError(`a picture has at most ${LARGEST_PICTURE} bytes`);
  const bytes = await file.read(0, file.size);
  return cleanedOf(bytes, await cleanedPicture(bytes, contentType, {}, await creditsIn(bytes)));
};
