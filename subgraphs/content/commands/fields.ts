import { z } from 'zod';
import { language, line, moment, territories, text } from '../../inputFields.ts';
import type { Content } from '../record.ts';
import { contentTypes } from '../record.ts';
import { bodyInput, bodyPatch, idInput, webAddress } from './blocks.ts';

const ids = (longest: number) =>
  z
    .array(idInput)
    .max(longest, `There are at most ${longest}`)
    .transform((given) => [...new Set(given)]);

const LONGEST_SLUG = 200;
/** The last part of an address. */
export const slug = z
  .string()
  .max(LONGEST_SLUG, `It has at most ${LONGEST_SLUG} characters`)
  .regex(
    /^[\p{Ll}\p{Lo}\p{M}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{N}]+)*$/u,
    'It is small letters and digits with hyphens between them',
  );

const altIds = z.array(z.object({ role: line(100), value: line(500) })).max(10, 'There are at most 10');
const seo = z.object({ title: line(300).nullish(), description: line(500).nullish() });
const extensions = z.record(z.string(), z.json());

/** What may be given or left out; `null` in a patch takes it away. */
const optional = {
  section: idInput.nullish(),
  byline: line(300).nullish(),
  alternativeHeadline: line(300).nullish(),
  standfirst: text(2_000).nullish(),
  canonicalUrl: webAddress.nullish(),
  seo: seo.nullish(),
  leadMedia: idInput.nullish(),
  expires: moment.nullish(),
  usageTerms: text(1_000).nullish(),
  copyrightHolder: line(300).nullish(),
  copyrightNotice: text(1_000).nullish(),
  extensions: extensions.nullish(),
};

/** What a record that is created says. */
export const contentInput = z.object({
  type: z.enum(contentTypes),
  headline: line(300),
  language,
  slug: slug.nullish(),
  tags: ids(50).nullish(),
  contributors: ids(20).nullish(),
  excludedTerritories: territories.nullish(),
  altIds: altIds.nullish(),
  body: bodyInput.nullish(),
  ...optional,
});
/** What an input names whose form is faulty, as far as it can be read: what is wrong with one field hides nothing of another. */
export const namedInput = z
  .object({
    section: optional.section.catch(undefined),
    leadMedia: optional.leadMedia.catch(undefined),
    canonicalUrl: optional.canonicalUrl.catch(undefined),
    tags: contentInput.shape.tags.catch(undefined),
    contributors: contentInput.shape.contributors.catch(undefined),
    body: contentInput.shape.body.catch(undefined),
    blocks: bodyPatch.optional().catch(undefined),
  })
  .catch({});
/** See {@link namedInput}. */
export type NamedInput = z.infer<typeof namedInput>;

/** See {@link contentInput}. */
export type ContentInput = z.infer<typeof contentInput>;

const never = 'It cannot be taken away';

/** What changes of a record: what is not given stays, and `null` takes away what may be absent. */
export const contentPatch = z
  .object({
    type: z.enum(contentTypes, never).optional(),
    headline: line(300).optional(),
    language: language.optional(),
    slug: slug.optional(),
    tags: ids(50).optional(),
    contributors: ids(20).optional(),
    excludedTerritories: territories.optional(),
    altIds: altIds.optional(),
    body: bodyInput.optional(),
    blocks: bodyPatch.optional(),
    ...optional,
  })
  .refine((patch) => Object.values(patch).some((value) => value !== undefined), 'It changes nothing')
  .refine(({ body, blocks }) => body === undefined || blocks === undefined, {
    path: ['blocks'],
    message: 'A text is given whole or changed block by block, not both',
  });
/** See {@link contentPatch}. */
export type ContentPatch = z.infer<typeof contentPatch>;

/** The slug that a headline or a name makes. */
export const slugOf = (headline: string): string =>
  headline
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{Ll}\p{Lo}\p{N}]+/gu, '-')
    .slice(0, 80)
    .replaceAll(/^-+|-+$/g, '') || 'untitled';

/** Fields that a patch copies as they are. */
const PLAIN = [
  'type',
  'headline',
  'language',
  'slug',
  'section',
  'tags',
  'contributors',
  'byline',
  'alternativeHeadline',
  'standfirst',
  'canonicalUrl',
  'leadMedia',
  'expires',
  'usageTerms',
  'copyrightHolder',
  'copyrightNotice',
  'excludedTerritories',
  'altIds',
] as const satisfies readonly (keyof Content & (keyof ContentPatch | keyof ContentInput))[];

/** What the given fields change: those that are `null` are taken away. */
export const changedFields = (given: Partial<ContentInput> | ContentPatch): Partial<Content> => {
  const values = new Map<string, unknown>(Object.entries(given));
  const changed: Record<string, unknown> = {};
  for (const name of PLAIN) if (values.get(name) !== undefined) changed[name] = values.get(name) ?? undefined;
  if (given.seo !== undefined)
    changed.seo = given.seo && { title: given.seo.title ?? undefined, description: given.seo.description ?? undefined };
  if (changed.seo === null) changed.seo = undefined;
  return changed;
};
