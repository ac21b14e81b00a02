import type { RawSite } from '../rawRecord.ts';
import type { SiteOffset } from './dates.ts';

/** What reading one item needs to know of the export around it. */
export interface ItemContext {
  readonly site: RawSite;
  readonly offset: SiteOffset;
  /** The slug of the category with this number, which is how plugins name a post's first category. */
  readonly categorySlug: (number: string) => string | undefined;
}

/** What a URL parser would give back as it is. */
const PLAIN = /^https?:\/\/[a-z\d-]+(?:\.[a-z\d-]+)*(?:\/[\w~-][\w.~-]*)*\/?$/;

/** An address of the site as a whole address; `undefined` for what is none. */
export const absoluteUrl = (site: RawSite, address: string | undefined): string | undefined => {
  const text = address?.trim() ?? '';
  if (text === '') return undefined;
  if (PLAIN.test(text) && text.indexOf('/', 8) !== -1) return text;
  try {
    const url = new URL(text, `${site.baseUrl}/`);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  } catch {
    return undefined;
  }
};
