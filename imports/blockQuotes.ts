import { escapeText } from '../platform/html/allowList.ts';
import { type HtmlElement, type HtmlNode, isText } from '../platform/html/tree.ts';
import { plainOf } from './blockCaptions.ts';
import { socialEmbed } from './blockEmbeds.ts';
import type { Builder } from './body.ts';

const isCitation = (element: HtmlElement): boolean => element.name === 'cite' || element.name === 'footer';

/** The citation at the end of a quotation, with what is left of its nodes; it may stand in the last paragraph. */
const splitCitation = (
  nodes: readonly HtmlNode[],
): { readonly said: readonly HtmlNode[]; readonly by: HtmlElement | undefined } => {
  const end = nodes.findLastIndex((node) => !isText(node) || node.trim() !== '');
  const last = nodes[end];
  if (last === undefined || isText(last)) return { said: nodes, by: undefined };
  if (isCitation(last)) return { said: nodes.slice(0, end), by: last };
  if (last.name !== 'p' && last.mark === undefined) return { said: nodes, by: undefined };
  const inner = splitCitation(last.children);
  // A citation in the middle of a sentence belongs to it.
  if (inner.by === undefined || (last.name === 'p' && plainOf(inner.said) !== undefined))
    return { said: nodes, by: undefined };
  return { said: [...nodes.slice(0, end), { ...last, children: [...inner.said] }], by: inner.by };
};

/** A quotation, or a post of a social network that looks like one. */
export const quote = (element: HtmlElement, builder: Builder): void => {
  builder.flush();
  const social = socialEmbed(element);
  if (social !== undefined) {
    builder.push(social);
    return;
  }
  const { said, by } = splitCitation(element.children);
  const html = builder.phrase(said, { lists: true });
  const citation = by === undefined ? undefined : plainOf([by]);
  if (html !== '') builder.push({ kind: 'quote', html, ...(citation === undefined ? {} : { citation }) });
  else if (citation !== undefined) builder.push({ kind: 'paragraph', html: escapeText(citation) });
};
