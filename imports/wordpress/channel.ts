import type { RawSite, RawTerm, Repair } from '../rawRecord.ts';
import { termSlug } from './itemParts.ts';
import { languageTag } from './language.ts';
import { plainText } from './plainText.ts';
import { childText, type XmlElement } from './xml.ts';

/** Taxonomies that arrange WordPress itself, or are read from the records that name them (authors, formats, languages). */
const PASSED_BY = new Set([
  'nav_menu',
  'author',
  'post_format',
  'link_category',
  'wp_theme',
  'wp_template_part_area',
  'wp_pattern_category',
  'language',
  'term_language',
  'post_translations',
  'term_translations',
]);

/** How the three kinds of term elements name the same things. */
const NAMES = {
  category: {
    slug: 'wp:category_nicename',
    name: 'wp:cat_name',
    parent: 'wp:category_parent',
    text: 'wp:category_description',
  },
  tag: { slug: 'wp:tag_slug', name: 'wp:tag_name', parent: undefined, text: 'wp:tag_description' },
  term: { slug: 'wp:term_slug', name: 'wp:term_name', parent: 'wp:term_parent', text: 'wp:term_description' },
} as const;

/** `wp:category`, `wp:tag` or `wp:term`. A taxonomy that arranges WordPress itself yields its name alone; `undefined` without a slug and a name. */
export const termOf = (
  kind: keyof typeof NAMES,
  element: XmlElement,
  repairs: readonly Repair[],
): RawTerm | { readonly passedBy: string } | undefined => {
  const names = NAMES[kind];
  const taxonomy =
    kind === 'category' ? 'category' : kind === 'tag' ? 'post_tag' : (childText(element, 'wp:term_taxonomy') ?? 'term');
  if (PASSED_BY.has(taxonomy)) return { passedBy: taxonomy };
  const name = plainText(childText(element, names.name));
  const slug = termSlug(childText(element, names.slug) ?? name);
  if (slug === undefined) return undefined;
  return {
    kind: 'term',
    taxonomy,
    slug,
    name: name ?? slug,
    description: plainText(childText(element, names.text)),
    parent: names.parent === undefined ? undefined : termSlug(childText(element, names.parent)),
    number: childText(element, 'wp:term_id'),
    repairs,
  };
};

/** The fields of the channel that say what site it is, gathered as they come. */
export type ChannelHead = ReadonlyMap<string, string>;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** The site that an export describes. `undefined` where it does not say its address: ids and links hang on it. */
export const siteOf = (head: ChannelHead): RawSite | undefined => {
  const said = head.get('wp:base_blog_url') ?? head.get('link') ?? head.get('wp:base_site_url') ?? '';
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(said) ? said : `https://${said}`);
  } catch {
    return undefined;
  }
  const baseUrl = withoutSlash(`${url.origin}${url.pathname}`);
  return {
    kind: 'site',
    site: baseUrl.replace(/^https?:\/\//, ''),
    title: plainText(head.get('title')) ?? url.host,
    baseUrl,
    language: languageTag(head.get('language')),
    generator: head.get('generator'),
    formatVersion: head.get('wp:wxr_version'),
  };
};
