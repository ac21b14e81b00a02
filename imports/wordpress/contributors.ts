import type { RawContributor, RawContributorReference, Repair } from '../rawRecord.ts';
import type { ItemParts } from './itemParts.ts';
import { decodeSlug, plainText } from './plainText.ts';
import { childText, type XmlElement } from './xml.ts';

/**
 * WordPress's nicename of a login: lower case, dots and blanks become hyphens, other characters go. Records point to authors by login
 * (`dc:creator`) and by nicename (co-authors); this is where the two meet.
 */
export const nicename = (login: string): string | undefined =>
  login
    .toLowerCase()
    .replaceAll(/[.\s]+/g, '-')
    .replaceAll(/[^%\p{L}\p{N}_-]+/gu, '')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '') || undefined;

/** A name to print for a login; of an e-mail address only what stands before the @. */
const nameFromLogin = (login: string): string => login.replace(/@.*$/, '') || login;

/** `<wp:author>` of the channel. Its e-mail address and login are account data of the source and are left there. `undefined` without a login. */
export const authorOf = (element: XmlElement, repairs: readonly Repair[]): RawContributor | undefined => {
  const login = childText(element, 'wp:author_login');
  const externalId = login === undefined ? undefined : nicename(login);
  if (login === undefined || externalId === undefined) return undefined;
  const first = plainText(childText(element, 'wp:author_first_name'));
  const last = plainText(childText(element, 'wp:author_last_name'));
  const full = [first, last].filter((part) => part !== undefined).join(' ');
  const name = plainText(childText(element, 'wp:author_display_name')) ?? (full || nameFromLogin(login));
  return { kind: 'contributor', externalId, name, slug: externalId, biography: undefined, extensions: {}, repairs };
};

const CO_AUTHOR = /^cap-/;

/** A guest author of the Co-Authors Plus plugin, exported as an item of its own. */
export const guestAuthorOf = (parts: ItemParts, repairs: readonly Repair[]): RawContributor | undefined => {
  const first = (key: string): string | undefined => plainText(parts.meta.get(key)?.[0]);
  const slug = decodeSlug(parts.fields.get('wp:post_name')?.trim())?.replace(CO_AUTHOR, '') ?? first('cap-user_login');
  const externalId = slug === undefined ? undefined : nicename(slug);
  if (externalId === undefined) return undefined;
  const name = first('cap-display_name') ?? plainText(parts.fields.get('title')) ?? externalId;
  const website = first('cap-website');
  return {
    kind: 'contributor',
    externalId,
    name,
    slug: externalId,
    biography: first('cap-description'),
    extensions: website === undefined ? {} : { website },
    repairs,
  };
};

/** Who wrote an item: its co-authors in order, or else its creator. */
export const contributorsOf = (parts: ItemParts): readonly RawContributorReference[] => {
  const found = new Map<string, RawContributorReference>();
  for (const term of parts.terms) {
    if (term.taxonomy !== 'author') continue;
    const externalId = nicename(term.slug.replace(CO_AUTHOR, ''));
    if (externalId !== undefined && !found.has(externalId)) found.set(externalId, { externalId, name: term.name });
  }
  if (found.size > 0) return [...found.values()];
  const creator = parts.fields.get('dc:creator')?.trim() ?? '';
  const externalId = nicename(creator);
  return externalId === undefined ? [] : [{ externalId, name: nameFromLogin(creator) }];
};
