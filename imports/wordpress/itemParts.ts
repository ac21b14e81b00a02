import type { RawTermReference } from '../rawRecord.ts';
import { decodeSlug, plainText } from './plainText.ts';
import type { XmlElement } from './xml.ts';

/** The children of an item, sorted by what they are, in one pass. */
export interface ItemParts {
  /** Text of the first child of each name, as written. */
  readonly fields: ReadonlyMap<string, string>;
  /** Every term reference in order, each once. */
  readonly terms: readonly RawTermReference[];
  /** Post meta: the values of each key in order. */
  readonly meta: ReadonlyMap<string, readonly string[]>;
  readonly commentCount: number;
}

/** Slugs of terms are compared in lower case: exporters differ in how they write them. */
export const termSlug = (slug: string | undefined): string | undefined => decodeSlug(slug?.trim())?.toLowerCase();

const termOf = (element: XmlElement): RawTermReference | undefined => {
  const name = plainText(element.text);
  const slug = termSlug(element.attributes.nicename ?? name);
  if (slug === undefined) return undefined;
  return { taxonomy: element.attributes.domain ?? 'category', slug, name: name ?? slug };
};

const metaOf = (element: XmlElement): { readonly key: string; readonly value: string } | undefined => {
  let key: string | undefined;
  let value = '';
  for (const child of element.children) {
    if (child.name === 'wp:meta_key') key = child.text.trim();
    else if (child.name === 'wp:meta_value') value = child.text;
  }
  return key === undefined || key === '' ? undefined : { key, value };
};

/** Sorts the children of an `<item>`. */
export const itemParts = (item: XmlElement): ItemParts => {
  const fields = new Map<string, string>();
  const terms = new Map<string, RawTermReference>();
  const meta = new Map<string, string[]>();
  let commentCount = 0;
  for (const child of item.children) {
    if (child.name === 'category') {
      const term = termOf(child);
      if (term !== undefined) terms.set(`${term.taxonomy}\n${term.slug}`, term);
    } else if (child.name === 'wp:postmeta') {
      const entry = metaOf(child);
      if (entry === undefined) continue;
      const values = meta.get(entry.key);
      if (values === undefined) meta.set(entry.key, [entry.value]);
      else values.push(entry.value);
    } else if (child.name === 'wp:comment') commentCount += 1;
    else if (!fields.has(child.name)) fields.set(child.name, child.text);
  }
  return { fields, terms: [...terms.values()], meta, commentCount };
};
