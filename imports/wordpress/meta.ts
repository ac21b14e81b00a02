import type { RawEnclosure } from '../rawRecord.ts';
import { type PhpValue, parsePhpSerialized } from './phpSerialized.ts';
import { plainText } from './plainText.ts';

type Meta = ReadonlyMap<string, readonly string[]>;

/** What has a field of its own in a record, and is therefore not repeated in its extensions. */
const KNOWN = new Set([
  '_thumbnail_id',
  '_wp_old_slug',
  '_wp_attached_file',
  '_wp_attachment_metadata',
  '_wp_attachment_image_alt',
  '_yoast_wpseo_title',
  '_yoast_wpseo_metadesc',
  '_yoast_wpseo_canonical',
  '_yoast_wpseo_primary_category',
  'rank_math_title',
  'rank_math_description',
  'rank_math_canonical_url',
  'rank_math_primary_category',
  '_aioseo_title',
  '_aioseo_description',
  'enclosure',
  '_wpml_import_language_code',
  '_wpml_import_source_language_code',
  '_wpml_import_translation_group',
  'subtitle',
]);

/** WordPress's own book-keeping: locks, caches and marks that mean nothing outside of the site. Left there. */
const BOOK_KEEPING =
  /^(?:_edit_lock|_edit_last|_encloseme|_pingme|_oembed_.*|_wp_trash_.*|_wp_desired_post_slug|_et_dynamic_cached_.*)$/;

/** The first value of the first key that has one, as plain text. */
export const metaText = (meta: Meta, ...keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const text = plainText(meta.get(key)?.[0]);
    if (text !== undefined) return text;
  }
  return undefined;
};

const readValue = (text: string): PhpValue => parsePhpSerialized(text) ?? text;

/** Meta that no field holds; PHP's serialised values as JSON, several values of one key as a list. */
export const unknownMeta = (meta: Meta): Readonly<Record<string, PhpValue>> | undefined => {
  const entries: [string, PhpValue][] = [];
  for (const [key, values] of meta) {
    if (KNOWN.has(key) || BOOK_KEEPING.test(key)) continue;
    const [first, ...more] = values;
    if (first !== undefined) entries.push([key, more.length === 0 ? readValue(first) : values.map(readValue)]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** The sounds and films that a record brings: one value a meta, its lines being address, size, type and more. */
export const enclosuresOf = (meta: Meta): readonly RawEnclosure[] =>
  (meta.get('enclosure') ?? []).flatMap((value) => {
    const [url = '', size = '', type = ''] = value.split(/\r?\n/).map((part) => part.trim());
    if (!/^https?:\/\//i.test(url)) return [];
    const sizeInBytes = /^\d{1,15}$/.test(size) ? Number(size) : undefined;
    return [{ url, contentType: /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type.toLowerCase() : undefined, sizeInBytes }];
  });
