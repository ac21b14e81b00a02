import { parseHtml } from '../../platform/html/parse.ts';
import { type BodyContext, BodyTooLarge, type ConvertedBody } from '../body.ts';
import { convertBody } from '../convertBody.ts';
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

/** Texts above this many characters are looked at for pictures written into them before anything else is made of them. */
const LONG = 2_000_000;

/** A text far above what its blocks may hold, without the pictures written into it, is none that could be read: it is not even parsed. */
const TOO_LONG = 16_000_000;

const HEAD = 'data:';
const ENCODED = /^data:[\w/+.-]{1,100};base64,/;
const BASE64 = /[^\w+/=%]/g;

/** A long text without the bytes of pictures that somebody pasted into it: no asset is known for them, and they are listed as such. */
const withoutPictures = (body: string): string => {
  if (body.length < LONG) return body;
  let bare = '';
  let from = 0;
  for (let at = body.indexOf(HEAD); at !== -1; at = body.indexOf(HEAD, at + 1)) {
    const head = ENCODED.exec(body.slice(at, at + 128))?.[0];
    if (head === undefined) continue;
    BASE64.lastIndex = at + head.length;
    const end = BASE64.exec(body)?.index ?? body.length;
    bare += body.slice(from, Math.min(end, at + 64));
    from = end;
    at = end;
  }
  bare += body.slice(from);
  if (bare.length > TOO_LONG) throw new BodyTooLarge(`the text is ${bare.length} characters long`);
  return bare;
};

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
    withoutPictures(body),
    {
      ...context,
      lines: true,
      mark: (mark, builder) => handleMark(mark, builder, marks),
    },
    wordPressNotation(),
  );
};
