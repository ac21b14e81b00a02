import type { Block } from '../../subgraphs/content/record.ts';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const caption = (text: string | undefined): string => (text ? `<figcaption>${escaped(text)}</figcaption>` : '');
const cells = (rows: readonly (readonly string[])[], tag: string): string =>
  rows.map((row) => `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`).join('');
/** The HTML of the kinds of blocks that are generated. */
export const htmlOf = (block: Block): string => {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${block.html}</p>`;
    case 'heading':
      return `<h${block.level}>${block.html}</h${block.level}>`;
    case 'list':
      return `<ol>${block.items.map((item) => `<li>${item}</li>`).join('')}</ol>`;
    case 'quote':
      return `<blockquote>${block.html}<footer>${block.citation ?? ''}</footer></blockquote>`;
    case 'picture':
      return `<figure data-media="${block.mediaId}">${caption(block.caption)}</figure>`;
    case 'gallery':
      return `<figure data-gallery="${block.mediaIds.join(' ')}">${caption(block.caption)}</figure>`;
    case 'embed':
      return `<figure data-embed="${block.url}">${caption(block.caption)}</figure>`;
    case 'table':
      return `<table><caption>${block.caption ?? ''}</caption><thead>${cells(block.head, 'th')}</thead><tbody>${cells(block.rows, 'td')}</tbody></table>`;
    case 'post':
      return `<article id="${block.id}"><time datetime="${block.published ?? ''}"></time><h2>${block.title ?? ''}</h2>${block.blocks.map(htmlOf).join('\n')}</article>`;
    case 'html':
      return block.html;
  }
};
/** Words of what {@link htmlOf} made. */
export const wordsIn = (html: string): string[] =>
  html
    .replace(/<[^>]*>/g, ' ')
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [];
