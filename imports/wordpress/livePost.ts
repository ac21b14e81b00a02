import { escapeText } from '../../platform/html/allowList.ts';
import type { HtmlElement } from '../../platform/html/tree.ts';
import { hashOf } from '../../platform/ids.ts';
import type { Block, PostBlock, SimpleBlock } from '../blocks.ts';
import type { Builder } from '../body.ts';

const textIn = (data: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = data[name];
  return typeof value === 'string' && value.trim() !== '' ? value.replaceAll(/\s+/g, ' ').trim() : undefined;
};

/** A time with its zone; one without is taken for UTC. */
const timeOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text.replace(' ', 'T')}Z`;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

/** A heading's words; the time that stands before them is the entry's own. */
const titleIn = (html: string): string =>
  html
    .replaceAll(/<time[^>]*>[^<]*<\/time>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .trim();

/** Entries do not hold entries: those within are what they say. */
const simple = (blocks: readonly Block[]): SimpleBlock[] =>
  blocks.flatMap((block): SimpleBlock[] => {
    if (block.kind !== 'post') return [block];
    const heading: SimpleBlock[] =
      block.title === undefined ? [] : [{ kind: 'heading', level: 3, html: escapeText(block.title) }];
    return [...heading, ...block.blocks];
  });

/** The entry's time and heading repeated as the first block of its text say nothing new. */
const withoutTitle = (blocks: readonly SimpleBlock[], title: string | undefined): readonly SimpleBlock[] => {
  const [first, ...rest] = blocks;
  return first?.kind === 'heading' && title !== undefined && titleIn(first.html) === escapeText(title) ? rest : blocks;
};

/**
 * One entry of a live blog: `<!-- wp:masthead/live-entry {"time":"…","title":"…"} -->`. Its id is the block's own, or made from its time and title, so
 * that it stays the same when entries are added before it.
 */
export const livePost = (mark: HtmlElement, builder: Builder): void => {
  const data = mark.mark ?? {};
  const title = textIn(data, 'title');
  const published = timeOf(textIn(data, 'time'));
  const own = textIn(data, 'id');
  const blocks = withoutTitle(simple(builder.blocksOf(mark.children, { lines: false })), title);
  const id =
    own !== undefined && /^[\w-]{1,64}$/.test(own) ? own : hashOf(`${published ?? ''}|${title ?? ''}`).slice(0, 12);
  const taken = builder.blocks.filter((block) => block.kind === 'post' && block.id.startsWith(id)).length;
  const post: PostBlock = {
    kind: 'post',
    id: taken === 0 ? id : `${id}-${taken + 1}`,
    ...(published === undefined ? {} : { published }),
    ...(title === undefined ? {} : { title }),
    blocks: [...blocks],
  };
  builder.push(post);
};
