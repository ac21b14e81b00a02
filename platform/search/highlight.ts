import type { Highlight } from './port.ts';
import type { Term } from './terms.ts';
import { scanTerms } from './terms.ts';

/** Length that a cut-out aims at, in UTF-16 code units; a text not much longer is given whole. */
const AIM = 160;
const WHOLE = 200;
/** How far before the first found word a cut-out begins. */
const LEAD = 40;
/** How far an edge moves to fall between words. */
const SLACK = 24;
/** Characters of a text in which words are looked for. */
const LOOKED_AT = 200_000;
/** Cut-outs of one field. */
const MOST = 3;

interface CutOut {
  readonly start: number;
  readonly end: number;
  readonly marks: readonly Term[];
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The nearest place at or before `at` that parts no character as readers see it (letter with accents, emoji of several code points). */
const between = (text: string, at: number): number => {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const from = Math.max(0, at - 48);
  return from + (graphemes.segment(text.slice(from, at + 16)).containing(at - from)?.index ?? at - from);
};

const startOf = (text: string, at: number): number => {
  if (at <= 0) return 0;
  for (let place = at; place < at + SLACK; place += 1) if (/\s/.test(text.charAt(place - 1))) return place;
  return between(text, at);
};

const endOf = (text: string, at: number, least: number): number => {
  if (at >= text.length) return text.length;
  for (let place = at; place > Math.max(least, at - SLACK); place -= 1) if (/\s/.test(text.charAt(place))) return place;
  return Math.max(least, between(text, at));
};

const cutOuts = (text: string, found: readonly Term[]): readonly CutOut[] => {
  if (text.length <= WHOLE) return [{ start: 0, end: text.length, marks: found }];
  const cuts: CutOut[] = [];
  let next = 0;
  let floor = 0;
  for (let first = found[next]; first !== undefined; first = found[next]) {
    const start = Math.min(first.start, Math.max(floor, startOf(text, first.start - LEAD)));
    const end = endOf(text, start + AIM, first.end);
    const from = next;
    while ((found[next]?.end ?? Number.POSITIVE_INFINITY) <= end) next += 1;
    cuts.push({ start, end, marks: found.slice(from, next) });
    floor = end;
  }
  return cuts;
};

const different = (cut: CutOut): number => new Set(cut.marks.map(({ term }) => term)).size;

/** Marks in the cut-out, those that touch made one: words of scripts without blanks are found by character. */
const marksOf = ({ start, marks }: CutOut): readonly (readonly [number, number])[] => {
  const joined: [number, number][] = [];
  for (const mark of marks) {
    const last = joined.at(-1);
    if (last !== undefined && mark.start - start <= last[1]) last[1] = Math.max(last[1], mark.end - start);
    else joined.push([mark.start - start, mark.end - start]);
  }
  return joined;
};

/**
 * Cuts out of a field's text what stands around the found words: at most three pieces of about 160 UTF-16 code units, those with the most different words,
 * in the order of the text; a short text whole. Pieces end between words where they can, and never within a character. Nothing where no word is found.
 */
export const highlight = (field: string, text: string, terms: readonly string[]): readonly Highlight[] => {
  const wanted = new Set(terms);
  const found: Term[] = [];
  scanTerms(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text, (term, start, end) => {
    if (wanted.has(term)) found.push({ term, start, end });
  });
  if (found.length === 0) return [];
  return cutOuts(text, found)
    .toSorted((a, b) => different(b) - different(a))
    .slice(0, MOST)
    .toSorted((a, b) => a.start - b.start)
    .map((cut) => ({ field, text: text.slice(cut.start, cut.end), marks: marksOf(cut) }));
};
