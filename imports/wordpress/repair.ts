import { decodeHTML } from 'entities';
import type { Repair } from '../rawRecord.ts';

/** One rung of the ladder: a text with what it mended, or the text as it was with a count of 0. */
interface Rung {
  readonly name: string;
  readonly mend: (text: string) => { readonly text: string; readonly count: number };
}

/** Characters that XML 1.0 does not allow, lone surrogates aside (a strict decoder yields none). */
const ILLEGAL = /[^\t\n\r\u0020-\ufffd]/g;

const replaceCounting = (
  text: string,
  pattern: RegExp,
  replacement: (match: string, ...groups: string[]) => string,
) => {
  let count = 0;
  const replaced = text.replace(pattern, (match: string, ...groups: string[]) => {
    const mended = replacement(match, ...groups);
    if (mended !== match) count += 1;
    return mended;
  });
  return { text: replaced, count };
};

/** Applies `mend` to what stands outside of CDATA sections and comments. */
const outsideOfCdata = (text: string, mend: (part: string) => { readonly text: string; readonly count: number }) => {
  let result = '';
  let count = 0;
  let at = 0;
  while (at < text.length) {
    const cdata = text.indexOf('<![CDATA[', at);
    const end = cdata === -1 ? text.length : cdata;
    const mended = mend(text.slice(at, end));
    result += mended.text;
    count += mended.count;
    if (cdata === -1) break;
    const close = text.indexOf(']]>', cdata);
    const next = close === -1 ? text.length : close + 3;
    result += text.slice(cdata, next);
    at = next;
  }
  return { text: result, count };
};

/**
 * A `]]>` in the middle of what WordPress wrapped as a whole: `<name><![CDATA[` … `]]></name>`. The section ends where the element does; an end
 * within it is written as two sections, which WordPress does itself since 3.9.
 */
const rejoinCdata = (text: string): { readonly text: string; readonly count: number } => {
  const opening = /<([\w:.-]{1,64})(?:\s[^<>]{0,1024})?><!\[CDATA\[/g;
  let result = '';
  let count = 0;
  let at = 0;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const inner = match.index + match[0].length;
    const end = text.indexOf(`]]></${match[1]}>`, inner);
    if (end === -1) break;
    const section = text.slice(inner, end);
    // A section that never ends would swallow the next item: nothing is put together beyond one.
    if (/<\/?item[\s>]/.test(section)) break;
    const mended = replaceCounting(section, /\]\]>(?!<!\[CDATA\[)/g, () => ']]]]><![CDATA[>');
    result += text.slice(at, inner) + mended.text;
    count += mended.count;
    at = end;
    opening.lastIndex = end;
  }
  return { text: result + text.slice(at), count };
};

const XML_ENTITIES = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);

/** Whether a character reference (`#11`, `#x0`) names what XML 1.0 forbids. */
const isForbidden = (reference: string): boolean => {
  const code = reference[1] === 'x' ? Number.parseInt(reference.slice(2), 16) : Number.parseInt(reference.slice(1), 10);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return true;
  return String.fromCodePoint(code).search(ILLEGAL) !== -1;
};

const mendEntity = (match: string, name: string | undefined): string => {
  if (name === undefined) return '&amp;';
  if (XML_ENTITIES.has(name)) return match;
  if (name.startsWith('#')) return isForbidden(name) ? '' : match;
  const decoded = decodeHTML(match);
  return decoded === match ? `&amp;${match.slice(1)}` : decoded.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
};

const ENTITY = /&(?:(#\d{1,7}|#x[\da-fA-F]{1,6}|[A-Za-z][\dA-Za-z]{0,31});)?/g;

const LADDER: readonly Rung[] = [
  { name: 'ILLEGAL_CHARACTERS', mend: (text) => replaceCounting(text, ILLEGAL, () => '') },
  { name: 'CDATA_END', mend: rejoinCdata },
  { name: 'ENTITIES', mend: (text) => outsideOfCdata(text, (part) => replaceCounting(part, ENTITY, mendEntity)) },
  {
    name: 'RAW_CDATA_END',
    mend: (text) => outsideOfCdata(text, (part) => replaceCounting(part, /\]\]>/g, () => ']]&gt;')),
  },
];

/** A text after some rungs of the ladder, with their names and how often each had to mend. */
export interface Repaired {
  readonly text: string;
  readonly repairs: readonly Repair[];
}

/**
 * The repair ladder: an element that is not well-formed, mended by one rung more at each step. A rung that finds nothing is left out.
 *
 * `ILLEGAL_CHARACTERS` removes what XML 1.0 forbids · `CDATA_END` keeps a section whole that a `]]>` in its text had ended · `ENTITIES` escapes a bare
 * `&` and writes HTML's named entities as characters · `RAW_CDATA_END` escapes a `]]>` in plain text. Nothing else is guessed.
 */
export function* repairs(source: string): Generator<Repaired> {
  let text = source;
  const done: Repair[] = [];
  for (const { name, mend } of LADDER) {
    const mended = mend(text);
    if (mended.count === 0) continue;
    text = mended.text;
    done.push(mended.count === 1 ? name : `${name} ×${mended.count}`);
    yield { text, repairs: [...done] };
  }
}
