import { z } from 'zod';

/* What inputs of mutations are made of, in whichever subgraph. */

/** One line of text. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'It is empty')
    .max(longest, `It has at most ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'It is one line of text');
/** Text of any number of lines. */
export const text = (longest: number) =>
  z.string().trim().min(1, 'It is empty').max(longest, `It has at most ${longest} characters`);
const isLanguage = (value: string): boolean => {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
};
/** BCP 47, made canonical. */
export const language = z
  .string()
  .max(35, 'It has at most 35 characters')
  .refine(isLanguage, 'It is no language as BCP 47 writes it, such as `en` or `de-CH`')
  .transform((value) => Intl.getCanonicalLocales(value)[0] ?? value);

/** ISO 3166-1 alpha-2 codes, each once. */
export const territories = z
  .array(z.string().regex(/^[A-Z]{2}$/, 'It is two capital letters, as ISO 3166-1 has them'))
  .max(250, 'There are at most 250')
  .transform((given) => [...new Set(given)]);
/** ISO 8601 in UTC with milliseconds. */
export const moment = z.iso.datetime({ precision: 3 });
