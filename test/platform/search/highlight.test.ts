import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from '../../../platform/search/highlight.ts';
import { foldTerms } from '../../../platform/search/terms.ts';

const marked = (text: string, ...terms: readonly string[]): readonly string[] =>
  highlight('body', text, terms).flatMap((cut) => cut.marks.map(([start, end]) => cut.text.slice(start, end)));

describe('highlights', () => {
  it('give a short text whole, with every found word marked', () => {
    expect(highlight('headline', 'Zoë met Zoe', ['zoe'])).toEqual([
      {
        field: 'headline',
        text: 'Zoë met Zoe',
        marks: [
          [0, 3],
          [8, 11],
        ],
      },
    ]);
  });

  it('give nothing where no word is found', () => {
    expect(highlight('body', 'nothing here', ['zoe'])).toEqual([]);
  });

  it('cut about 160 characters out of a long text, between words', () => {
    const text = `${'filler words '.repeat(60)}the harbour opened ${'more filler '.repeat(60)}`;
    const [cut, ...others] = highlight('body', text, ['harbour']);
    expect(others).toEqual([]);
    expect(text).toContain(cut?.text);
    expect(cut?.text.length).toBeLessThanOrEqual(170);
    expect(cut?.text.length).toBeGreaterThan(120);
    expect(cut?.text).toMatch(/^(filler|words) .* (more|filler)$/);
  });

  it('choose at most three pieces, those with the most different words, in the order of the text', () => {
    const gap = ' filler'.repeat(60);
    const text = `storm${gap} storm${gap} storm harbour${gap} storm${gap} harbour storm`;
    expect(highlight('body', text, ['storm', 'harbour']).map(({ marks }) => marks.length)).toEqual([1, 2, 2]);
  });

  it('join the marks of characters that stand together', () => {
    expect(marked('東京タワーは東', '東', '京')).toEqual(['東京', '東']);
  });

  it('never part a character as readers see it, and mark only found words, in any text', () => {
    const unit = fc.constantFrom(
      'a',
      'b ',
      'é',
      'e\u0301',
      '👨‍👩‍👧',
      '🇩🇪',
      '東',
      ' ',
      'ß',
      '\u{1F600}',
      'x'.repeat(30),
    );
    const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 50, maxLength: 400 }), (units) => {
        const text = units.join('');
        const edges = new Set([...graphemes.segment(text)].map(({ index }) => index).concat(text.length));
        let from = 0;
        for (const cut of highlight('body', text, ['東', 'ss'])) {
          const start = text.indexOf(cut.text, from);
          expect(start).toBeGreaterThanOrEqual(0);
          from = start + 1;
          expect(cut.text.isWellFormed()).toBe(true);
          expect(cut.marks.length).toBeGreaterThan(0);
          for (const [begin, end] of cut.marks)
            for (const term of foldTerms(cut.text.slice(begin, end))) expect(['東', 'ss']).toContain(term);
          const whole = [...edges].some((edge) => text.startsWith(cut.text, edge) && edges.has(edge + cut.text.length));
          expect(whole || cut.text.length > 400).toBe(true);
        }
      }),
    );
  });
});
