import { type HtmlElement, type HtmlNode, isText } from '../platform/html/tree.ts';
import { plainOf } from './blockCaptions.ts';
import type { Builder } from './body.ts';

interface Row {
  readonly head: boolean;
  readonly cells: readonly HtmlElement[];
}

interface TableParts {
  readonly rows: Row[];
  readonly captions: HtmlNode[];
  /** What stands in the table and in none of its cells. */
  readonly strays: HtmlNode[];
}

const SECTIONS = new Set(['thead', 'tbody', 'tfoot']);

const isBlank = (node: HtmlNode): boolean => isText(node) && node.trim() === '';

const collect = (nodes: readonly HtmlNode[], head: boolean, parts: TableParts): void => {
  for (const node of nodes) {
    if (isBlank(node)) continue;
    if (isText(node)) parts.strays.push(node);
    else if (node.name === 'tr') {
      const cells: HtmlElement[] = [];
      for (const child of node.children) {
        if (!isText(child) && (child.name === 'td' || child.name === 'th')) cells.push(child);
        else if (!isBlank(child)) parts.strays.push(child);
      }
      parts.rows.push({ head, cells });
    } else if (SECTIONS.has(node.name)) collect(node.children, node.name === 'thead', parts);
    else if (node.name === 'td' || node.name === 'th') parts.rows.push({ head: false, cells: [node] });
    else if (node.name === 'caption') parts.captions.push(node);
    else if (node.name !== 'colgroup' && node.name !== 'col') parts.strays.push(node);
  }
};

/** A table. One of a single cell is a frame around what it holds; text outside of all cells follows it. */
export const table = (element: HtmlElement, builder: Builder): void => {
  builder.flush();
  const parts: TableParts = { rows: [], captions: [], strays: [] };
  collect(element.children, false, parts);
  const rows = parts.rows.filter((row) => row.cells.length > 0);
  const [only] = rows;
  if (rows.length === 1 && only?.cells.length === 1) {
    builder.flow([...parts.captions, ...(only.cells[0]?.children ?? []), ...parts.strays]);
    builder.flush();
    return;
  }
  const headless = !rows.some((row) => row.head);
  const isHead = (row: Row, index: number): boolean =>
    row.head || (headless && index === 0 && row.cells.every((cell) => cell.name === 'th'));
  const htmlOf = (row: Row): string[] => row.cells.map((cell) => builder.phrase(cell.children, { lists: true }));
  const head = rows.filter(isHead).map(htmlOf);
  const body = rows.filter((row, index) => !isHead(row, index)).map(htmlOf);
  const caption = plainOf(parts.captions);
  const said = [...head, ...body].some((row) => row.some((html) => html !== ''));
  if (said) builder.push({ kind: 'table', head, rows: body, ...(caption === undefined ? {} : { caption }) });
  else builder.flow(parts.captions);
  builder.flow(parts.strays);
  builder.flush();
};
