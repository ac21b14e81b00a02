import { Parser } from 'htmlparser2';
import { escapeHtml } from '../escape.ts';
import type { Block, BlockOf } from './record.ts';

const figure = (attributes: string, caption: string | undefined): string =>
  `<figure ${attributes}>${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ''}</figure>`;

const rows = (cells: readonly (readonly string[])[], tag: 'th' | 'td'): string =>
  cells.map((row) => `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`).join('');

const table = ({ head, rows: body, caption }: BlockOf<'table'>): string =>
  `<table>${caption ? `<caption>${escapeHtml(caption)}</caption>` : ''}${head.length > 0 ? `<thead>${rows(head, 'th')}</thead>` : ''}<tbody>${rows(body, 'td')}</tbody></table>`;

const post = ({ id, published, title, blocks }: BlockOf<'post'>): string =>
  `<article id="${escapeHtml(id)}">${published ? `<time datetime="${escapeHtml(published)}"></time>` : ''}${title ? `<h2>${escapeHtml(title)}</h2>` : ''}${blocksToHtml(blocks)}</article>`;

const blockToHtml = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${block.html}</p>`;
    case 'heading':
      return `<h${block.level}>${block.html}</h${block.level}>`;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      return `<${tag}>${block.items.map((item) => `<li>${item}</li>`).join('')}</${tag}>`;
    }
    case 'quote':
      return `<blockquote>${block.html}${block.citation ? `<footer>${escapeHtml(block.citation)}</footer>` : ''}</blockquote>`;
    case 'picture':
      return figure(`data-media="${block.mediaId}"`, block.caption);
    case 'gallery':
      return figure(`data-gallery="${block.mediaIds.join(' ')}"`, block.caption);
    case 'embed':
      return figure(`data-embed="${escapeHtml(block.url)}"`, block.caption);
    case 'table':
      return table(block);
    case 'post':
      return post(block);
    case 'html':
      return block.html;
  }
};

/** Blocks as HTML. What lies elsewhere is named, not linked: `data-media`, `data-gallery`, `data-embed` on its figure. */
export const blocksToHtml = (blocks: readonly Block[]): string => blocks.map(blockToHtml).join('\n');

/** Elements that begin and end a paragraph of their own. */
const BREAKING = new Set(
  (
    'address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section ' +
    'summary table tr ul'
  ).split(' '),
);
/** Elements whose content is nothing to read. */
const UNREAD = new Set(['script', 'style', 'template']);

/** HTML as plain text: paragraphs apart by an empty line, white space folded, entities resolved. */
export const htmlToText = (html: string): string => {
  let text = '';
  let unread = 0;
  const parser = new Parser({
    ontext: (data) => {
      if (unread === 0) text += data.replace(/\s+/g, ' ');
    },
    onopentagname: (name) => {
      if (UNREAD.has(name)) unread += 1;
      if (BREAKING.has(name)) text += '\n';
    },
    onclosetag: (name) => {
      if (UNREAD.has(name)) unread -= 1;
      if (BREAKING.has(name) && name !== 'br') text += '\n';
      else if (name === 'td' || name === 'th') text += ' ';
    },
  });
  parser.end(html);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n\n');
};

/** Blocks as plain text, captions included. */
export const blocksToText = (blocks: readonly Block[]): string => htmlToText(blocksToHtml(blocks));

const words = new Intl.Segmenter('en', { granularity: 'word' });

/** How many words a text has, in any script. */
export const countWords = (text: string): number => {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike) count += 1;
  return count;
};
