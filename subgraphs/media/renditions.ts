import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { LiveMedia } from './record.ts';

/** The widths that are made, in pixels. A ladder, so that few sizes serve every page and each is made once. */
export const LADDER = [160, 320, 480, 640, 960, 1280, 1600, 2048] as const;

const CROPS = ['ORIGINAL', 'SQUARE', 'LANDSCAPE', 'PORTRAIT', 'WIDE'] as const;
/** The shape of a rendition (schema: `Crop`). */
export type Crop = (typeof CROPS)[number];

/** Width to height of each shape; the picture's own for `ORIGINAL`. */
const RATIOS: Readonly<Record<Exclude<Crop, 'ORIGINAL'>, number>> = {
  SQUARE: 1,
  LANDSCAPE: 4 / 3,
  PORTRAIT: 3 / 4,
  WIDE: 16 / 9,
};

const FORMATS = { AVIF: 'avif', WEBP: 'webp', JPEG: 'jpeg' } as const;
/** The format of a rendition (schema: `ImageFormat`). */
export type ImageFormat = keyof typeof FORMATS;

/** A picture in one shape, size and format. */
export interface RenditionSpec {
  readonly id: string;
  /** Names bytes and focal point: new bytes are a new address. */
  readonly revision: string;
  readonly crop: Crop;
  readonly width: number;
  readonly format: ImageFormat;
}

/** A part of a picture, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Picture = Pick<LiveMedia, 'id' | 'checksum' | 'focalPoint' | 'width' | 'height'>;

/** Names what a rendition is made from: the bytes, and the point that stays in view. 16 hex digits. */
export const revisionOf = ({ checksum, focalPoint }: Picture): string =>
  createHash('sha256')
    .update(`${checksum ?? ''} ${focalPoint ? `${focalPoint.x},${focalPoint.y}` : ''}`)
    .digest('hex')
    .slice(0, 16);

/** The largest part of a picture that has a shape, as near around the focal point as the picture's edges allow. */
export const boxOf = (
  crop: Crop,
  picture: { readonly width: number; readonly height: number; readonly focalPoint?: Picture['focalPoint'] },
): Box => {
  const { width, height, focalPoint = { x: 0.5, y: 0.5 } } = picture;
  if (crop === 'ORIGINAL') return { left: 0, top: 0, width, height };
  const ratio = RATIOS[crop];
  const boxWidth = Math.max(1, Math.min(width, Math.round(height * ratio)));
  const boxHeight = Math.max(1, Math.min(height, Math.round(width / ratio)));
  const place = (whole: number, part: number, focus: number): number =>
    Math.min(whole - part, Math.max(0, Math.round(whole * focus - part / 2)));
  return {
    left: place(width, boxWidth, focalPoint.x),
    top: place(height, boxHeight, focalPoint.y),
    width: boxWidth,
    height: boxHeight,
  };
};

/** The widths to offer: each one asked for taken up to the ladder's next, none beyond what the picture has. */
export const widthsFor = (available: number, asked: readonly number[] | null | undefined): number[] => {
  const ladder = LADDER.filter((width) => width <= available);
  const largest = ladder.at(-1) ?? available;
  if (!asked) return ladder.length > 0 ? [...ladder] : [available];
  return [...new Set(asked.map((width) => ladder.find((step) => step >= width) ?? largest))].sort((a, b) => a - b);
};

/** A rendition as the graph shows it. */
export interface RenditionAddress {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly contentType: string;
}

/** Makes and checks the addresses of renditions. */
export interface RenditionAddresses {
  of(
    picture: Picture,
    crop: Crop,
    widths: readonly number[] | null | undefined,
    format: ImageFormat,
  ): readonly RenditionAddress[];
  /** What an address below the delivery's mount asks for; `undefined` where it was not made here. `path` as it came, `query` without its question mark. */
  read(path: string, query: string): RenditionSpec | undefined;
}

/** Ways of asking for one picture whose addresses are kept with it; a frontend has a handful. */
const KEPT_A_PICTURE = 8;

const pathOf = ({ id, revision, crop, width, format }: RenditionSpec): string =>
  `${id}/${revision}/${crop.toLowerCase()}-${width}.${FORMATS[format]}`;
const PATH = /^\/?([a-z2-7]{26})\/([0-9a-f]{16})\/([a-z]+)-(\d{1,5})\.([a-z]+)$/;

/** Where a rendition is kept in object storage: its address's own path, so that a CDN finds it there first. */
export const renditionKey = (spec: RenditionSpec): string => `renditions/${pathOf(spec)}`;
/** Under which the renditions of an asset lie: all of them, or those of one revision. */
export const renditionsOf = (id: string, revision?: string): string =>
  revision === undefined ? `renditions/${id}/` : `renditions/${id}/${revision}/`;
/** The media type of a format. */
export const contentTypeOf = (format: ImageFormat): string => `image/${FORMATS[format]}`;

/**
 * Signed addresses of renditions. They hold no time: an address stays good as long as its asset is live, so that pages, feeds and apps may keep it.
 * @param baseUrl - where the delivery is mounted, without a slash at its end.
 */
export const createRenditionAddresses = ({
  secret,
  baseUrl,
}: {
  readonly secret: string;
  readonly baseUrl: string;
}): RenditionAddresses => {
  const signature = (path: string): Buffer =>
    createHmac('sha256', secret).update(`rendition\n${path}`).digest().subarray(0, 16);

  const made = (
    picture: Picture,
    crop: Crop,
    widths: readonly number[] | null | undefined,
    format: ImageFormat,
  ): readonly RenditionAddress[] => {
    const { id, width, height, focalPoint } = picture;
    if (width === undefined || height === undefined) return [];
    const box = boxOf(crop, { width, height, focalPoint });
    const revision = revisionOf(picture);
    return widthsFor(box.width, widths).map((wanted) => {
      const path = pathOf({ id, revision, crop, width: wanted, format });
      return {
        url: `${baseUrl}/${path}?s=${signature(path).toString('base64url')}`,
        width: wanted,
        height: Math.max(1, Math.round((box.height * wanted) / box.width)),
        contentType: contentTypeOf(format),
      };
    });
  };

  // As long as the same object is given for an asset, its addresses need no signing again.
  const known = new WeakMap<Picture, Map<string, readonly RenditionAddress[]>>();

  return {
    of: (picture, crop, widths, format) => {
      const ofPicture = known.get(picture) ?? new Map<string, readonly RenditionAddress[]>();
      if (ofPicture.size === 0) known.set(picture, ofPicture);
      const asked = `${crop} ${format} ${widths ? widths.join(',') : ''}`;
      const before = ofPicture.get(asked);
      if (before) return before;
      const addresses = made(picture, crop, widths, format);
      if (ofPicture.size < KEPT_A_PICTURE) ofPicture.set(asked, addresses);
      return addresses;
    },
    read: (path, query) => {
      const [, id, revision, cropName, width, extension] = PATH.exec(path) ?? [];
      const crop = CROPS.find((each) => each.toLowerCase() === cropName);
      const format = (['AVIF', 'WEBP', 'JPEG'] as const).find((each) => FORMATS[each] === extension);
      if (!id || !revision || !crop || !format) return undefined;
      const spec = { id, revision, crop, width: Number(width), format };
      const given = Buffer.from(new URLSearchParams(query).get('s') ?? '', 'base64url');
      const expected = signature(pathOf(spec));
      return given.length === expected.length && timingSafeEqual(given, expected) ? spec : undefined;
    },
  };
};
