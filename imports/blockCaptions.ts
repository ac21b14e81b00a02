import { escapeText } from '../platform/html/allowList.ts';
import { isBlock } from '../platform/html/elements.ts';
import { type HtmlNode, isText } from '../platform/html/tree.ts';
import type { Block } from './blocks.ts';
import type { Builder } from './body.ts';

/** Text with a blank wherever a browser would begin a new line. */
const linesOf = (nodes: readonly HtmlNode[]): string => {
  let text = '';
  for (const node of nodes) {
    if (isText(node)) text += node;
    else if (node.name === 'br') text += ' ';
    else text += isBlock(node) ? ` ${linesOf(node.children)} ` : linesOf(node.children);
  }
  return text;
};

/** Nodes as plain text in one line; `undefined` where nothing is left. */
export const plainOf = (nodes: readonly HtmlNode[]): string | undefined =>
  linesOf(nodes)
    .replaceAll(/[ \t\n\r\f]+/g, ' ')
    .trim() || undefined;

type Captioned = Extract<Block, { kind: 'picture' | 'gallery' | 'embed' | 'table' }>;

const takesCaption = (block: Block): block is Captioned =>
  block.kind === 'picture' || block.kind === 'gallery' || block.kind === 'embed' || block.kind === 'table';

/** Adds what `walk` makes; the caption goes to its first block that can have one and has none, else it is a paragraph after them. */
export const captioned = (builder: Builder, caption: string | undefined, walk: () => void): void => {
  builder.flush();
  const from = builder.blocks.length;
  walk();
  builder.flush();
  if (caption === undefined) return;
  const at = builder.blocks.findIndex(
    (block, index) => index >= from && takesCaption(block) && block.caption === undefined,
  );
  const block = builder.blocks[at];
  if (block !== undefined && takesCaption(block)) builder.blocks[at] = { ...block, caption };
  else builder.push({ kind: 'paragraph', html: escapeText(caption) });
};
