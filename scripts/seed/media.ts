import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { PortError } from '../../platform/errors.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { MediaToSave } from '../../subgraphs/media/store.ts';
import { LATEST, rightsOf, sourceOf } from './content.ts';
import { createTelling } from './grammar.ts';
import { assetId, type Plan } from './plan.ts';

/** A picture whose bytes lie in the folder; every asset is one of these few. */
export interface Picture {
  readonly objectKey: string;
  readonly filename: string;
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly sizeInBytes: number;
  readonly checksum: string;
  readonly placeholder: string;
}

const SAMPLES = new URL('../../samples/', import.meta.url);
const PICTURES = [
  'harbour-courier/uploads/2026/02/tram-line-4.jpg',
  'harbour-courier/uploads/2026/05/harbour-dawn.jpg',
  'harbour-courier/uploads/2026/09/regatta-start.jpg',
  'harbour-courier/uploads/2026/10/marta-quill.jpg',
  'harbour-courier/uploads/2026/11/custom-house.jpg',
  'alpenblatt/uploads/2026/01/sankt-lorin.jpg',
  'alpenblatt/uploads/2026/06/postbus-linie-9.jpg',
  'alpenblatt/uploads/2026/11/nebelmeer.jpg',
];

const alreadyThere = (error: unknown): boolean => error instanceof PortError && error.code === 'CONDITION_FAILED';

const storePicture = async (objects: Objects, file: string): Promise<Picture> => {
  const bytes = readFileSync(new URL(file, SAMPLES));
  const checksum = createHash('sha256').update(bytes).digest('hex');
  const filename = file.slice(file.lastIndexOf('/') + 1);
  const objectKey = `media/seed/${checksum.slice(0, 16)}/${filename}`;
  const contentType = 'image/jpeg';
  const { width, height } = await sharp(bytes).metadata();
  const tiny = await sharp(bytes).resize({ width: 16 }).webp({ quality: 20 }).toBuffer();
  try {
    await objects.put(objectKey, bytes, { contentType, sha256: checksum, ifAbsent: true });
  } catch (error) {
    if (!alreadyThere(error)) throw error;
  }
  const placeholder = `data:image/webp;base64,${tiny.toString('base64')}`;
  return { objectKey, filename, contentType, width, height, sizeInBytes: bytes.byteLength, checksum, placeholder };
};

/** Puts the pictures' bytes where media lie. */
export const storePictures = (objects: Objects): Promise<Picture[]> =>
  Promise.all(PICTURES.map((file) => storePicture(objects, file)));

/** The asset of this number, from 0. A few have lost their bytes, as after any move. */
export const mediaOf = (plan: Plan, asset: number, pictures: readonly Picture[]): MediaToSave => {
  const house = plan.houseOfAsset(asset);
  const [grammar] = house.grammars;
  const random = plan.random(`media/${asset}`);
  const kind = random.pick(Object.values(grammar.kinds));
  const telling = createTelling(grammar, random);
  const published = LATEST - random.integer(1, 9_000_000) * 60_000;
  const at = new Date(published).toISOString();
  const missing = random.chance(0.02);
  const { objectKey, ...picture } = random.pick(pictures);
  const { width, height, checksum, sizeInBytes, placeholder, ...named } = picture;
  return {
    media: {
      id: assetId(house, asset),
      type: 'IMAGE',
      ...named,
      ...(missing
        ? { status: 'MISSING', sourceAddress: `https://${house.host}/uploads/${asset}-${named.filename}` }
        : { status: 'READY', objectKey, width, height, checksum, sizeInBytes, placeholder }),
      owner: house.id,
      altText: telling.tell(random.pick(kind.captions)),
      caption: telling.tell(random.pick(kind.captions)),
      creditText: `${telling.word('person')} / ${house.name}`,
      focalPoint: random.chance(0.3) ? { x: random.integer(20, 80) / 100, y: random.integer(20, 80) / 100 } : undefined,
      published: at,
      ...rightsOf(random, published),
      copyrightHolder: house.name,
      copyrightNotice: `${house.notice} ${at.slice(0, 4)}`,
      packages: random.chance(0.6) ? [`${house.id}/pictures`] : [],
      language: grammar.language,
      source: sourceOf(house, `attachment-${asset}`, plan.options.seed),
      editedHere: false,
    },
    author: 'seed',
    at,
  };
};
