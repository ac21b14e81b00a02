/** What an element of an export is. `head` is any other child of the channel, such as its title. */
export type ElementKind = 'item' | 'author' | 'category' | 'tag' | 'term' | 'head';

const SLASH = 0x2f;
const GT = 0x3e;

/** The name of an item's element. */
export const ITEM = 'item';

/** The longest tag that is read as one, in bytes; a longer one is text. Keeps a missing `>` from being searched for again and again. */
export const TAG_LIMIT = 16_384;

/** Whether a character ends a name: a blank, `/` or `>`. Past the end of what is there (NaN) it does not. */
export const isNameEnd = (code: number): boolean => code === GT || code === SLASH || code <= 0x20;

/** The offset after the `>` that ends a tag, or -1. Quoted attribute values may hold `>`. */
export const endOfTag = (text: string, from: number): number => {
  let quote = 0;
  const until = Math.min(text.length, from + TAG_LIMIT);
  for (let at = from; at < until; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === GT) return at + 1;
  }
  return -1;
};

/** The namespace prefixes that a tag declares, with what they stand for. */
export const namespacesOf = (tag: string): Map<string, string> => {
  const found = new Map<string, string>();
  for (const [, prefix, , double, single] of tag.matchAll(/\sxmlns:([\w.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
    if (prefix !== undefined) found.set(prefix, double ?? single ?? '');
  }
  return found;
};

const PREFIXED: ReadonlyMap<string, ElementKind> = new Map([
  ['author', 'author'],
  ['category', 'category'],
  ['tag', 'tag'],
  ['term', 'term'],
]);

/** What a child of the channel is, by its name with whatever prefix. */
export const kindOf = (name: string): ElementKind => {
  if (name === ITEM) return 'item';
  const colon = name.indexOf(':');
  return (colon === -1 ? undefined : PREFIXED.get(name.slice(colon + 1))) ?? 'head';
};

/** Elements that hold others which are cut out one by one. */
export const CONTAINERS = new Set(['rss', 'channel']);
