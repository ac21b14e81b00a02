/** What HTML of ours is made of. Nothing of a source's markup is copied: tags are written anew, from these names and attributes alone. */
const INLINE: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);

/** Elements that mean the same as one of ours. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['strike', 's'],
  ['tt', 'code'],
  ['acronym', 'abbr'],
]);

/** Attributes of any element; `lang` and `dir` change how words are read. */
const EVERYWHERE: readonly string[] = ['lang', 'dir'];
const OF_ELEMENT: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['title']],
  ['abbr', ['title']],
  ['dfn', ['title']],
  ['time', ['datetime']],
  ['data', ['value']],
]);

/** The inline element of ours that stands for one of a source, or `undefined`: its content stays, its tag goes. */
export const inlineName = (name: string): string | undefined => {
  const ours = SYNONYMS.get(name) ?? name;
  return INLINE.has(ours) ? ours : undefined;
};

/** Text as HTML. */
export const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text;

/** A text as the value of an attribute in double quotes. */
export const escapeAttribute = (text: string): string => escapeText(text).replaceAll('"', '&quot;');

const SAFE_SCHEME = /^(?:https?|mailto|tel):/i;
/** Addresses as almost all are: nothing in them to take out. */
const PLAIN = /^https?:\/\/[!-~]+$/;
const MAX_HREF = 4096;
const SCHEME = /^[a-z][a-z\d+.-]*:/i;

/**
 * An address that a link may lead to: http, https, mailto or tel, or without a scheme relative to its site. Blanks and control characters, with
 * which browsers let a scheme be disguised, are taken out first. `undefined` for all others.
 */
export const safeHref = (href: string): string | undefined => {
  if (PLAIN.test(href) && href.length <= MAX_HREF) return href;
  const bare = href.replaceAll(/[\p{Cc}\p{Cf}]+/gu, '').trim();
  if (bare === '' || bare.length > MAX_HREF) return undefined;
  if (SCHEME.test(bare) && !SAFE_SCHEME.test(bare)) return undefined;
  return bare.replaceAll(' ', '%20');
};

/** The attributes that an element of ours takes over, as HTML with a leading blank. Links are not among them. */
export const keptAttributes = (name: string, attributes: ReadonlyMap<string, string>): string => {
  if (attributes.size === 0) return '';
  let html = '';
  for (const key of [...(OF_ELEMENT.get(name) ?? []), ...EVERYWHERE]) {
    const value = attributes.get(key);
    if (value !== undefined && value !== '') html += ` ${key}="${escapeAttribute(value.slice(0, 512))}"`;
  }
  return html;
};
