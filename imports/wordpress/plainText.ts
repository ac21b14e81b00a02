import { decodeHTML } from 'entities';

/** The text of a small piece of HTML, without its tags, in one line; `undefined` where nothing is left. For titles and names, not for bodies. */
export const plainText = (html: string | undefined): string | undefined => {
  if (html === undefined) return undefined;
  const bare = html.includes('<') ? html.replaceAll(/<(?:\/?[a-zA-Z][^<>]*|!--[^<>]*)>/g, ' ') : html;
  const text = (bare.includes('&') ? decodeHTML(bare) : bare).replaceAll(/[\s\u200b]+/g, ' ').trim();
  return text === '' ? undefined : text;
};

/** WordPress keeps slugs percent-encoded where they are not ASCII. What cannot be decoded stays as it is. */
export const decodeSlug = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined;
  let slug = text;
  if (text.includes('%')) {
    try {
      slug = decodeURIComponent(text);
    } catch {
      slug = text;
    }
  }
  return slug.normalize('NFC').replaceAll(/[\s/\\?#]+/g, '-') || undefined;
};

/** A slug from a title, for records that have none: letters and digits of any script, at most 80 characters. */
export const slugFrom = (title: string): string | undefined =>
  Array.from(
    title
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-'),
  )
    .slice(0, 80)
    .join('')
    .replaceAll(/^-|-$/g, '') || undefined;
