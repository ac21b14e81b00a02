import { compareText } from './filter.ts';
import type { Suggestion } from './port.ts';
import { foldTerms } from './terms.ts';

/** Code points of a value that is still suggested: a headline or a name, not a paragraph. */
export const MAX_COMPLETED = 200;
/** Characters of a prefix that are looked at, before folding. */
const MAX_PREFIX = 100;
/** UTF-16 code units of a beginning that count, after folding. */
const MAX_BEGINNING = 40;

/** A value that can be suggested, and how it may be begun: its folded words from each word on. */
export interface Completion {
  readonly value: string;
  readonly beginnings: readonly string[];
}

const bounded = (words: string): string => words.slice(0, MAX_BEGINNING).toWellFormed();

/** How a value may be begun, or nothing where it is too long or has no words. */
export const completionOf = (value: string): Completion | undefined => {
  if (value.length > MAX_COMPLETED && (value.length > 2 * MAX_COMPLETED || Array.from(value).length > MAX_COMPLETED))
    return undefined;
  const words = foldTerms(value);
  if (words.length === 0) return undefined;
  const beginnings = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    let beginning = '';
    for (let at = from; at < words.length && beginning.length < MAX_BEGINNING; at += 1)
      beginning += at === from ? words[at] : ` ${words[at]}`;
    beginnings.add(bounded(beginning));
  }
  return { value, beginnings: [...beginnings] };
};

/** A prefix as {@link completionOf} writes beginnings, or nothing where it has no letter or digit. */
export const foldPrefix = (prefix: string): string | undefined => {
  const words = bounded(foldTerms(prefix.slice(0, MAX_PREFIX).toWellFormed()).join(' '));
  return words === '' ? undefined : words;
};

/** Most frequent first, then by text, then by field. */
export const orderSuggestions = (suggestions: readonly Suggestion[], size: number): readonly Suggestion[] =>
  suggestions
    .toSorted((a, b) => b.count - a.count || compareText(a.text, b.text) || compareText(a.field, b.field))
    .slice(0, size);
