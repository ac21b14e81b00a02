import type { HtmlElement } from './tree.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const VOID = words(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr',
);

/** Whether an element never has children. */
export const isVoid = (name: string): boolean => VOID.has(name);

const RAW: ReadonlyMap<string, 'hidden' | 'text' | 'decoded' | 'rest'> = new Map([
  ['script', 'hidden'],
  ['style', 'hidden'],
  ['iframe', 'hidden'],
  ['noembed', 'hidden'],
  ['noframes', 'hidden'],
  ['xmp', 'text'],
  ['textarea', 'decoded'],
  ['title', 'decoded'],
  ['plaintext', 'rest'],
]);

/** How the inside of an element is read in which markup is no markup: not shown, as text, as text with entities, as text to the end. */
export const rawTextOf = (name: string): 'hidden' | 'text' | 'decoded' | 'rest' | undefined => RAW.get(name);

const HEADINGS = words('h1 h2 h3 h4 h5 h6');

/** 1–6 for a heading, else `undefined`. */
export const headingLevel = (name: string): number | undefined => (HEADINGS.has(name) ? Number(name[1]) : undefined);

/** Elements that begin a line of their own: they end a paragraph. */
const BLOCKS = words(
  'address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table ul',
);

const TABLE_PARTS = words('caption colgroup col thead tbody tfoot tr td th');

/** Whether an element is shown as a block: text before and after it belongs to other paragraphs. Marks are blocks. */
export const isBlock = (element: HtmlElement): boolean =>
  BLOCKS.has(element.name) || TABLE_PARTS.has(element.name) || element.mark !== undefined;

const CELLS = words('td th caption');

/** Looks up the stack for one of `names`, no further than one of `bounds` or a mark. The position of what was found, or `undefined`. */
const openWithin = (
  stack: readonly HtmlElement[],
  names: ReadonlySet<string>,
  bounds: ReadonlySet<string>,
): number | undefined => {
  for (let at = stack.length - 1; at > 0; at -= 1) {
    const element = stack[at];
    if (element === undefined || element.mark !== undefined) return undefined;
    if (names.has(element.name)) return at;
    if (bounds.has(element.name)) return undefined;
  }
  return undefined;
};

const set = (...names: readonly string[]): ReadonlySet<string> => new Set(names);
const P = set('p');
/** A paragraph is looked for through inline elements alone. */
const P_BOUNDS = new Set([...BLOCKS, ...TABLE_PARTS].filter((name) => name !== 'p'));

/** Which open elements an opening tag ends, and how far up they are looked for. */
const IMPLIED: ReadonlyMap<string, { readonly ends: ReadonlySet<string>; readonly bounds: ReadonlySet<string> }> =
  new Map([
    ['li', { ends: set('li'), bounds: set('ul', 'ol', 'menu', 'dir', 'td', 'th', 'caption') }],
    ['dt', { ends: set('dt', 'dd'), bounds: set('dl', 'td', 'th', 'caption') }],
    ['dd', { ends: set('dt', 'dd'), bounds: set('dl', 'td', 'th', 'caption') }],
    ['td', { ends: set('td', 'th', 'caption'), bounds: set('tr', 'table') }],
    ['th', { ends: set('td', 'th', 'caption'), bounds: set('tr', 'table') }],
    ['tr', { ends: set('tr', 'caption'), bounds: set('tbody', 'thead', 'tfoot', 'table') }],
    ['tbody', { ends: set('thead', 'tbody', 'tfoot', 'caption'), bounds: set('table') }],
    ['thead', { ends: set('thead', 'tbody', 'tfoot', 'caption'), bounds: set('table') }],
    ['tfoot', { ends: set('thead', 'tbody', 'tfoot', 'caption'), bounds: set('table') }],
    ['option', { ends: set('option'), bounds: set('select', 'datalist') }],
  ]);

/** To what length an opening tag cuts the stack of open elements; `undefined`: it ends none. */
export const impliedEnds = (stack: readonly HtmlElement[], name: string): number | undefined => {
  const implied = IMPLIED.get(name);
  const found = implied === undefined ? undefined : openWithin(stack, implied.ends, implied.bounds);
  if (found !== undefined) return found;
  if (HEADINGS.has(name) && HEADINGS.has(stack.at(-1)?.name ?? '')) return stack.length - 1;
  return BLOCKS.has(name) ? openWithin(stack, P, P_BOUNDS) : undefined;
};

const NO_BOUNDS: ReadonlySet<string> = new Set();
const TABLE = set('table');

/** To what length a closing tag cuts the stack of open elements; `undefined`: it ends none. Nothing within a cell ends what the cell stands in. */
export const endTags = (stack: readonly HtmlElement[], name: string): number | undefined => {
  // Most tags end what was opened last.
  const last = stack.length - 1;
  if (last > 0 && stack[last]?.name === name && stack[last]?.mark === undefined) return last;
  const names = HEADINGS.has(name) ? HEADINGS : set(name);
  const bounds = name === 'table' ? NO_BOUNDS : TABLE_PARTS.has(name) ? TABLE : CELLS;
  return openWithin(stack, names, bounds);
};
