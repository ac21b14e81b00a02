import type { RawMedia, Repair } from '../rawRecord.ts';
import { addressesOf, extensionsOf, parentOf, stateOf, timesOf } from './content.ts';
import { absoluteUrl, type ItemContext } from './context.ts';
import type { ItemParts } from './itemParts.ts';
import { metaText } from './meta.ts';
import { member, type PhpValue, parsePhpSerialized } from './phpSerialized.ts';
import { decodeSlug, plainText, slugFrom } from './plainText.ts';

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['jpe', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['svg', 'image/svg+xml'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['bmp', 'image/bmp'],
  ['heic', 'image/heic'],
  ['mp4', 'video/mp4'],
  ['m4v', 'video/mp4'],
  ['mov', 'video/quicktime'],
  ['webm', 'video/webm'],
  ['ogv', 'video/ogg'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['wav', 'audio/wav'],
  ['flac', 'audio/flac'],
  ['pdf', 'application/pdf'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['zip', 'application/zip'],
  ['csv', 'text/csv'],
  ['txt', 'text/plain'],
]);

/** A file's media type by its name; `application/octet-stream` where the name says nothing. */
export const contentTypeOf = (name: string): string => {
  const path = name.replace(/[?#].*$/, '');
  const ending = /\.([a-z\d]{2,5})$/i.exec(path)?.[1]?.toLowerCase();
  return CONTENT_TYPES.get(ending ?? '') ?? 'application/octet-stream';
};

const positive = (value: PhpValue | undefined): number | undefined => {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
};

const text = (value: PhpValue | undefined): string | undefined =>
  typeof value === 'string' ? plainText(value) : undefined;

/** An item of type `attachment`. `undefined` where it says no address of its bytes. */
export const mediaOf = (
  parts: ItemParts,
  externalId: string,
  context: ItemContext,
  repairs: readonly Repair[],
): RawMedia | undefined => {
  const { fields, meta } = parts;
  const guid = fields.get('guid')?.trim();
  const looksLikeFile = guid !== undefined && contentTypeOf(guid) !== 'application/octet-stream' ? guid : undefined;
  const url = absoluteUrl(context.site, fields.get('wp:attachment_url')) ?? absoluteUrl(context.site, looksLikeFile);
  if (url === undefined) return undefined;
  const serialized = meta.get('_wp_attachment_metadata')?.[0];
  const details = serialized === undefined ? undefined : parsePhpSerialized(serialized);
  const camera = member(details, 'image_meta');
  const title = plainText(fields.get('title')) ?? '';
  const file = meta.get('_wp_attached_file')?.[0]?.trim();
  const times = timesOf(parts, context);
  const extensions = extensionsOf(parts);
  if (serialized !== undefined) extensions.attachmentMetadata = details ?? serialized;
  return {
    kind: 'media',
    externalId,
    url,
    file: file === undefined || file === '' ? undefined : file,
    contentType: contentTypeOf(file ?? url),
    title,
    altText: metaText(meta, '_wp_attachment_image_alt'),
    caption: plainText(fields.get('excerpt:encoded')) ?? text(member(camera, 'caption')),
    description: plainText(fields.get('content:encoded')),
    credit: text(member(camera, 'credit')),
    copyright: text(member(camera, 'copyright')),
    width: positive(member(details, 'width')),
    height: positive(member(details, 'height')),
    duration: positive(member(details, 'length')),
    slug: decodeSlug(fields.get('wp:post_name')?.trim()) ?? slugFrom(title) ?? `attachment-${externalId}`,
    link: absoluteUrl(context.site, fields.get('link')),
    ...addressesOf(parts, context, externalId, 'attachment_id'),
    created: times.published,
    modified: times.modified,
    parent: parentOf(parts),
    state: stateOf(parts),
    sourceStatus: fields.get('wp:status')?.trim() ?? '',
    extensions,
    repairs,
  };
};
