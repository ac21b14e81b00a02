import type { Body } from '../subgraphs/content/record.ts';
import type { ConvertedBody } from './body.ts';
import type { RawContent } from './rawRecord.ts';
import type { Settings } from './settings.ts';

type Extensions = NonNullable<Body['extensions']>;

/** The most that a record's extensions hold, in characters of JSON. */
const LIMIT = 256 * 1024;

/** A value as JSON has it: what is undefined is left out. */
const toJson = (value: unknown): Extensions[string] => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object') return null;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, toJson(member)]));
};

/** Names whose value says something. */
const said = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== undefined && value !== 0 && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );

/** What was found in a body and has no place in its blocks. */
export interface BodyFindings extends Pick<ConvertedBody, 'altTexts' | 'danglingMedia'> {
  readonly danglingLinks: readonly string[];
}

/**
 * What a source says and no field of the graph holds. Above 256 KB nothing of it is kept but in the raw source on the desk, and `tooLarge` is true.
 */
export const extensionsOf = (
  raw: RawContent,
  found: BodyFindings,
  { ids }: Settings,
): { readonly extensions: Extensions | undefined; readonly tooLarge: boolean } => {
  const [, ...otherSections] = raw.sections;
  const values = said({
    ...raw.extensions,
    sourceType: raw.sourceType === 'post' || raw.sourceType === 'page' ? undefined : raw.sourceType,
    otherSections: otherSections.map(({ slug, name }) => ({ id: ids.section(slug), slug, name })),
    terms: raw.terms,
    parent: raw.parent === undefined ? undefined : { id: ids.post(raw.parent), externalId: raw.parent },
    menuOrder: raw.menuOrder,
    sticky: raw.sticky,
    commentCount: raw.commentCount,
    canonicalUrl: raw.canonicalUrl === raw.link ? undefined : raw.canonicalUrl,
    enclosures: raw.enclosures,
    altTexts: found.altTexts.size === 0 ? undefined : Object.fromEntries(found.altTexts),
    danglingMedia: found.danglingMedia,
    danglingLinks: found.danglingLinks,
  });
  if (Object.keys(values).length === 0) return { extensions: undefined, tooLarge: false };
  if (JSON.stringify(values).length > LIMIT) return { extensions: { tooLarge: true }, tooLarge: true };
  return {
    extensions: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value)])),
    tooLarge: false,
  };
};
