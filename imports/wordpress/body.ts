import type { BodyContext, ConvertedBody } from '../body.ts';
import { convertBody } from '../convertBody.ts';
import { parseHtml } from '../parseHtml.ts';
import { handleMark } from './marks.ts';
import { wordPressNotation } from './notation.ts';

/** What turning a post's text into blocks needs to know. */
export interface WordPressBodyContext extends Pick<BodyContext, 'media' | 'link' | 'maxBlocks' | 'maxLength'> {
  /** The attachments uploaded for the post, by the source's ids, in order. */
  readonly attachments: () => readonly string[];
  /** The text of a reusable block, by its id. */
  readonly reusable: (id: string) => string | undefined;
}

/** How many reusable blocks one text may embed, those within others included: they may embed each other in circles. */
const MAX_REUSED = 50;

/**
 * Turns a post's text into blocks: by the comments of the block editor where there are any, and otherwise as the classic editor shows it, where
 * blank lines end paragraphs.
 *
 * @throws BodyTooLarge above the bounds of the context.
 */
export const wordPressBody = (body: string, context: WordPressBodyContext): ConvertedBody => {
  let reused = 0;
  const marks = {
    attachments: context.attachments,
    reusable: (id: string) => {
      reused += 1;
      const text = reused > MAX_REUSED ? undefined : context.reusable(id);
      return text === undefined ? undefined : parseHtml(text, wordPressNotation()).children;
    },
  };
  return convertBody(
    body,
    {
      ...context,
      lines: true,
      mark: (mark, builder) => handleMark(mark, builder, marks),
    },
    wordPressNotation(),
  );
};
