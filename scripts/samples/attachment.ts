import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import sharp from 'sharp';
import { type Paper, type Picture, samples } from './paper.ts';
import { serialize } from './php.ts';
import type { Item } from './wxr.ts';

const types: Record<string, string> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' };

/** A picture's addresses: of the original, and of the size of 1024 pixels that WordPress puts into texts. */
export function addresses(picture: Picture, paper: Paper): { url: string; large: string } {
  const url = `${paper.site}/wp-content/uploads/${picture.file}`;
  const ending = extname(url);
  const height = { wide: 576, photo: 683, portrait: 1280, chart: 614 }[picture.size];
  return { url, large: `${url.slice(0, -ending.length)}-1024x${height}${ending}` };
}

async function measure(picture: Picture, paper: Paper): Promise<{ width: number; height: number; filesize: number }> {
  if (picture.scene === undefined) return { width: 1500, height: 1000, filesize: 61204 };
  const file = new URL(`${paper.id}/uploads/${picture.file}`, samples).pathname;
  const [{ width, height }, { size }] = await Promise.all([sharp(file).metadata(), stat(file)]);
  return { width, height, filesize: size };
}

/** A picture as an item of type `attachment`, with the metadata that WordPress keeps as serialized PHP. */
export async function attachment(picture: Picture, paper: Paper, parentLink: string): Promise<Item> {
  const { width, height, filesize } = await measure(picture, paper);
  const { url, large } = addresses(picture, paper);
  const name = basename(picture.file, extname(picture.file));
  const metadata = serialize({
    width,
    height,
    file: picture.file,
    filesize,
    sizes: {
      large: {
        file: basename(large),
        width: 1024,
        height: Math.round((1024 * height) / width),
        'mime-type': types[extname(url)] ?? '',
      },
    },
    image_meta: {
      aperture: '0',
      credit: picture.credit,
      camera: '',
      caption: picture.caption,
      created_timestamp: String(new Date(picture.date).getTime() / 1000),
      copyright: `© ${paper.name}`,
      focal_length: '0',
      iso: '0',
      shutter_speed: '0',
      title: picture.title,
      orientation: '1',
      keywords: picture.keywords,
    },
  });
  return {
    id: picture.id,
    title: picture.title,
    link: `${parentLink || `${paper.site}/`}${name}/`,
    guid: url,
    creator: picture.author,
    content: '',
    excerpt: picture.caption,
    date: picture.date,
    modified: picture.date,
    name,
    status: 'inherit',
    type: 'attachment',
    parent: picture.parent,
    order: 0,
    password: '',
    sticky: false,
    comments: [],
    attachmentUrl: url,
    terms: [],
    meta: [
      ['_wp_attached_file', picture.file],
      ['_wp_attachment_metadata', metadata],
      ['_wp_attachment_image_alt', picture.alt],
    ],
  };
}
