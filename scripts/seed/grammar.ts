import type { Random } from './random.ts';

/**
 * Sentences with slots: `{place}` is one of the words of that name, the same throughout a story; `{place2}` is another one;
 * `{visitors:200-900}` is a whole number, the same throughout. Words may have slots of their own.
 */
export type Template = string;

/** How stories of one kind are told. */
export interface StoryKind {
  /** What they may be about, as tags. */
  readonly topics: readonly string[];
  readonly headlines: readonly Template[];
  readonly standfirsts: readonly Template[];
  readonly openings: readonly Template[];
  readonly middles: readonly Template[];
  readonly quotes: readonly Template[];
  readonly headings: readonly Template[];
  readonly captions: readonly Template[];
}

/** All that is needed to write in one language. */
export interface Grammar {
  /** BCP 47. */
  readonly language: string;
  readonly words: Readonly<Record<string, readonly Template[]>>;
  readonly kinds: Readonly<Record<string, StoryKind>>;
  /** Paragraphs that fit any story. */
  readonly middles: readonly Template[];
  readonly endings: readonly Template[];
  /** The parts of a paper, and which kinds of stories stand in each. */
  readonly sections: readonly { readonly slug: string; readonly name: string; readonly kinds: readonly string[] }[];
}

/** One story's choices of words. */
export interface Telling {
  /** A template with its slots filled, its first letter in capitals. */
  tell(template: Template): string;
  /** The word chosen for a slot, chosen now where it was not before. */
  word(slot: string): string;
}

const SLOT = /\{([a-z]+)(\d?)(?::(\d+)-(\d+))?\}/g;
/** Tries for a word that was not used yet; a bank may have fewer words than a story wants. */
const MOST_TRIES = 8;
const formats = new Map<string, Intl.NumberFormat>();

const numberIn = (language: string, bank: string, value: number): string => {
  if (bank === 'year') return String(value);
  const format = formats.get(language) ?? new Intl.NumberFormat(language);
  formats.set(language, format);
  return format.format(value);
};

/** Begins a story. */
export const createTelling = ({ language, words }: Grammar, random: Random): Telling => {
  const chosen = new Map<string, string>();

  const fill = (
    template: Template,
    resolve: (slot: string, bank: string, low: string, high: string) => string,
  ): string =>
    template.includes('{')
      ? template.replace(SLOT, (_, bank: string, digit: string, low: string, high: string) =>
          resolve(`${bank}${digit}`, bank, low, high),
        )
      : template;

  const fresh = (bank: string): string => {
    const templates = words[bank];
    if (!templates) throw new TypeError(`the grammar of ${language} has no words for {${bank}}`);
    return fill(random.pick(templates), (_, inner) => fresh(inner));
  };

  /** A word that the story has not used yet, where there is one. */
  const another = (bank: string): string => {
    const taken = new Set([...chosen].filter(([slot]) => slot.startsWith(bank)).map(([, word]) => word));
    let word = fresh(bank);
    for (let tries = 0; taken.has(word) && tries < MOST_TRIES; tries += 1) word = fresh(bank);
    return word;
  };

  const word = (slot: string, bank = slot.replace(/\d$/, ''), low?: string, high?: string): string => {
    const known = chosen.get(slot);
    if (known !== undefined) return known;
    const value =
      low === undefined ? another(bank) : numberIn(language, bank, random.integer(Number(low), Number(high)));
    chosen.set(slot, value);
    return value;
  };

  return {
    word: (slot) => word(slot),
    tell: (template) => {
      const text = fill(template, word);
      return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
    },
  };
};
