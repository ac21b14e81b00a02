import type { Sharp } from 'sharp';

/** Loaded with the first picture: it takes 8 MB before it looks at any, and most processes never do. */
const library = () => import('sharp');

/** The most pixels a picture may have, as it comes: a 100-megapixel camera's, and no decompression bomb. */
export const MOST_PIXELS = 120_000_000;
/** How long one picture may take to be made, in seconds. */
const LONGEST_SECONDS = 20;
const LONGEST_PLACEHOLDER = 1_024;

const READABLE = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/tiff']);
/** Whether pictures of this media type can be looked into and rendered. */
export const isReadable = (contentType: string): boolean => READABLE.has(contentType);

/** Opens a picture, from a file's path or its bytes. What is broken, cut off, or has too many pixels is refused as it is read. */
export const openPicture = async (picture: string | Uint8Array): Promise<Sharp> => {
  const { default: sharp } = await library();
  return sharp(picture, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: LONGEST_SECONDS });
};

/** A picture's size in pixels, upright. @throws what sharp throws for bytes that are no picture, or hold too many pixels. */
export const sizeOfPicture = async (
  picture: string | Uint8Array,
): Promise<{ readonly width: number; readonly height: number }> => {
  const { autoOrient } = await (await openPicture(picture)).metadata();
  return { width: autoOrient.width, height: autoOrient.height };
};

/** A tiny picture as a data URI of at most 1 KB. @throws what sharp throws for bytes that are broken anywhere: all of them are read. */
export const placeholderOf = async (picture: string | Uint8Array): Promise<string | undefined> => {
  const upright = (await openPicture(picture)).autoOrient();
  const tiny = await upright.resize({ width: 16 }).webp({ quality: 20 }).toBuffer();
  const uri = `data:image/webp;base64,${tiny.toString('base64')}`;
  return uri.length <= LONGEST_PLACEHOLDER ? uri : undefined;
};
