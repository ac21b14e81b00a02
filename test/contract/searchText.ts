import { expect } from 'vitest';
import type { Contract } from './adapters.ts';
import type { MakeSearch } from './searchSupport.ts';
import { ALL, documentsOf, found, searchFields, write } from './searchSupport.ts';

/** Pairs of what was written and what is typed. */
const foldings: readonly (readonly [language: string, written: string, typed: string])[] = [
  ['German', 'Große Straße', 'GROSSE strasse'],
  ['Danish', 'Smørrebrød på Ærø', 'smorrebrod pa aero'],
  ['Polish', 'Łódź i Żywiec', 'lodz zywiec'],
  ['Turkish', 'Diyarbakır ve İstanbul', 'diyarbakir istanbul'],
  ['Icelandic', 'Þingvellir og Seyðisfjörður', 'thingvellir seydisfjordur'],
  ['Croatian', 'Đakovo čeka', 'dakovo ceka'],
  ['French', "L'œuvre d'été", 'oeuvre ete'],
  ['French, accents as marks of their own', 'L\u2019e\u0301te\u0301', 'été'],
  ['Vietnamese', 'Đường phố Hà Nội', 'duong pho ha noi'],
  ['Greek', 'ΟΔΟΣ Αθηνών', 'οδός αθηνων'],
  ['Russian', 'Ёлка в Москве', 'елка москве'],
  ['Hebrew', 'שָׁלוֹם', 'שלום'],
  ['Arabic', 'أَحْمَد', 'احمد'],
  ['Hindi', 'हिन्दी समाचार', 'समाचार'],
  ['Chinese', '北京的天气', '天气'],
  ['Japanese, half width', 'ﾄｳｷｮｳタワー', 'トウキョウ'],
  ['Korean, taken apart', '서울'.normalize('NFD'), '서울'],
  ['Thai', 'ข่าวกรุงเทพ', 'กรุงเทพ'],
  ['full width', 'ＣＯＶＩＤ－１９', 'covid-19'],
  ['ligatures', 'ﬁnal oﬃce', 'final office'],
];

/** Sentences of text: what is found, shown and suggested. */
export function searchText(contract: Contract<MakeSearch>): void {
  const { make } = contract;

  contract.it(
    'finds documents in which every word of the text occurs, in any of the fields searched, in any order',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        documentsOf({
          both: { headline: 'Harbour opens', body: 'The storm has passed.' },
          one: { headline: 'Harbour closed' },
          none: { headline: 'Elsewhere', body: 'stormy weather' },
        }),
      );
      expect(await found(search, 'storm harbour')).toEqual(['both']);
      expect(await found(search, 'HARBOUR!')).toEqual(['both', 'one']);
      expect(await found(search, 'harbour', ['body'])).toEqual([]);
      expect(await found(search, 'storm harbour', ['headline'])).toEqual([]);
      expect(await found(search, 'harbour', [])).toEqual([]);
    },
  );

  contract.it(
    'folds case, accents and letters in the languages of the group, at indexing and at query alike',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(
        search,
        foldings.map(([id, headline]) => ({ id, version: 1, fields: { headline } })),
      );
      for (const [language, written, typed] of foldings) {
        expect(await found(search, typed), `${language}: ${typed}`).toContain(language);
        expect(await found(search, written), `${language}: ${written}`).toContain(language);
      }
    },
  );

  contract.it('takes a blank text as none, and finds nothing for one without a letter or digit', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'One' }, b: { headline: 'Two' } }));
    expect(await found(search, ' \t')).toEqual(['a', 'b']);
    for (const text of ['…', '?!', '😀', '*', '"']) {
      const { total, facets } = await search.query({
        text,
        filter: ALL,
        size: 10,
        facets: [{ field: 'owner', size: 5 }],
      });
      expect([text, total, facets]).toEqual([text, 0, [{ field: 'owner', values: [] }]]);
    }
  });

  contract.it('takes what engines read as operators for plain words', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'this and that or not near' }, b: { headline: 'this' } }));
    expect(await found(search, '"this" AND (that) OR NOT NEAR')).toEqual(['a']);
    expect(await found(search, 'headline:this* -that ^that ~2')).toEqual([]);
    expect(await found(search, "thi' OR 1=1; --")).toEqual([]);
  });

  contract.it(
    'finds words longer than any engine takes whole by their beginning, and looks at 50 words of a text',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      const long = `${'x'.repeat(300)}end`;
      const many = Array.from({ length: 60 }, (_, at) => `w${at}`);
      await write(search, documentsOf({ long: { body: `a ${long}` }, many: { body: many.slice(0, 50).join(' ') } }));
      expect(await found(search, long)).toEqual(['long']);
      expect(await found(search, 'end')).toEqual([]);
      expect(await found(search, many.join(' '))).toEqual(['many']);
    },
  );

  contract.it('cuts out the found words from the text as it was written', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const body = `${'Filler words here. '.repeat(40)}Then the Übergröße of Zoë\u2019s 👨‍👩‍👧 cafe\u0301 was told. ${'More filler. '.repeat(40)}`;
    await write(search, documentsOf({ a: { headline: '東京タワー', body } }));
    const { hits } = await search.query({
      text: 'cafe UBERGROSSE',
      filter: ALL,
      size: 1,
      highlight: ['headline', 'body'],
    });
    const [cut, ...others] = hits[0]?.highlights ?? [];
    expect(others).toEqual([]);
    expect(cut?.field).toBe('body');
    expect(body).toContain(cut?.text);
    expect(cut?.marks.map(([start, end]) => cut.text.slice(start, end))).toEqual(['Übergröße', 'cafe\u0301']);
    const japanese = await search.query({ text: '京東', filter: ALL, size: 1, highlight: ['headline'] });
    expect(japanese.hits[0]?.highlights).toEqual([{ field: 'headline', text: '東京タワー', marks: [[0, 2]] }]);
    const plain = await search.query({ filter: ALL, size: 1, highlight: ['headline'] });
    expect(plain.hits[0]?.highlights).toEqual([]);
  });

  contract.it('suggests whole values one of whose words begins so, most frequent first, then by text', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(
      search,
      documentsOf({
        a: { headline: 'Élections in Łódź', tags: ['Angela Merkel', 'Zürich'] },
        b: { headline: 'New electric trains', tags: ['Angela Merkel', 'Angelika'] },
        c: { headline: 'Élections in Łódź', tags: ['Los Angeles'] },
        d: { headline: 'Nothing', body: `electro ${'word '.repeat(60)}`, tags: ['東京都', 'angel'] },
      }),
    );
    const suggest = async (prefix: string, fields: readonly string[], size = 10): Promise<readonly string[]> =>
      (await search.suggest({ prefix, fields, filter: ALL, size })).map(
        ({ text, field, count }) => `${text} ${field} ${count}`,
      );
    expect(await suggest('elec', ['headline', 'body'])).toEqual([
      'Élections in Łódź headline 2',
      'New electric trains headline 1',
    ]);
    expect(await suggest('LOD', ['headline'])).toEqual(['Élections in Łódź headline 2']);
    expect(await suggest('angel', ['tags'])).toEqual([
      'Angela Merkel tags 2',
      'Angelika tags 1',
      'Los Angeles tags 1',
      'angel tags 1',
    ]);
    expect(await suggest('angel', ['tags'], 2)).toEqual(['Angela Merkel tags 2', 'Angelika tags 1']);
    expect(await suggest('angela m', ['tags'])).toEqual(['Angela Merkel tags 2']);
    expect(await suggest('東京', ['tags'])).toEqual(['東京都 tags 1']);
    expect(await suggest('京', ['tags'])).toEqual(['東京都 tags 1']);
    expect(await suggest('erkel', ['tags'])).toEqual([]);
    expect(await suggest('zur', ['tags', 'headline'])).toEqual(['Zürich tags 1']);
    expect(await suggest('*', ['tags'])).toEqual([]);
    expect(await suggest('', ['tags'])).toEqual([]);
    expect(await suggest('a', [])).toEqual([]);
  });
}
