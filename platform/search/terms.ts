/** A folded word of a text and where it stands, in UTF-16 code units, end exclusive. */
export interface Term {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** Characters (UTF-16 code units) of one text that are looked at when it is indexed; what follows is not found. */
export const MAX_TEXT = 1_000_000;
/** Characters of a query's text that are looked at. */
export const MAX_QUERY_TEXT = 500;
/** Different words of a query that are looked at: engines bound the clauses of a query. */
export const MAX_QUERY_TERMS = 50;
/** Code points of a word that count; longer words are equal where these are. Engines cut longer words into pieces. */
export const MAX_TERM = 64;

const DIACRITIC = /^\p{M}$/u;
const DIACRITIC_SCRIPT =
  /^[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}]$/u;
const IGNORABLE = /^[\p{Default_Ignorable_Code_Point}\u0640]$/u;
const WORD = /^[\p{L}\p{N}\p{M}]$/u;
/** Scripts written without blanks between words: each of their characters is a word. */
const BY_CHARACTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC]/u;
const JAMO = /[\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FB]+/y;

/** Letters that Unicode does not take apart, as people type them on other keyboards. */
const ALONE: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
};
/** Zero width space parts words though it is ignorable; modifier letters that stand for apostrophes part them as apostrophes do. */
const PARTS = new Set(['\u200B', '\u02B9', '\u02BA', '\u02BB', '\u02BC', '\u02BD', '\u02C8', '\uA78C']);

const isDiacritic = (character: string): boolean =>
  DIACRITIC.test(character) &&
  DIACRITIC_SCRIPT.test(character) &&
  character !== '\u3099' && // the voicing marks of kana make other letters
  character !== '\u309A';

const withoutDiacritics = (text: string): string => {
  let kept = '';
  for (const character of text.normalize('NFKD')) if (!isDiacritic(character)) kept += character;
  return kept;
};

/** Folds a character or cluster; blanks in the answer part words. */
const fold = (cluster: string): string => {
  if (PARTS.has(cluster)) return ' ';
  // By way of upper case: what has one upper case has one fold (ß, ſ, ı), which lower case alone would keep apart; ẞ has none but its own.
  const cased = withoutDiacritics(withoutDiacritics(cluster).toLowerCase().toUpperCase().toLowerCase());
  let folded = '';
  for (const character of cased) {
    if (PARTS.has(character)) folded += ' ';
    else if (IGNORABLE.test(character)) continue;
    else folded += WORD.test(character) ? (ALONE[character] ?? character) : ' ';
  }
  folded = folded.normalize('NFC');
  if (!BY_CHARACTER.test(folded)) return folded;
  let parted = ' ';
  for (const character of folded) parted += DIACRITIC.test(character) ? character : ` ${character}`;
  return `${parted} `;
};

// A pure function's answers, at most one for each code point of Unicode.
const remembered = new Map<number, string>();
const foldCodePoint = (codePoint: number): string => {
  const known = remembered.get(codePoint);
  if (known !== undefined) return known;
  const folded = fold(String.fromCodePoint(codePoint));
  remembered.set(codePoint, folded);
  return folded;
};

const isVoicing = (code: number): boolean => code === 0x3099 || code === 0x309a || code === 0xff9e || code === 0xff9f;
const isMark = (text: string): boolean => DIACRITIC.test(text);

/** The cluster at this place that must be folded as one: conjoining Hangul, voiced kana, a spaceless script's letter with its marks. */
const clusterAt = (text: string, at: number, width: number): string => {
  JAMO.lastIndex = at;
  let end = at + (JAMO.exec(text)?.[0].length ?? width);
  if (isVoicing(text.charCodeAt(end))) return text.slice(at, end + 1);
  if (BY_CHARACTER.test(text.slice(at, end))) while (end < text.length && isMark(text.charAt(end))) end += 1;
  return text.slice(at, end);
};

const isAsciiWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);

const bounded = (word: string): string =>
  word.length <= MAX_TERM ? word : Array.from(word).slice(0, MAX_TERM).join('');

/**
 * Finds the words of a text and hands each, folded, to `found`: NFKC, case folded, diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic removed,
 * ß as ss, ø as o and their like; words are runs of letters and digits, and in scripts written without blanks (Chinese, Japanese, Korean, Thai, Lao,
 * Khmer, Burmese) every character is one. No term holds a blank or an ASCII character other than `a-z0-9`, so that engines need only split on blanks.
 */
export const scanTerms = (text: string, found: (term: string, start: number, end: number) => void): void => {
  const length = Math.min(text.length, MAX_TEXT);
  let word = '';
  let start = 0;
  let end = 0;
  let ascii = true;
  const flush = (): void => {
    if (word === '') return;
    found(bounded(ascii ? word : word.normalize('NFC')), start, end);
    word = '';
    ascii = true;
  };
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      if (!isAsciiWord(code)) {
        flush();
        at += 1;
        continue;
      }
      const from = at;
      do at += 1;
      while (at < length && isAsciiWord(text.charCodeAt(at)));
      if (word === '') start = from;
      word += text.slice(from, at).toLowerCase();
      end = at;
      continue;
    }
    const codePoint = text.codePointAt(at) ?? code;
    const width = codePoint > 0xffff ? 2 : 1;
    const cluster = codePoint < 0xe00 ? '' : clusterAt(text, at, width);
    const size = Math.max(width, cluster.length);
    const folded = size > width ? fold(cluster) : foldCodePoint(codePoint);
    for (const character of folded) {
      if (character === ' ') flush();
      // A mark without a letter before it is no word.
      else if (word !== '' || !isMark(character)) {
        if (word === '') start = at;
        word += character;
        ascii &&= character < '\u0080';
        end = at + size;
      }
    }
    if (folded === '' && word !== '') end = at + size;
    at += size;
  }
  flush();
};

/** The words of a text in order, folded; see {@link scanTerms}. */
export const foldTerms = (text: string): readonly string[] => {
  const terms: string[] = [];
  scanTerms(text, (term) => terms.push(term));
  return terms;
};

/** The different words of a query's text, at most {@link MAX_QUERY_TERMS}, from its first {@link MAX_QUERY_TEXT} characters. */
export const foldQuery = (text: string): readonly string[] =>
  [...new Set(foldTerms(text.slice(0, MAX_QUERY_TEXT).toWellFormed()))].slice(0, MAX_QUERY_TERMS);
