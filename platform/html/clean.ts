import { escapeAttribute, escapeText, inlineName, keptAttributes, safeHref } from './allowList.ts';
import { attributesOf } from './attributes.ts';
import { isVoid } from './elements.ts';
import { parseHtml } from './parse.ts';
import type { HtmlElement, HtmlNode } from './tree.ts';
import { isText } from './tree.ts';

/** Elements that begin a line of their own and may stand in a text beside {@link inlineName}'s. */
const BLOCKS: ReadonlySet<string> = new Set(
  'blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

type OwnName = (name: string) => string | undefined;

const linkOf = (attributes: ReadonlyMap<string, string>): string | undefined => {
  const href = safeHref(attributes.get('href') ?? '');
  return href === undefined ? undefined : ` href="${escapeAttribute(href)}"${keptAttributes('a', attributes)}`;
};

const written = (nodes: readonly HtmlNode[], ownName: OwnName): string =>
  nodes.map((node) => (isText(node) ? escapeText(node) : elementWritten(node, ownName))).join('');

const elementWritten = ({ name, source, children }: HtmlElement, ownName: OwnName): string => {
  const ours = ownName(name);
  const inner = written(children, ownName);
  if (ours === undefined) return inner;
  const attributes = attributesOf(source);
  const kept = ours === 'a' ? linkOf(attributes) : keptAttributes(ours, attributes);
  // A link that leads nowhere good is its words.
  if (kept === undefined) return inner;
  return isVoid(ours) ? `<${ours}${kept}>` : `<${ours}${kept}>${inner}</${ours}>`;
};

/**
 * HTML as far as it may stand within a line: every tag is written anew from the allow-list, other elements are what they hold, scripts and styles are gone.
 * Cleaned again it stays as it is. @param source - anything.
 */
export const cleanInline = (source: string): string => written(parseHtml(source).children, inlineName).trim();

/** {@link cleanInline} with paragraphs, lists, headings, quotations, tables and figures. Pictures and forms are not among them. */
export const cleanBlocks = (source: string): string =>
  written(parseHtml(source).children, (name) => (BLOCKS.has(name) ? name : inlineName(name))).trim();
