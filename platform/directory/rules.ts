import { z } from 'zod';

const values = z.array(z.string().min(1).max(200)).min(1).max(100).optional();

/**
 * Which of the owner's records lie in a package. Of each criterion that is given a record must fit one value; media have types alone.
 * A rule over content never takes in media: a picture does not leave with the article that shows it.
 */
export const packageRuleShape = z
  .object({
    of: z.enum(['content', 'media']),
    /** `ARTICLE`, `IMAGE` and so on. */
    types: values,
    /** Each a section's slug or id. */
    sections: values,
    /** Each a tag's slug or id. */
    tags: values,
  })
  .refine(
    ({ of, sections, tags }) => of === 'content' || (!sections && !tags),
    'a rule over media goes by type alone: media have no section and no tags',
  );
/** See {@link packageRuleShape}. */
export type PackageRule = z.infer<typeof packageRuleShape>;

/** What a rule looks at. Sections and tags under each name they go by: id and slug. */
export interface RuleFacts {
  readonly type: string;
  readonly sections: readonly string[];
  readonly tags: readonly string[];
}

/** Whether a record of the rule's kind lies in its package by the rule. */
export const fitsRule = (rule: PackageRule, { type, sections, tags }: RuleFacts): boolean => {
  const fits = (wanted: readonly string[] | undefined, found: readonly string[]): boolean =>
    !wanted || wanted.some((value) => found.includes(value));
  return fits(rule.types, [type]) && fits(rule.sections, sections) && fits(rule.tags, tags);
};
