import type { RawContent, RawContentType, RawState, RawTermReference, Repair } from '../rawRecord.ts';
import { absoluteUrl, type ItemContext } from './context.ts';
import { contributorsOf } from './contributors.ts';
import { momentOf, parsePubDate, toIso } from './dates.ts';
import type { ItemParts } from './itemParts.ts';
import { languageTag } from './language.ts';
import { enclosuresOf, metaText, unknownMeta } from './meta.ts';
import { decodeSlug, plainText, slugFrom } from './plainText.ts';

const STATES: ReadonlyMap<string, RawState> = new Map([
  ['publish', 'live'],
  ['inherit', 'live'],
  ['future', 'scheduled'],
  ['pending', 'pending'],
  ['private', 'private'],
  ['trash', 'trash'],
]);

/** Statuses that plugins add (`pitch`, `in-progress`) are drafts: nothing unknown goes live. */
export const stateOf = (parts: ItemParts): RawState => {
  const state = STATES.get(parts.fields.get('wp:status')?.trim() ?? '') ?? 'draft';
  const password = parts.fields.get('wp:post_password')?.trim() ?? '';
  return password !== '' && (state === 'live' || state === 'scheduled') ? 'password' : state;
};

const LIVE_BLOG = /^live-?blogs?$/;
const LIVE_ENTRY = '<!-- wp:masthead/live-entry';

const FORMATS: ReadonlyMap<string, RawContentType> = new Map([
  ['post-format-gallery', 'GALLERY'],
  ['post-format-video', 'VIDEO'],
  ['post-format-audio', 'AUDIO'],
]);

const TYPES: ReadonlyMap<string, RawContentType> = new Map([
  ['page', 'PAGE'],
  ['gallery', 'GALLERY'],
  ['video', 'VIDEO'],
  ['podcast', 'AUDIO'],
  ['episode', 'AUDIO'],
]);

const typeOf = (sourceType: string, parts: ItemParts, body: string): RawContentType => {
  if (sourceType === 'page') return 'PAGE';
  const marked = parts.terms.some((term) => term.taxonomy !== 'author' && LIVE_BLOG.test(term.slug));
  if (marked || LIVE_BLOG.test(sourceType) || body.includes(LIVE_ENTRY)) return 'LIVEBLOG';
  for (const term of parts.terms) {
    const format = term.taxonomy === 'post_format' ? FORMATS.get(term.slug) : undefined;
    if (format !== undefined) return format;
  }
  const known = TYPES.get(sourceType);
  if (known !== undefined) return known;
  return enclosuresOf(parts.meta).some((one) => one.contentType?.startsWith('audio/')) ? 'AUDIO' : 'ARTICLE';
};

/**
 * Categories, the first one in front: what a plugin marks as such, or else what stands in the record's address. WordPress's own "uncategorized"
 * says nothing.
 */
const sectionsOf = (parts: ItemParts, context: ItemContext): readonly RawTermReference[] => {
  const sections = parts.terms.filter((term) => term.taxonomy === 'category' && term.slug !== 'uncategorized');
  const number = metaText(parts.meta, '_yoast_wpseo_primary_category', 'rank_math_primary_category');
  const primary = number === undefined ? undefined : context.categorySlug(number);
  const address = parts.fields.get('link')?.split('/') ?? [];
  const first =
    sections.find((term) => term.slug === primary) ??
    sections.findLast((term) => address.includes(encodeURI(term.slug)));
  return first === undefined ? sections : [first, ...sections.filter((term) => term !== first)];
};

const NOT_TERMS = new Set(['category', 'post_tag', 'author', 'post_format', 'language', 'post_translations']);

/** The language of an item and what ties its translations, as Polylang (terms) and WPML (meta of its exports) say them. */
const translationOf = (
  parts: ItemParts,
): { readonly language: string | undefined; readonly translationGroup: string | undefined } => {
  const term = (taxonomy: string): string | undefined => parts.terms.find((one) => one.taxonomy === taxonomy)?.slug;
  return {
    language: languageTag(term('language') ?? metaText(parts.meta, '_wpml_import_language_code')),
    translationGroup: term('post_translations') ?? metaText(parts.meta, '_wpml_import_translation_group'),
  };
};

/** Children of an item that a field of the record holds, or that say nothing outside of the site. The password is never read. */
const KNOWN_FIELDS = new Set([
  'title',
  'link',
  'pubDate',
  'dc:creator',
  'guid',
  'description',
  'content:encoded',
  'excerpt:encoded',
  'wp:post_id',
  'wp:post_date',
  'wp:post_date_gmt',
  'wp:post_modified',
  'wp:post_modified_gmt',
  'wp:comment_status',
  'wp:ping_status',
  'wp:post_name',
  'wp:status',
  'wp:post_parent',
  'wp:menu_order',
  'wp:post_type',
  'wp:post_password',
  'wp:is_sticky',
  'wp:attachment_url',
]);

/** What an item says beyond the fields of a record, for its `extensions`. */
export const extensionsOf = (parts: ItemParts): Record<string, unknown> => {
  const extensions: Record<string, unknown> = {};
  const meta = unknownMeta(parts.meta);
  if (meta !== undefined) extensions.meta = meta;
  const elements = [...parts.fields].filter(([name, text]) => !KNOWN_FIELDS.has(name) && text.trim() !== '');
  if (elements.length > 0)
    extensions.elements = Object.fromEntries(elements.map(([name, text]) => [name, text.trim()]));
  return extensions;
};

/** The id of the record above; WordPress writes 0 where there is none. */
export const parentOf = (parts: ItemParts): string | undefined => {
  const parent = parts.fields.get('wp:post_parent')?.trim() ?? '';
  return parent === '' || parent === '0' ? undefined : parent;
};

const integer = (text: string | undefined): number => {
  const value = Number(text?.trim() ?? '');
  return Number.isSafeInteger(value) ? value : 0;
};

/** When an item was first made, published and last changed. */
export const timesOf = (
  parts: ItemParts,
  context: ItemContext,
): { readonly published: string | undefined; readonly modified: string | undefined } => {
  const { fields } = parts;
  const moment = (name: string): string | undefined =>
    momentOf(fields.get(`${name}_gmt`)?.trim(), fields.get(name)?.trim(), context.offset);
  return {
    published: moment('wp:post_date') ?? toIso(parsePubDate(fields.get('pubDate')?.trim())),
    modified: moment('wp:post_modified'),
  };
};

/** The addresses under which WordPress answers for a record whatever its permalink: its guid and `?p=`. */
export const addressesOf = (
  parts: ItemParts,
  context: ItemContext,
  externalId: string,
  parameter: string,
): { readonly guid: string | undefined; readonly addresses: readonly string[] } => {
  const guid = parts.fields.get('guid')?.trim() || undefined;
  const own = `${context.site.baseUrl}/?${parameter}=${encodeURIComponent(externalId)}`;
  const address = guid !== undefined && /^https?:\/\//i.test(guid) ? absoluteUrl(context.site, guid) : undefined;
  return { guid, addresses: address === undefined || address === own ? [own] : [address, own] };
};

/** An item that is an article, a page or of a type of the site's own. */
export const contentOf = (
  parts: ItemParts,
  externalId: string,
  sourceType: string,
  context: ItemContext,
  repairs: readonly Repair[],
): RawContent => {
  const { fields, meta, terms } = parts;
  const body = fields.get('content:encoded') ?? '';
  const headline = plainText(fields.get('title'));
  const named = decodeSlug(fields.get('wp:post_name')?.trim());
  const slug = named ?? slugFrom(headline ?? '') ?? `${sourceType}-${externalId}`;
  const times = timesOf(parts, context);
  return {
    kind: 'content',
    externalId,
    type: typeOf(sourceType, parts, body),
    sourceType,
    state: stateOf(parts),
    sourceStatus: fields.get('wp:status')?.trim() ?? '',
    headline: headline ?? '',
    alternativeHeadline: metaText(meta, 'subtitle'),
    standfirst: plainText(fields.get('excerpt:encoded')),
    body,
    slug,
    oldSlugs: (meta.get('_wp_old_slug') ?? []).flatMap((old) => decodeSlug(old.trim()) ?? []),
    link: absoluteUrl(context.site, fields.get('link')),
    ...addressesOf(parts, context, externalId, sourceType === 'page' ? 'page_id' : 'p'),
    created: times.published,
    published: times.published,
    modified: times.modified,
    ...translationOf(parts),
    contributors: contributorsOf(parts),
    sections: sectionsOf(parts, context),
    tags: terms.filter((term) => term.taxonomy === 'post_tag'),
    terms: terms.filter((term) => !NOT_TERMS.has(term.taxonomy)),
    leadMedia: metaText(meta, '_thumbnail_id'),
    enclosures: enclosuresOf(meta),
    parent: parentOf(parts),
    menuOrder: integer(fields.get('wp:menu_order')),
    sticky: fields.get('wp:is_sticky')?.trim() === '1',
    commentCount: parts.commentCount,
    seo: {
      title: metaText(meta, '_yoast_wpseo_title', 'rank_math_title', '_aioseo_title'),
      description: metaText(meta, '_yoast_wpseo_metadesc', 'rank_math_description', '_aioseo_description'),
    },
    canonicalUrl: absoluteUrl(
      context.site,
      meta.get('_yoast_wpseo_canonical')?.[0] ?? meta.get('rank_math_canonical_url')?.[0],
    ),
    extensions: extensionsOf(parts),
    repairs: named === undefined ? [...repairs, 'SLUG_FROM_TITLE'] : repairs,
  };
};
