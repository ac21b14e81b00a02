import { openPicture } from '../../platform/pictures.ts';
import { creditOf } from './credit.ts';
import type { LiveMedia } from './record.ts';
import type { RenditionSpec } from './renditions.ts';
import { boxOf } from './renditions.ts';

const QUALITY: Readonly<Record<RenditionSpec['format'], number>> = { AVIF: 50, WEBP: 76, JPEG: 80 };

/**
 * Cuts, turns upright and scales. What the picture knows of place and device is left behind; what it is to be credited with goes along.
 * @throws what sharp throws for bytes that are no picture, are broken, or hold too many pixels.
 */
export const render = async (original: Uint8Array, spec: RenditionSpec, media: LiveMedia): Promise<Buffer> => {
  const credit = creditOf(media);
  const upright = (await openPicture(original)).autoOrient();
  const { width, height } = await upright.metadata().then(({ autoOrient }) => autoOrient);
  return upright
    .extract(boxOf(spec.crop, { width, height, focalPoint: media.focalPoint }))
    .resize({ width: spec.width, withoutEnlargement: true })
    .withExif({ IFD0: credit.exif })
    .withXmp(credit.xmp)
    .toFormat(spec.format === 'AVIF' ? 'avif' : spec.format === 'WEBP' ? 'webp' : 'jpeg', {
      quality: QUALITY[spec.format],
    })
    .toBuffer();
};
