/** An element of a parsed text, or a mark: a piece of another notation (a block comment, a shortcode) that the text holds among its markup. */
export interface HtmlElement {
  /** Lower case; a mark's name holds a colon. */
  readonly name: string;
  /** The tag's attributes as written: read them with `attributesOf`. */
  readonly source: string;
  /** What a mark carries; absent on elements. */
  readonly mark: Readonly<Record<string, unknown>> | undefined;
  readonly children: HtmlNode[];
}

/** Text (entities decoded) or an element. */
export type HtmlNode = string | HtmlElement;

/** Whether a node is text. */
export const isText = (node: HtmlNode): node is string => typeof node === 'string';

/** The text of nodes and all below them, as it stands. */
export const textOf = (nodes: readonly HtmlNode[]): string => {
  let text = '';
  for (const node of nodes) text += isText(node) ? node : textOf(node.children);
  return text;
};

/** The first element below these nodes, in the order of the text, that fits. */
export const findElement = (
  nodes: readonly HtmlNode[],
  fits: (element: HtmlElement) => boolean,
): HtmlElement | undefined => {
  for (const node of nodes) {
    if (isText(node)) continue;
    const found = fits(node) ? node : findElement(node.children, fits);
    if (found !== undefined) return found;
  }
  return undefined;
};
