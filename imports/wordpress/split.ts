import { PROLOG_LIMIT, type Prolog, readProlog } from './prolog.ts';
import { CONTAINERS, type ElementKind, endOfTag, ITEM, isNameEnd, kindOf, namespacesOf, TAG_LIMIT } from './tags.ts';

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

const LT = '<';
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const KEPT_OF_OVERSIZED = 4096;

/** Bytes that are held at once where no element is larger. */
const STORE = 1024 * 1024;
const CDATA_OPEN = '<![CDATA[';
const CDATA_CLOSE = ']]>';
const COMMENT_CLOSE = '-->';
const INSTRUCTION_CLOSE = '?>';
/**
 * A splitter over the bytes of one export. It knows CDATA, comments and processing instructions, so that markup within them cuts nothing, and
 * takes an element to end at its first closing tag outside of those, so that one broken element does not swallow those after it.
 *
 * @throws `push` and `end` throw ImportError where the bytes are no export.
 */
export const createSplitter = (options: SplitOptions = {}): Splitter => {
  const maxElementBytes = options.maxElementBytes ?? 64 * 1024 * 1024;
  const countsLines = options.countLines !== false;
  /** The bytes of the element at hand and of what follows it. */
  let store = Buffer.allocUnsafeSlow(STORE);
  let length = 0;
  /** The offset within the file of the store's first byte. */
  let base = options.resume?.offset ?? 0;
  /** What is still to be looked at, a character for each byte: searching text is several times faster than searching bytes. */
  let text = '';
  /** Where the text begins in the store. */
  let textBase = 0;
  /** The next character to look at. */
  let at = 0;
  let line = options.resume?.line ?? 1;
  /** How far newlines are counted, in the text. */
  let counted = 0;
  let prologue = options.resume === undefined;
  /** The end that the section around `at` needs (CDATA, comment, processing instruction). */
  let within: string | undefined;
  let element: { readonly kind: ElementKind; readonly name: string; readonly line: number } | undefined;
  /** Where the element begins in the store; of an oversized one, meaningless. */
  let start = 0;
  let oversized: { readonly start: number; readonly bytes: Buffer } | undefined;
  let complete = false;
  let events: SplitEvent[] = [];

  const countLines = (until: number): void => {
    if (countsLines) {
      for (let end = text.indexOf('\n', counted); end !== -1 && end < until; end = text.indexOf('\n', end + 1))
        line += 1;
    }
    counted = until;
  };

  const noteOversized = (): void => {
    oversized ??= { start: base + start, bytes: Buffer.from(store.subarray(start, start + KEPT_OF_OVERSIZED)) };
  };

  /** Ends the element before the character at `until`. */
  const close = (type: 'element' | 'unclosed', until: number): void => {
    if (element === undefined) return;
    const { kind, line: first } = element;
    const end = textBase + until;
    countLines(until);
    const place = { kind, end: base + end, line: first, endLine: line };
    // The bound holds for an element that came in one chunk as well.
    if (end - start > maxElementBytes) noteOversized();
    if (oversized === undefined) {
      events.push({ type, ...place, bytes: store.subarray(start, end), start: base + start });
    } else events.push({ type: 'oversized', ...place, bytes: oversized.bytes, start: oversized.start });
    element = undefined;
    oversized = undefined;
  };

  const open = (name: string, tag: number, tagEnd: number): void => {
    countLines(tag);
    start = textBase + tag;
    element = { kind: kindOf(name), name, line };
    if (text.charCodeAt(tagEnd - 2) === SLASH) close('element', tagEnd);
  };

  const isNamed = (from: number, name: string): boolean =>
    text.startsWith(name, from) && isNameEnd(text.charCodeAt(from + name.length));

  const withinElement = (lt: number, closing: boolean, final: boolean): boolean => {
    const name = element?.name ?? ITEM;
    const from = lt + (closing ? 2 : 1);
    if (!final && from + Math.max(name.length, ITEM.length) >= text.length) return false;
    if (closing && isNamed(from, name)) {
      const end = text.indexOf('>', from);
      if (end === -1 && !final) return false;
      at = end === -1 ? text.length : end + 1;
      close('element', at);
    } else if (!closing && isNamed(from, ITEM)) {
      close('unclosed', lt);
      at = lt;
    } else at = lt + 1;
    return true;
  };

  const inChannel = (lt: number, closing: boolean, final: boolean): boolean => {
    const end = endOfTag(text, lt + 1);
    if (end === -1) {
      if (text.length - lt < TAG_LIMIT && !final) return false;
      at = lt + 1;
      return true;
    }
    const name = /^<\/?([A-Za-z_][\w:.-]*)/.exec(text.slice(lt, end))?.[1];
    at = end;
    if (name === undefined) return true;
    if (closing) complete ||= name === 'channel';
    else if (!CONTAINERS.has(name)) open(name, lt, end);
    // A second export appended to the first brings its own root; what is in it counts as well.
    else if (name === 'rss') complete = false;
    return true;
  };

  /** Looks at the `<` at `lt`. False: more bytes are needed. */
  const markup = (lt: number, final: boolean): boolean => {
    const next = text.charCodeAt(lt + 1);
    if (next === BANG) {
      if (lt + CDATA_OPEN.length > text.length && !final) return false;
      if (text.startsWith(CDATA_OPEN, lt)) {
        within = CDATA_CLOSE;
        at = lt + CDATA_OPEN.length;
      } else if (text.startsWith('<!--', lt)) {
        within = COMMENT_CLOSE;
        at = lt + 4;
      } else at = lt + 2;
      return true;
    }
    if (next === QUESTION) {
      within = INSTRUCTION_CLOSE;
      at = lt + 2;
      return true;
    }
    return element === undefined ? inChannel(lt, next === SLASH, final) : withinElement(lt, next === SLASH, final);
  };

  const scan = (final: boolean): void => {
    for (;;) {
      if (within !== undefined) {
        const found = text.indexOf(within, at);
        if (found === -1) {
          at = Math.max(at, text.length - within.length + 1);
          break;
        }
        at = found + within.length;
        within = undefined;
      }
      const lt = text.indexOf(LT, at);
      if (lt === -1) {
        at = text.length;
        break;
      }
      at = lt;
      if (!markup(lt, final)) break;
    }
    if (element !== undefined && length - start > maxElementBytes) noteOversized();
  };

  const readHead = (final: boolean): boolean => {
    const prolog = readProlog(store.subarray(0, length), final);
    if (prolog === undefined) return false;
    const end = endOfTag(text, prolog.root + 1);
    if (end === -1 && !final && length < 2 * PROLOG_LIMIT) return false;
    at = end === -1 ? text.length : end;
    events.push({ type: 'root', prolog, namespaces: namespacesOf(text.slice(prolog.root, at)) });
    prologue = false;
    return true;
  };

  /**
   * Makes room for more bytes. What was cut out are views of the store, so a full one is never written over: what is still needed of it moves
   * to a new one, with room to spare where a large element is on its way.
   */
  const makeRoom = (room: number): void => {
    if (length + room <= store.length) return;
    const from = element !== undefined && oversized === undefined ? start : textBase;
    const remaining = length - from;
    const next = Buffer.allocUnsafeSlow(Math.max(STORE, Math.ceil(1.5 * remaining) + room));
    store.copy(next, 0, from, length);
    store = next;
    base += from;
    textBase -= from;
    start -= from;
    length = remaining;
  };

  /** Takes bytes in, and leaves those behind that were looked at. */
  const append = (chunk: Uint8Array): void => {
    countLines(at);
    textBase += at;
    makeRoom(chunk.byteLength);
    store.set(chunk, length);
    length += chunk.byteLength;
    text = store.toString('latin1', textBase, length);
    counted = 0;
    at = 0;
  };

  const advance = (final: boolean): SplitEvent[] => {
    if (!prologue || readHead(final)) scan(final);
    const found = events;
    events = [];
    return found;
  };

  return {
    push: (chunk) => {
      append(chunk);
      return advance(false);
    },
    end: () => {
      const found = advance(true);
      const last: SplitEvent = { type: 'end', complete, size: base + length };
      if (element === undefined) return [...found, last];
      close('unclosed', text.length);
      const cut = events;
      events = [];
      return [...found, ...cut, last];
    },
  };
};
