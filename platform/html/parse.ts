import { decodeHTML } from 'entities';
import { endTags, impliedEnds, isVoid, rawTextOf } from './elements.ts';
import type { HtmlElement } from './tree.ts';

/**
 * What a piece of another notation means for the tree: `open` begins an element that lasts until a `close` of its name, `single` is one without
 * children, `nothing` is passed over. `end` is the offset after the piece.
 */
export type Mark =
  | {
      readonly kind: 'open' | 'single';
      readonly name: string;
      readonly data: Readonly<Record<string, unknown>>;
      readonly end: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly end: number }
  | { readonly kind: 'nothing'; readonly end: number };

/** Notations beside HTML that a text may use. */
export interface Notation {
  /** What a comment means, by its text; `undefined`: it is a comment. Its `end` is not looked at. */
  readonly comment?: ((text: string) => Mark | undefined) | undefined;
  /** What stands at a `[`; `undefined`: text. */
  readonly bracket?: ((source: string, at: number) => Mark | undefined) | undefined;
}

/** Elements within elements; what is nested deeper stands in the deepest of them. */
const MAX_DEPTH = 128;

const LETTER = /[a-zA-Z]/;
const NAME = /[^\s/>]+/y;

const lowerName = (name: string): string => (/[A-Z]/.test(name) ? name.toLowerCase() : name);

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13 && code !== 11);

const GT = 62;
const EQUALS = 61;
const SLASH = 47;

/** The offset of the `>` that ends the tag whose name ends at `from`, by HTML's rules for attributes; -1 where the text ends first. */
const endOfTag = (source: string, from: number): number => {
  const close = source.indexOf('>', from);
  // Most tags end at their first >; only a quoted value can hold one.
  if (close === -1 || close === from) return close;
  let named = false;
  for (let at = from; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === GT) return at;
    if (code === SLASH) named = false;
    else if (code === EQUALS && named) {
      at += 1;
      while (isSpace(source.charCodeAt(at))) at += 1;
      const quote = source[at];
      if (quote === '"' || quote === "'") {
        at = source.indexOf(quote, at + 1);
        if (at === -1) return -1;
      } else {
        while (at < source.length && source.charCodeAt(at) !== GT && !isSpace(source.charCodeAt(at))) at += 1;
        at -= 1;
      }
      named = false;
    } else if (!isSpace(code)) named = true;
  }
  return -1;
};

/** Builds the tree: which elements an opening or closing tag ends, how deep it goes. */
class TreeBuilder {
  readonly root: HtmlElement = { name: '#root', source: '', mark: undefined, children: [] };
  private readonly stack: HtmlElement[] = [this.root];

  private get current(): HtmlElement {
    return this.stack.at(-1) ?? this.root;
  }

  text(text: string): void {
    if (text === '') return;
    const { children } = this.current;
    const last = children.at(-1);
    if (typeof last === 'string') children[children.length - 1] = last + text;
    else children.push(text);
  }

  open(name: string, source: string): void {
    const until = impliedEnds(this.stack, name);
    if (until !== undefined) this.stack.length = until;
    const element: HtmlElement = { name, source, mark: undefined, children: [] };
    this.current.children.push(element);
    if (!isVoid(name) && this.stack.length < MAX_DEPTH) this.stack.push(element);
  }

  close(name: string): void {
    const until = endTags(this.stack, name);
    if (until !== undefined) this.stack.length = until;
    else if (name === 'br') this.open('br', '');
  }

  openMark(name: string, data: Readonly<Record<string, unknown>>, single: boolean): void {
    const element: HtmlElement = { name, source: '', mark: data, children: [] };
    this.current.children.push(element);
    if (!single && this.stack.length < MAX_DEPTH) this.stack.push(element);
  }

  closeMark(name: string): boolean {
    const at = this.stack.findLastIndex((element) => element.name === name);
    if (at > 0) this.stack.length = at;
    return at > 0;
  }
}

/**
 * Parses a text as browsers do as far as its words are concerned: no word of it is lost or moved, whatever its markup. Comments, scripts and
 * styles are left out. Time and memory grow with the text's length alone; the tree is at most 128 levels deep.
 */
export const parseHtml = (source: string, notation: Notation = {}): HtmlElement => {
  const tree = new TreeBuilder();
  const { comment, bracket } = notation;
  let at = 0;
  let textFrom = 0;
  // Where the next of each lies; looked for anew only once it is passed, so that no part of the text is searched twice.
  let nextBang = source.indexOf('--!>');
  let nextTag = source.indexOf('<');
  let nextBracket = bracket === undefined ? -1 : source.indexOf('[');

  const flushText = (until: number): void => {
    if (until <= textFrom) return;
    const text = source.slice(textFrom, until);
    tree.text(text.includes('&') ? decodeHTML(text) : text);
  };

  const apply = (mark: Mark): void => {
    if (mark.kind === 'open' || mark.kind === 'single') tree.openMark(mark.name, mark.data, mark.kind === 'single');
    else if (mark.kind === 'close') tree.closeMark(mark.name);
  };

  /** Goes on after a piece of markup. */
  const resume = (end: number): void => {
    at = end;
    textFrom = end;
  };

  const startTag = (): void => {
    NAME.lastIndex = at + 1;
    const name = lowerName(NAME.exec(source)?.[0] ?? '');
    const end = endOfTag(source, NAME.lastIndex);
    flushText(at);
    // A tag that never ends is text to the end: browsers would hide all of it.
    if (end === -1) {
      tree.text(source.slice(at));
      resume(source.length);
      return;
    }
    const raw = rawTextOf(name);
    tree.open(name, source.slice(NAME.lastIndex, end));
    resume(end + 1);
    if (raw === undefined) return;
    const closing = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
    closing.lastIndex = at;
    const until = raw === 'rest' ? source.length : (closing.exec(source)?.index ?? source.length);
    if (raw === 'text' || raw === 'rest') tree.text(source.slice(at, until));
    else if (raw === 'decoded') tree.text(decodeHTML(source.slice(at, until)));
    resume(until);
  };

  const endTag = (): void => {
    NAME.lastIndex = at + 2;
    const name = lowerName(NAME.exec(source)?.[0] ?? '');
    // The first > ends it, though browsers go by the rules for attributes here too: what they would hide is shown.
    const end = source.indexOf('>', NAME.lastIndex);
    flushText(at);
    if (end === -1) resume(source.length);
    else {
      tree.close(name);
      resume(end + 1);
    }
  };

  /** A comment, or what browsers take for one. */
  const declaration = (): void => {
    flushText(at);
    if (!source.startsWith('<!--', at)) {
      const end = source.indexOf('>', at);
      resume(end === -1 ? source.length : end + 1);
      return;
    }
    const abrupt = /^<!--(?:-?>)/.exec(source.slice(at, at + 6));
    if (abrupt !== null) {
      resume(at + abrupt[0].length);
      return;
    }
    const close = source.indexOf('-->', at + 4);
    if (nextBang !== -1 && nextBang < at + 4) nextBang = source.indexOf('--!>', at + 4);
    const early = nextBang !== -1 && (close === -1 || nextBang < close);
    const end = early ? nextBang : close;
    const mark = end === -1 ? undefined : comment?.(source.slice(at + 4, end));
    if (mark !== undefined) apply(mark);
    resume(end === -1 ? source.length : end + (early ? 4 : 3));
  };

  while (at < source.length) {
    if (nextTag !== -1 && nextTag < at) nextTag = source.indexOf('<', at);
    if (nextBracket !== -1 && nextBracket < at) nextBracket = source.indexOf('[', at);
    if (nextTag === -1 && nextBracket === -1) break;
    if (nextBracket !== -1 && (nextTag === -1 || nextBracket < nextTag)) {
      const mark = bracket?.(source, nextBracket);
      at = nextBracket;
      if (mark === undefined) at += 1;
      else {
        flushText(at);
        apply(mark);
        resume(mark.end);
      }
      continue;
    }
    at = nextTag;
    const next = source[at + 1] ?? '';
    if (LETTER.test(next)) startTag();
    else if (next === '/' && LETTER.test(source[at + 2] ?? '')) endTag();
    else if (next === '!' || next === '?' || (next === '/' && source[at + 2] !== undefined)) declaration();
    else at += 1;
  }
  flushText(source.length);
  return tree.root;
};
