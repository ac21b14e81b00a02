import { z } from 'zod';
import { cleanBlocks, cleanInline } from '../../../platform/html/clean.ts';
import { ID_PATTERN } from '../../../platform/ids.ts';
import type { Block, SimpleBlock } from '../record.ts';

/** Most blocks of one text, those within posts included. */
const MOST_BLOCKS = 2_000;
const MOST_ITEMS = 500;
const LONGEST_HTML = 100_000;
const LONGEST_CAPTION = 2_000;

const most = (count: number, what: string): string => `It has at most ${count} ${what}`;

/** The id of something of this graph. */
export const idInput = z.string().regex(ID_PATTERN, 'It is no id: 26 letters and digits');

const caption = z.string().trim().max(LONGEST_CAPTION, most(LONGEST_CAPTION, 'characters')).nullish();
const html = z.string().max(LONGEST_HTML, most(LONGEST_HTML, 'characters'));
const inline = html.transform(cleanInline);
const cell = inline;
const row = z.array(cell).max(MOST_ITEMS, most(MOST_ITEMS, 'cells'));
const rows = z.array(row).max(MOST_ITEMS, most(MOST_ITEMS, 'rows'));

const isWeb = (value: string): boolean => {
  const parsed = URL.parse(value);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:') && parsed.username === '';
};
/** An address on the web. */
export const webAddress = z
  .string()
  .max(2_000, most(2_000, 'characters'))
  .refine(isWeb, 'It is no address that begins with https:// or http://');

/** A member that is there only where it says something. */
const said = <Name extends string, Value>(name: Name, value: Value | null | undefined): { [key in Name]?: Value } => {
  const part: { [key in Name]?: Value } = {};
  if (value !== null && value !== undefined && value !== '') part[name] = value;
  return part;
};

/** What each kind of block is given as, by the name of its member; each makes a block of it. */
const kinds = {
  paragraph: inline.transform((made): SimpleBlock => ({ kind: 'paragraph', html: made })),
  heading: z
    .object({
      level: z.number().int().min(1, 'A level is 1 to 6').max(6, 'A level is 1 to 6').default(2),
      html: inline,
    })
    .transform((given): SimpleBlock => ({ kind: 'heading', ...given })),
  list: z
    .object({
      ordered: z.boolean().nullish(),
      items: z
        .array(html.transform(cleanBlocks))
        .min(1, 'It has an entry at least')
        .max(MOST_ITEMS, most(MOST_ITEMS, 'entries')),
    })
    .transform(({ ordered, items }): SimpleBlock => ({ kind: 'list', ordered: ordered ?? false, items })),
  quote: z
    .object({ html: html.transform(cleanBlocks), citation: caption })
    .transform((given): SimpleBlock => ({ kind: 'quote', html: given.html, ...said('citation', given.citation) })),
  picture: z.object({ media: idInput, caption, credit: caption }).transform(
    (given): SimpleBlock => ({
      kind: 'picture',
      mediaId: given.media,
      ...said('caption', given.caption),
      ...said('credit', given.credit),
    }),
  ),
  gallery: z
    .object({
      pictures: z.array(idInput).min(1, 'It has a picture at least').max(MOST_ITEMS, most(MOST_ITEMS, 'pictures')),
      caption,
    })
    .transform(
      (given): SimpleBlock => ({ kind: 'gallery', mediaIds: given.pictures, ...said('caption', given.caption) }),
    ),
  embed: z
    .object({ url: webAddress, provider: z.string().trim().max(100, most(100, 'characters')).nullish(), caption })
    .transform(
      (given): SimpleBlock => ({
        kind: 'embed',
        url: given.url,
        ...said('provider', given.provider),
        ...said('caption', given.caption),
      }),
    ),
  table: z.object({ head: rows.nullish(), rows, caption }).transform(
    (given): SimpleBlock => ({
      kind: 'table',
      head: given.head ?? [],
      rows: given.rows,
      ...said('caption', given.caption),
    }),
  ),
  html: html.transform(cleanBlocks).transform((made): SimpleBlock => ({ kind: 'html', html: made })),
};

const members = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape).transform((given, context) => {
    const made = Object.values(given).filter((value) => value !== null && value !== undefined);
    if (made.length !== 1) {
      context.addIssue({ code: 'custom', message: 'A block is of one kind: give one of its members' });
      return z.NEVER;
    }
    return made[0];
  });

const simple = {
  paragraph: kinds.paragraph.nullish(),
  heading: kinds.heading.nullish(),
  list: kinds.list.nullish(),
  quote: kinds.quote.nullish(),
  picture: kinds.picture.nullish(),
  gallery: kinds.gallery.nullish(),
  embed: kinds.embed.nullish(),
  table: kinds.table.nullish(),
  html: kinds.html.nullish(),
};

const isSimple = (block: unknown): block is SimpleBlock =>
  typeof block === 'object' && block !== null && 'kind' in block && block.kind !== 'post';
const isBlock = (block: unknown): block is Block => typeof block === 'object' && block !== null && 'kind' in block;

const simpleBlock = members(simple).refine(isSimple, 'It is no block');

const post = z
  .object({
    id: z.string().trim().min(1, 'A post has a name').max(100, most(100, 'characters')),
    published: z.iso.datetime({ precision: 3 }).nullish(),
    title: z.string().trim().max(300, most(300, 'characters')).nullish(),
    blocks: z.array(simpleBlock).max(MOST_BLOCKS, most(MOST_BLOCKS, 'blocks')),
  })
  .transform(
    (given): Block => ({
      kind: 'post',
      id: given.id,
      ...said('published', given.published),
      ...said('title', given.title),
      blocks: given.blocks.filter(isSimple),
    }),
  );

/** One block as it is given, made one of a text: its HTML is written anew from the allow-list. */
export const blockInput = members({ ...simple, post: post.nullish() }).refine(isBlock, 'It is no block');

const countOf = (blocks: readonly Block[]): number =>
  blocks.reduce((sum, block) => sum + 1 + (block.kind === 'post' ? block.blocks.length : 0), 0);

/** What is wrong with a text as a whole. */
export const bodyFault = (blocks: readonly Block[]): string | undefined => {
  if (countOf(blocks) > MOST_BLOCKS) return most(MOST_BLOCKS, 'blocks');
  const posts = blocks.flatMap((block) => (block.kind === 'post' ? [block.id] : []));
  return new Set(posts).size < posts.length ? 'Two posts have one name' : undefined;
};

/** A whole text. */
export const bodyInput = z
  .array(blockInput)
  .transform((blocks) => blocks.filter(isBlock))
  .superRefine((blocks, context) => {
    const fault = bodyFault(blocks);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  });

/** Changes to a text, block by block, each to what those before it made. */
export const bodyPatch = z
  .array(
    z.object({
      at: z.number().int().min(0, 'The first block is 0'),
      edit: z.enum(['REPLACE', 'INSERT', 'REMOVE']),
      block: blockInput.nullish(),
    }),
  )
  .max(200, most(200, 'changes'))
  .superRefine((edits, context) => {
    for (const [index, { edit, block }] of edits.entries())
      if ((edit === 'REMOVE') === (block !== null && block !== undefined))
        context.addIssue({
          code: 'custom',
          path: [index, 'block'],
          message: edit === 'REMOVE' ? 'What is removed is not given' : 'It says which block',
        });
  });
/** See {@link bodyPatch}. */
export type BodyPatch = z.infer<typeof bodyPatch>;

/** The text after these changes, or the number of the first that has no place. */
export const patched = (
  blocks: readonly Block[],
  edits: BodyPatch,
): readonly Block[] | { readonly misplaced: number } => {
  const made = [...blocks];
  for (const [index, { at, edit, block }] of edits.entries()) {
    if (at > made.length || (edit !== 'INSERT' && at === made.length)) return { misplaced: index };
    made.splice(at, edit === 'INSERT' ? 0 : 1, ...(isBlock(block) ? [block] : []));
  }
  return made;
};

/** An asset that a text shows, and the place in the input where it is named. */
export interface ShownMedia {
  readonly id: string;
  readonly field: string;
}

/** The media that a text shows, in order, wherever they stand. @param placeOf - of a block, by its number. */
export const shownMedia = (blocks: readonly Block[], placeOf: (index: number) => string): ShownMedia[] =>
  blocks.flatMap((block, index): ShownMedia[] => {
    const place = placeOf(index);
    if (block.kind === 'picture') return [{ id: block.mediaId, field: `${place}.picture.media` }];
    if (block.kind === 'gallery')
      return block.mediaIds.map((id, number) => ({ id, field: `${place}.gallery.pictures[${number}]` }));
    return block.kind === 'post' ? shownMedia(block.blocks, (inner) => `${place}.post.blocks[${inner}]`) : [];
  });

/** The media that a text shows, in order, each once. */
export const mediaIn = (blocks: readonly Block[]): string[] => [
  ...new Set(shownMedia(blocks, String).map(({ id }) => id)),
];
