import { type HtmlElement, type HtmlNode, isText } from '../platform/html/tree.ts';
import type { Builder } from './body.ts';

const LISTS = new Set(['ul', 'ol', 'menu', 'dir']);

/** Whether an element is a list. */
export const isList = (element: HtmlElement): boolean => LISTS.has(element.name);

/** What stands in a list, entry by entry. Text and lists outside of any entry are entries of their own, or belong to the one before. */
const entriesOf = (list: HtmlElement): HtmlNode[][] => {
  const entries: HtmlNode[][] = [];
  for (const node of list.children) {
    if (isText(node)) {
      if (node.trim() !== '') entries.push([node]);
    } else if (node.name === 'li') entries.push([...node.children]);
    else if (node.mark !== undefined) entries.push(...entriesOf(node));
    else if (isList(node) && entries.length > 0) entries.at(-1)?.push(node);
    else entries.push([node]);
  }
  return entries;
};

const itemsOf = (list: HtmlElement, builder: Builder): string[] =>
  entriesOf(list)
    .map((nodes) => builder.phrase(nodes, { lists: true }))
    .filter((html) => html !== '');

/** A list within an entry of another, as HTML; empty where it has no entries. */
export const nestedList = (list: HtmlElement, builder: Builder): string => {
  const name = list.name === 'ol' ? 'ol' : 'ul';
  const items = itemsOf(list, builder);
  return items.length === 0 ? '' : `<${name}>${items.map((item) => `<li>${item}</li>`).join('')}</${name}>`;
};

/** A list. */
export const list = (element: HtmlElement, builder: Builder): void => {
  builder.flush();
  const items = itemsOf(element, builder);
  if (items.length > 0) builder.push({ kind: 'list', ordered: element.name === 'ol', items });
};

/** A list of terms and what they mean, for which there is no block: HTML. */
export const definitionList = (element: HtmlElement, builder: Builder): void => {
  builder.flush();
  const parts: string[] = [];
  const collect = (nodes: readonly HtmlNode[]): void => {
    for (const node of nodes) {
      if (!isText(node) && (node.name === 'div' || node.mark !== undefined)) collect(node.children);
      else {
        const name = !isText(node) && node.name === 'dt' ? 'dt' : 'dd';
        const own = !isText(node) && (node.name === 'dt' || node.name === 'dd');
        const html = builder.phrase(own ? node.children : [node], { lists: true });
        if (html !== '') parts.push(`<${name}>${html}</${name}>`);
      }
    }
  };
  collect(element.children);
  if (parts.length > 0) builder.push({ kind: 'html', html: `<dl>${parts.join('')}</dl>` });
};
