import { z } from 'zod';
import { line, text } from '../../inputFields.ts';
import { idInput, webAddress } from './blocks.ts';
import { slug } from './fields.ts';

const MOST_ITEMS = 100;

const item = z
  .object({
    content: idInput.nullish(),
    section: idInput.nullish(),
    url: webAddress.nullish(),
    title: line(300).nullish(),
  })
  .superRefine(({ content, section, url, title }, context) => {
    const leads = [content, section, url].filter((each) => each !== null && each !== undefined);
    if (leads.length !== 1)
      context.addIssue({ code: 'custom', message: 'An entry leads to one thing: give `content`, `section` or `url`' });
    else if (url && !title)
      context.addIssue({ code: 'custom', path: ['title'], message: 'What leads to an address says how it is called' });
  });

/** What a collection says, whole, and when it is to be so. */
export const collectionInput = z.object({
  collection: z.object({
    name: line(200),
    slug: slug.nullish(),
    description: text(2_000).nullish(),
    section: idInput.nullish(),
    items: z.array(item).max(MOST_ITEMS, `It has at most ${MOST_ITEMS} entries`),
  }),
  at: z.iso.datetime({ precision: 3 }).nullish(),
});
/** See {@link collectionInput}. */
export type CollectionInput = z.infer<typeof collectionInput>['collection'];
