import { z } from 'zod';
import { language, line, moment, territories, text } from '../../inputFields.ts';
import { largestOf, mediaTypeFor, uploadable } from '../contentTypes.ts';
import type { Media } from '../record.ts';

const LONGEST_FILENAME = 200;
const fraction = z.number().min(0, 'It is 0 to 1').max(1, 'It is 0 to 1');

/** What may be said of an asset: what is not given stays, and `null` takes it away. */
export const mediaPatch = z.object({
  altText: text(1_000).nullish(),
  caption: text(2_000).nullish(),
  creditText: line(300).nullish(),
  language: language.nullish(),
  focalPoint: z.object({ x: fraction, y: fraction }).nullish(),
  expires: moment.nullish(),
  withheld: z.boolean().nullish(),
  usageTerms: text(1_000).nullish(),
  copyrightHolder: line(300).nullish(),
  copyrightNotice: text(1_000).nullish(),
  excludedTerritories: territories.nullish(),
});
/** See {@link mediaPatch}. */
export type MediaPatch = z.infer<typeof mediaPatch>;

/** What is to be uploaded. */
export const uploadInput = z
  .object({
    filename: line(LONGEST_FILENAME)
      .regex(/^[^/\\\uFFFE\uFFFF]+$/u, 'It is a name alone, without a path')
      .refine((name) => name !== '.' && name !== '..', 'It is no name')
      .refine((name) => name.isWellFormed(), 'It is no well-formed text'),
    contentType: z.string().refine((type) => mediaTypeFor(type) !== undefined, {
      error: () => `It is none of what may be uploaded: ${uploadable()}`,
    }),
    sizeInBytes: z.number().int('It is a whole number').min(1, 'There are no bytes'),
    checksum: z.string().regex(/^[0-9a-f]{64}$/, 'It is SHA-256 in 64 characters of lower-case hex'),
    details: mediaPatch.nullish(),
  })
  .superRefine(({ contentType, sizeInBytes }, context) => {
    const most = largestOf(contentType);
    if (sizeInBytes <= most) return;
    context.addIssue({
      code: 'custom',
      path: ['sizeInBytes'],
      message: `At most ${most} bytes are taken of this type`,
    });
  });

/** The rights that only who publishes may change. */
export const RESERVED = ['expires', 'withheld', 'excludedTerritories'] as const satisfies readonly (keyof MediaPatch)[];

const PLAIN = [
  'altText',
  'caption',
  'creditText',
  'focalPoint',
  'expires',
  'usageTerms',
  'copyrightHolder',
  'copyrightNotice',
] as const satisfies readonly (keyof Media & keyof MediaPatch)[];

/** An asset with what a patch changes; what is `null` is taken away. @param ownLanguage - what it is in where no language is said. */
export const patched = (media: Media, patch: MediaPatch, ownLanguage: string): Media => {
  const values = new Map<string, unknown>(Object.entries(patch));
  const changed: Record<string, unknown> = {};
  for (const name of PLAIN) if (values.get(name) !== undefined) changed[name] = values.get(name) ?? undefined;
  const { withheld, excludedTerritories } = patch;
  return {
    ...media,
    ...changed,
    language: patch.language === undefined ? media.language : (patch.language ?? ownLanguage),
    pubStatus: withheld === undefined ? media.pubStatus : withheld ? 'WITHHELD' : 'USABLE',
    excludedTerritories: excludedTerritories === undefined ? media.excludedTerritories : (excludedTerritories ?? []),
  };
};
