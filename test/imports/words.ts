import { Parser } from 'htmlparser2';
import type { Block } from '../../imports/blocks.ts';

const HIDDEN = new Set(['script', 'style', 'iframe', 'noembed', 'noframes', 'video', 'audio']);

/** A text without any blanks: what must be the same before and after. */
export const bare = (text: string): string => text.replaceAll(/\s+/g, '');

/** The letters of a text in one order: blocks may stand in another than what they were made of. */
export const lettersOf = (text: string): string => Array.from(text).sort().join('');

/** The words that HTML shows, as another parser reads them. */
export const wordsOfHtml = (html: string): string => {
  let words = '';
  let hidden = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (HIDDEN.has(name)) hidden += 1;
    },
    onclosetag: (name) => {
      if (HIDDEN.has(name)) hidden -= 1;
    },
    ontext: (text) => {
      if (hidden === 0) words += text;
    },
  });
  parser.end(html);
  return bare(words);
};

const wordsOfBlock = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
    case 'html':
      return wordsOfHtml(block.html);
    case 'quote':
      return wordsOfHtml(block.html) + bare(block.citation ?? '');
    case 'list':
      return wordsOfHtml(block.items.join(' '));
    case 'table':
      return wordsOfHtml([...block.head, ...block.rows].flat().join(' ')) + bare(block.caption ?? '');
    case 'picture':
    case 'gallery':
    case 'embed':
      return bare(block.caption ?? '');
    case 'post':
      return bare(block.title ?? '') + wordsOfBlocks(block.blocks);
  }
};

/** The words that blocks hold. */
export const wordsOfBlocks = (blocks: readonly Block[]): string => blocks.map(wordsOfBlock).join('');

/** Every piece of HTML in blocks. */
export const htmlOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if ('html' in block) return [block.html];
    if (block.kind === 'list') return block.items;
    if (block.kind === 'table') return [...block.head, ...block.rows].flat();
    return block.kind === 'post' ? htmlOf(block.blocks) : [];
  });
