import type { Mark, Notation } from '../../platform/html/parse.ts';

/** Shortcodes that have a meaning of their own. All others stay in the text as they are written. */
const SHORTCODES = new Set([
  'caption',
  'wp_caption',
  'gallery',
  'embed',
  'audio',
  'video',
  'playlist',
  'youtube',
  'vimeo',
  'soundcloud',
  'twitter',
  'tweet',
  'instagram',
]);

/** Shortcodes that hold text up to their closing one. */
const ENCLOSING = new Set(['caption', 'wp_caption', 'embed', 'audio', 'video']);

/** The longest shortcode that is read as one, in characters. */
const LONGEST = 4096;

const NAME = /^\[(\/?)([a-z_]{1,16})(?=[\s\]=/])/;
const REST = /^((?:"[^"]*"|'[^']*'|[^[\]"'])*)\]/;
const ATTRIBUTE = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|'([^']*)'|([^\s"'=]+)/g;

/** A shortcode's attributes; what has no name is `0`, `1`, … in order. */
const codeAttributes = (text: string): Record<string, string> => {
  const attributes: Record<string, string> = {};
  let position = 0;
  for (const [, name, double, single, bare, ...unnamed] of text.matchAll(ATTRIBUTE)) {
    if (name === undefined) attributes[String(position++)] = unnamed.find((value) => value !== undefined) ?? '';
    else attributes[name.toLowerCase()] = double ?? single ?? bare ?? '';
  }
  return attributes;
};

const shortcode = (source: string, at: number, lastClosing: (name: string) => number): Mark | undefined => {
  // `[[caption]]` is how an author writes about shortcodes.
  if (source[at + 1] === '[' || source[at - 1] === '[') return undefined;
  const [head = '', closing, name = ''] = NAME.exec(source.slice(at, at + 24)) ?? [];
  if (!SHORTCODES.has(name)) return undefined;
  const from = at + head.length;
  const [rest = '', written = ''] = REST.exec(source.slice(from, from + LONGEST)) ?? [];
  if (rest === '') return undefined;
  const end = from + rest.length;
  const mark = `shortcode:${name}`;
  if (closing === '/') return { kind: 'close', name: mark, end };
  const selfClosed = written.endsWith('/') && !/[=/]\S*\/$/.test(written);
  const data = codeAttributes(written.replace(/^=/, '').replace(/\s\/$/, ''));
  const open = ENCLOSING.has(name) && !selfClosed && lastClosing(name) >= end;
  return { kind: open ? 'open' : 'single', name: mark, data, end };
};

const BLOCK = /^\s+(\/?)wp:([a-z][a-z\d_-]*(?:\/[a-z][a-z\d_-]*)?)(?=\s|$)/;

const blockAttributes = (text: string): Readonly<Record<string, unknown>> => {
  const json = text.trim();
  if (!json.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

const block = (comment: string): Mark | undefined => {
  if (/^(?:more|nextpage)/.test(comment)) return { kind: 'single', name: 'wp:more', data: {}, end: 0 };
  const [head = '', closing, written = ''] = BLOCK.exec(comment) ?? [];
  if (head === '') return undefined;
  const name = `wp:${written.startsWith('core/') ? written.slice(5) : written}`;
  if (closing === '/') return { kind: 'close', name, end: 0 };
  const rest = comment.slice(head.length).trim();
  const single = rest.endsWith('/');
  return { kind: single ? 'single' : 'open', name, data: blockAttributes(single ? rest.slice(0, -1) : rest), end: 0 };
};

/**
 * What WordPress writes into a text beside HTML: the comments of its blocks (`<!-- wp:image {"id":5} -->`) and shortcodes (`[gallery ids="5,6"]`).
 * Made for one text, whose closing shortcodes it looks for once.
 */
export const wordPressNotation = (): Notation => {
  const closings = new Map<string, number>();
  return {
    comment: block,
    bracket: (source, at) =>
      shortcode(source, at, (name) => {
        const known = closings.get(name) ?? source.lastIndexOf(`[/${name}]`);
        closings.set(name, known);
        return known;
      }),
  };
};
