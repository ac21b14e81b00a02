import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldQuery, foldTerms, MAX_QUERY_TERMS, MAX_TERM, scanTerms } from '../../../platform/search/terms.ts';

describe('folding of text into terms', () => {
  it.each([
    ['Straße STRASSE ẞ', 'strasse strasse ss'],
    ['Øystein, Łódź, Ægir, Đorđe, þing, ısparta, İstanbul', 'oystein lodz aegir dorde thing isparta istanbul'],
    ['ﬁne ① ½ ㎏ Ⅷ', 'fine 1 1 2 kg viii'],
    ['東京タワー ｶﾞ か\u3099', '東 京 タ ワ ー ガ が'],
    ['한국어', '한 국 어'],
    ['한국어'.normalize('NFD'), '한 국 어'],
    ['\u3131\uA926 \u1100\uA926', '\u1100\uA926 \u1100\uA926'],
    ['हिन्दी की', 'हिन्दी की'],
    ['กรุงเทพ', 'ก รุ ง เ ท พ'],
    ['ΟΔΟΣ ὁδός οδοσ', 'οδοσ οδοσ οδοσ'],
    ['Ёлка', 'елка'],
    ['أَحْمَد', 'احمد'],
    ["O'Neill’s Hawaiʻi", 'o neill s hawai i'],
    ['soft\u00ADhyphen non\u200Cjoined zero\u200Bwidth', 'softhyphen nonjoined zero width'],
    ['COVID-19, U.S.A., C++', 'covid 19 u s a c'],
    ['😀 👩‍👩‍👧 1️⃣ 🇩🇪', '1'],
    ['\u0301abc', 'abc'],
    ['', ''],
  ])('%s', (text, terms) => {
    expect(foldTerms(text).join(' ')).toBe(terms);
  });

  it('folds what is folded to itself, so that stored terms are found by themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const folded = foldTerms(text).join(' ');
        expect(foldTerms(folded).join(' ')).toBe(folded);
      }),
      { numRuns: 2_000 },
    );
  });

  it('folds composed and decomposed spelling alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('éüñąşțőå가힣がパйё')), maxLength: 20 }), (text) => {
        expect(foldTerms(text.normalize('NFD'))).toEqual(foldTerms(text.normalize('NFC')));
      }),
    );
  });

  it('gives terms that engines split at blanks alone, bounded in length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const term of foldTerms(text)) {
          expect(term).toMatch(/^[a-z0-9\u0080-\u{10FFFF}]+$/u);
          expect(term).not.toMatch(/\s/u);
          expect(Array.from(term).length).toBeLessThanOrEqual(MAX_TERM);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('says where each word stands, accents written as marks of their own included', () => {
    const text = '👍 Cafe\u0301 Straße';
    const at: string[] = [];
    scanTerms(text, (_, start, end) => at.push(text.slice(start, end)));
    expect(at).toEqual(['Cafe\u0301', 'Straße']);
  });

  it('looks at a bounded part of a query, each word once', () => {
    expect(foldQuery('b a B á')).toEqual(['b', 'a']);
    expect(foldQuery(Array.from({ length: 99 }, (_, at) => `w${at}`).join(' '))).toHaveLength(MAX_QUERY_TERMS);
    expect(foldQuery(`${'x '.repeat(250)}late`)).toEqual(['x']);
  });
});
