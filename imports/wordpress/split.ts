import { PROLOG_LIMIT, type Prolog, readProlog } from './prolog.ts';

/** What an element of an export is. `head` is any other child of the channel, such as its title. */
export type ElementKind = 'item' | 'author' | 'category' | 'tag' | 'term' | 'head';

/** Where an element lies: byte offsets within the file, `end` after its last byte; `line` is that of its first byte, from 1. */
export interface Extent {
  readonly kind: ElementKind;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** The line on which the element ends: where reading goes on after it. */
  readonly endLine: number;
}

/**
 * What the splitter found.
 *
 * `root` the root element, with its namespace prefixes · `element` one whole element · `unclosed` an element that the next item or the end
 * of the file cut short · `oversized` an element above the bound, with its beginning · `end` the end of the file; `complete` says whether the
 * channel was closed.
 */
export type SplitEvent =
  | { readonly type: 'root'; readonly prolog: Prolog; readonly namespaces: ReadonlyMap<string, string> }
  | ({ readonly type: 'element'; readonly bytes: Buffer } & Extent)
  | ({ readonly type: 'unclosed'; readonly bytes: Buffer } & Extent)
  | ({ readonly type: 'oversized'; readonly bytes: Buffer } & Extent)
  | { readonly type: 'end'; readonly complete: boolean; readonly size: number };

/** How a splitter works. */
export interface SplitOptions {
  /** Largest element, in bytes. Default 64 MB. */
  readonly maxElementBytes?: number | undefined;
  /** Begin within the channel at this offset and line instead of at the file's first byte. The namespaces are those of the root event. */
  readonly resume?: { readonly offset: number; readonly line: number } | undefined;
  /** Whether the lines of elements are told. Default true; without, all are 1. */
  readonly countLines?: boolean | undefined;
}

/** Cuts a WordPress export into its elements as its bytes arrive. Memory: one chunk and one element. */
export interface Splitter {
  push(chunk: Uint8Array): SplitEvent[];
  end(): SplitEvent[];
}

const LT = 0x3c;
const SLASH = 0x2f;
const KEPT_OF_OVERSIZED = 4096;
const CDATA_OPEN = Buffer.from('<![CDATA[');
const CDATA_CLOSE = Buffer.from(']]>');
const COMMENT_CLOSE = Buffer.from('-->');
const INSTRUCTION_CLOSE = Buffer.from('?>');
const ITEM = Buffer.from('item');

/** The longest tag that is read as one, in bytes; a longer one is text. Keeps a missing `>` from being searched for again and again. */
const TAG_LIMIT = 16_384;

const isNameEnd = (byte: number | undefined): boolean =>
  byte === 0x3e || byte === SLASH || (byte !== undefined && byte <= 0x20);

/** The offset after the `>` that ends a tag, or -1. Quoted attribute values may hold `>`. */
const endOfTag = (bytes: Buffer, from: number): number => {
  let quote = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === 0x22 || byte === 0x27) quote = byte;
    else if (byte === 0x3e) return at + 1;
  }
  return -1;
};

const namespacesOf = (tag: string): Map<string, string> => {
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

const kindOf = (name: string): ElementKind => {
  if (name === 'item') return 'item';
  const colon = name.indexOf(':');
  return (colon === -1 ? undefined : PREFIXED.get(name.slice(colon + 1))) ?? 'head';
};

const CONTAINERS = new Set(['rss', 'channel']);

/**
 * A splitter over the bytes of one export. It knows CDATA, comments and processing instructions, so that markup within them cuts nothing, and
 * takes an element to end at its first closing tag outside of those, so that one broken element does not swallow those after it.
 *
 * @throws `push` and `end` throw ImportError where the bytes are no export.
 */
export const createSplitter = (options: SplitOptions = {}): Splitter => {
  const maxElementBytes = options.maxElementBytes ?? 64 * 1024 * 1024;
  let store = Buffer.allocUnsafe(2 * 1024 * 1024);
  let length = 0;
  /** The offset within the file of the store's first byte. */
  let base = options.resume?.offset ?? 0;
  /** The next byte of the store to look at. */
  let at = 0;
  let line = options.resume?.line ?? 1;
  /** How far newlines are counted. */
  let counted = 0;
  let prologue = options.resume === undefined;
  /** The end that the section around `at` needs (CDATA, comment, processing instruction). */
  let within: Buffer | undefined;
  let element: { readonly kind: ElementKind; readonly name: Buffer; readonly line: number } | undefined;
  /** Where the element begins: within the store, or of an oversized one, within the file. */
  let start = 0;
  let oversized: { readonly start: number; readonly bytes: Buffer } | undefined;
  let complete = false;
  let events: SplitEvent[] = [];

  const countLines = (until: number): void => {
    if (options.countLines !== false) {
      // Lines are long: looking for their ends is faster than looking at each byte.
      const view = store.subarray(0, until);
      for (let end = view.indexOf(0x0a, counted); end !== -1; end = view.indexOf(0x0a, end + 1)) line += 1;
    }
    counted = until;
  };

  const noteOversized = (): void => {
    oversized ??= { start: base + start, bytes: Buffer.from(store.subarray(start, start + KEPT_OF_OVERSIZED)) };
  };

  const close = (type: 'element' | 'unclosed', end: number): void => {
    if (element === undefined) return;
    const { kind, line: first } = element;
    countLines(end);
    const place = { kind, end: base + end, line: first, endLine: line };
    // The bound holds for an element that came in one chunk as well.
    if (end - start > maxElementBytes) noteOversized();
    if (oversized === undefined) {
      const bytes = Buffer.from(store.subarray(start, end));
      events.push({ type, ...place, bytes, start: base + start });
    } else {
      events.push({ type: 'oversized', ...place, bytes: oversized.bytes, start: oversized.start });
    }
    element = undefined;
    oversized = undefined;
  };

  const open = (name: string, tag: number, tagEnd: number): void => {
    countLines(tag);
    start = tag;
    element = { kind: kindOf(name), name: Buffer.from(name, 'latin1'), line };
    if (store[tagEnd - 2] === SLASH) close('element', tagEnd);
    at = tagEnd;
  };

  const nameEquals = (view: Buffer, from: number, name: Buffer): boolean =>
    view[from] === name[0] &&
    isNameEnd(view[from + name.length]) &&
    view.compare(name, 0, name.length, from, from + name.length) === 0;

  /** Looks at the `<` at `lt`. False: more bytes are needed. */
  const markup = (view: Buffer, lt: number, final: boolean): boolean => {
    const next = view[lt + 1];
    if (next === 0x21 && lt + CDATA_OPEN.length > length && !final) return false;
    if (next === 0x21) {
      if (view.compare(CDATA_OPEN, 0, 9, lt, Math.min(lt + 9, length)) === 0) {
        within = CDATA_CLOSE;
        at = lt + 9;
      } else if (view[lt + 2] === 0x2d && view[lt + 3] === 0x2d) {
        within = COMMENT_CLOSE;
        at = lt + 4;
      } else at = lt + 2;
      return true;
    }
    if (next === 0x3f) {
      within = INSTRUCTION_CLOSE;
      at = lt + 2;
      return true;
    }
    if (element !== undefined) return withinElement(view, lt, next === SLASH, final);
    return inChannel(view, lt, next === SLASH, final);
  };

  const withinElement = (view: Buffer, lt: number, closing: boolean, final: boolean): boolean => {
    const name = element?.name ?? ITEM;
    const from = lt + (closing ? 2 : 1);
    if (from + Math.max(name.length, ITEM.length) + 1 > length && !final) return false;
    if (closing && nameEquals(view, from, name)) {
      const end = view.indexOf(0x3e, from);
      if (end === -1 && !final) return false;
      at = end === -1 ? length : end + 1;
      close('element', at);
    } else if (!closing && nameEquals(view, from, ITEM)) {
      close('unclosed', lt);
      at = lt;
    } else at = lt + 1;
    return true;
  };

  const inChannel = (view: Buffer, lt: number, closing: boolean, final: boolean): boolean => {
    const limited = view.subarray(lt, lt + TAG_LIMIT);
    const tagLength = endOfTag(limited, 1);
    if (tagLength === -1) {
      if (limited.length < TAG_LIMIT && !final) return false;
      at = lt + 1;
      return true;
    }
    const tag = limited.toString('latin1', 0, tagLength);
    const name = /^<\/?([A-Za-z_][\w:.-]*)/.exec(tag)?.[1];
    at = lt + tagLength;
    if (name === undefined) return true;
    if (closing) complete ||= name === 'channel';
    else if (!CONTAINERS.has(name)) open(name, lt, lt + tagLength);
    // A second export appended to the first brings its own root; what it declares counts from there.
    else if (name === 'rss') complete = false;
    return true;
  };

  const scan = (final: boolean): void => {
    const view = store.subarray(0, length);
    for (;;) {
      if (within !== undefined) {
        const found = view.indexOf(within, at);
        if (found === -1) {
          at = Math.max(at, length - within.length + 1);
          break;
        }
        at = found + within.length;
        within = undefined;
      }
      const lt = view.indexOf(LT, at);
      if (lt === -1) {
        at = length;
        break;
      }
      at = lt;
      if (!markup(view, lt, final)) break;
    }
    if (element !== undefined && length - start > maxElementBytes) noteOversized();
  };

  const readHead = (final: boolean): boolean => {
    const view = store.subarray(0, length);
    const prolog = readProlog(view, final);
    if (prolog === undefined) return false;
    const tagLength = endOfTag(view.subarray(prolog.root, prolog.root + PROLOG_LIMIT), 1);
    if (tagLength === -1 && !final && length < 2 * PROLOG_LIMIT) return false;
    const end = tagLength === -1 ? length : prolog.root + tagLength;
    events.push({ type: 'root', prolog, namespaces: namespacesOf(view.toString('latin1', prolog.root, end)) });
    at = end;
    prologue = false;
    return true;
  };

  /** Forgets what is done with, and makes room. */
  const compact = (room: number): void => {
    const keep = element !== undefined && oversized === undefined ? start : at;
    const from = prologue ? 0 : keep;
    countLines(from);
    const remaining = length - from;
    const needed = remaining + room;
    const wasteful = store.length > 16 * 1024 * 1024 && needed < store.length / 4;
    if (needed > store.length || wasteful) {
      const grown = Buffer.allocUnsafe(Math.max(2 * 1024 * 1024, needed > store.length ? needed * 2 : needed));
      store.copy(grown, 0, from, length);
      store = grown;
    } else store.copyWithin(0, from, length);
    base += from;
    at -= from;
    start -= from;
    counted -= from;
    length = remaining;
  };

  const advance = (final: boolean): SplitEvent[] => {
    if (!prologue || readHead(final)) scan(final);
    const found = events;
    events = [];
    return found;
  };

  return {
    push: (chunk) => {
      compact(chunk.byteLength);
      store.set(chunk, length);
      length += chunk.byteLength;
      return advance(false);
    },
    end: () => {
      const found = advance(true);
      const last: SplitEvent = { type: 'end', complete, size: base + length };
      if (element === undefined) return [...found, last];
      close('unclosed', length);
      const cut = events;
      events = [];
      return [...found, ...cut, last];
    },
  };
};

/** The events of one export, as {@link createSplitter} finds them, in lists as the chunks yield them. */
export async function* split(
  chunks: AsyncIterable<Uint8Array>,
  options: SplitOptions = {},
): AsyncGenerator<readonly SplitEvent[]> {
  const splitter = createSplitter(options);
  for await (const chunk of chunks) {
    const events = splitter.push(chunk);
    if (events.length > 0) yield events;
  }
  yield splitter.end();
}
