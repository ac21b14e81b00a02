import fc from 'fast-check';
import { expect } from 'vitest';
import type { Fields, FieldValue, Filter } from '../../platform/search/filter.ts';
import { and, compareText, equals, exists, isIn, matches, not, or, range } from '../../platform/search/filter.ts';
import type {
  FieldDefinition,
  Search,
  SearchDocument,
  SearchQuery,
  SearchResult,
  SortKey,
  SortPosition,
} from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';

/** An index of its own that `prepare` made, and further adapters over it as other processes have them. */
export interface SearchUnderTest extends AsyncDisposable {
  readonly search: Search;
  beside(fields?: readonly FieldDefinition[]): Search;
}

/** Makes an index of these fields under a name of its own. */
export type MakeSearch = (fields: readonly FieldDefinition[]) => Promise<SearchUnderTest>;

/** The fields of the suite. */
export const searchFields: readonly FieldDefinition[] = [
  { name: 'headline', type: 'text', boost: 3 },
  { name: 'body', type: 'text' },
  { name: 'owner', type: 'keyword' },
  { name: 'tags', type: 'keyword' },
  { name: 'published', type: 'date' },
  { name: 'words', type: 'number' },
  { name: 'live', type: 'boolean' },
];

const ALL = and();

const day = (number: number): string => new Date(Date.UTC(2024, 0, number)).toISOString();

const write = async (search: Search, documents: readonly SearchDocument[]): Promise<void> => {
  for (let from = 0; from < documents.length; from += 1_000) {
    const results = await search.index(documents.slice(from, from + 1_000));
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }
  await search.refresh();
};

const documentsOf = (fields: { readonly [id: string]: Fields }): readonly SearchDocument[] =>
  Object.entries(fields).map(([id, own]) => ({ id, version: 1, fields: own }));

const idsOf = ({ hits }: SearchResult): readonly string[] => hits.map(({ id }) => id);

const found = async (search: Search, text: string, fields?: readonly string[]): Promise<readonly string[]> =>
  idsOf(await search.query({ text, fields, filter: ALL, size: 100 })).toSorted(compareText);

/** Every hit of a query, page by page. `between` runs after each page. */
const pages = async (
  search: Search,
  query: Omit<SearchQuery, 'after'>,
  between: () => Promise<void> = async () => {},
): Promise<readonly string[]> => {
  const ids: string[] = [];
  let after: SortPosition | undefined;
  for (;;) {
    const { hits } = await search.query({ ...query, after });
    ids.push(...hits.map(({ id }) => id));
    after = hits.at(-1)?.position;
    if (hits.length < query.size) return ids;
    expect(JSON.parse(JSON.stringify(after))).toEqual(after);
    await between();
  }
};

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

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

/** The sentences of the search port. */
export function searchContract(contract: Contract<MakeSearch>): void {
  const { it, make } = contract;

  it('finds documents in which every word of the text occurs, in any of the fields searched, in any order', async () => {
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
  });

  it('folds case, accents and letters in the languages of the group, at indexing and at query alike', async () => {
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
  });

  it('takes a blank text as none, and finds nothing for one without a letter or digit', async () => {
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

  it('takes what engines read as operators for plain words', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'this and that or not near' }, b: { headline: 'this' } }));
    expect(await found(search, '"this" AND (that) OR NOT NEAR')).toEqual(['a']);
    expect(await found(search, 'headline:this* -that ^that ~2')).toEqual([]);
    expect(await found(search, "thi' OR 1=1; --")).toEqual([]);
  });

  it('finds words longer than any engine takes whole by their beginning, and looks at 50 words of a text', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const long = `${'x'.repeat(300)}end`;
    const many = Array.from({ length: 60 }, (_, at) => `w${at}`);
    await write(search, documentsOf({ long: { body: `a ${long}` }, many: { body: many.slice(0, 50).join(' ') } }));
    expect(await found(search, long)).toEqual(['long']);
    expect(await found(search, 'end')).toEqual([]);
    expect(await found(search, many.join(' '))).toEqual(['many']);
  });

  it('never lets an older or equal version replace a newer one, nor a deletion be undone by one', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const at = (version: number, headline: string | undefined): SearchDocument => ({
      id: 'a',
      version,
      fields: headline === undefined ? undefined : { headline },
    });
    const outcome = async (document: SearchDocument): Promise<string | undefined> =>
      (await search.index([document]))[0]?.outcome;
    expect(await outcome(at(5, 'five'))).toBe('indexed');
    expect(await outcome(at(4, 'four'))).toBe('stale');
    expect(await outcome(at(5, 'other'))).toBe('stale');
    await search.refresh();
    expect([await found(search, 'five'), await found(search, 'four'), await found(search, 'other')]).toEqual([
      ['a'],
      [],
      [],
    ]);
    expect(await outcome(at(4, undefined))).toBe('stale');
    expect(await outcome(at(7, undefined))).toBe('deleted');
    expect(await outcome(at(6, 'six'))).toBe('stale');
    expect(await outcome(at(7, 'seven'))).toBe('stale');
    await search.refresh();
    expect((await search.query({ filter: ALL, size: 10 })).total).toBe(0);
    expect((await search.query({ filter: not(exists('owner')), size: 10 })).total).toBe(0);
    expect(await outcome(at(8, 'eight'))).toBe('indexed');
    await search.refresh();
    expect(await found(search, 'eight')).toEqual(['a']);
    expect(await outcome({ id: 'never seen', version: 3, fields: undefined })).toBe('deleted');
    expect(await outcome({ id: 'never seen', version: 2, fields: {} })).toBe('stale');
  });

  it('answers one result for each document in order, and a bad one spoils no other', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const results = await search.index([
      { id: 'good', version: 1, fields: { headline: 'good' } },
      { id: 'undeclared', version: 1, fields: { colour: 'red' } },
      { id: 'type', version: 1, fields: { words: 'many' } },
      { id: 'date', version: 1, fields: { published: '2024-02-30T00:00:00.000Z' } },
      { id: 'version', version: 0, fields: {} },
      { id: '', version: 1, fields: {} },
      { id: 'good', version: 2, fields: { headline: 'better' } },
      { id: 'good', version: 1, fields: { headline: 'worse' } },
    ]);
    await search.refresh();
    expect(results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'good indexed',
      'undeclared failed',
      'type failed',
      'date failed',
      'version failed',
      ' failed',
      'good indexed',
      'good stale',
    ]);
    expect(results[1]).toMatchObject({ retryable: false, message: expect.stringContaining("'colour'") });
    expect(results[3]).toMatchObject({ message: expect.stringContaining("'published'") });
    expect(idsOf(await search.query({ filter: ALL, size: 10 }))).toEqual(['good']);
    expect(await found(search, 'better')).toEqual(['good']);
  });

  it('forgets everything of the version before', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, [
      { id: 'a', version: 1, fields: { headline: 'Old words', owner: 'north', tags: ['x', 'y'], words: 1 } },
    ]);
    await write(search, [{ id: 'a', version: 2, fields: { headline: 'New', tags: ['z'] } }]);
    const { total, facets } = await search.query({
      filter: ALL,
      size: 1,
      facets: [
        { field: 'owner', size: 10 },
        { field: 'tags', size: 10 },
      ],
    });
    expect([total, facets]).toEqual([
      1,
      [
        { field: 'owner', values: [] },
        { field: 'tags', values: [{ value: 'z', count: 1 }] },
      ],
    ]);
    expect(await found(search, 'old')).toEqual([]);
    for (const filter of [equals('owner', 'north'), equals('tags', 'x'), exists('words')])
      expect((await search.query({ filter, size: 1 })).total).toBe(0);
    expect(await search.suggest({ prefix: 'old', fields: ['headline'], filter: ALL, size: 5 })).toEqual([]);
  });

  it('applies the filter to hits, totals, facets, suggestions and related alike', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const shared = { headline: 'Council votes', tags: ['city', 'vote'] };
    await write(
      search,
      documentsOf({
        mine1: { ...shared, owner: 'north' },
        mine2: { ...shared, owner: 'north' },
        hidden: { ...shared, owner: 'south', tags: ['city', 'vote', 'secret'] },
      }),
    );
    const filter = equals('owner', 'north');
    const result = await search.query({ text: 'council', filter, size: 10, facets: [{ field: 'tags', size: 10 }] });
    expect([idsOf(result).toSorted(compareText), result.total, result.facets]).toEqual([
      ['mine1', 'mine2'],
      2,
      [
        {
          field: 'tags',
          values: [
            { value: 'city', count: 2 },
            { value: 'vote', count: 2 },
          ],
        },
      ],
    ]);
    expect(await search.suggest({ prefix: 'cou', fields: ['headline'], filter, size: 5 })).toEqual([
      { text: 'Council votes', field: 'headline', count: 2 },
    ]);
    expect(await search.suggest({ prefix: 'sec', fields: ['tags'], filter, size: 5 })).toEqual([]);
    const related = await search.related({
      id: 'mine1',
      shared: [{ field: 'tags', values: ['city', 'vote'], weight: 1 }],
      dateField: 'published',
      filter,
      size: 5,
    });
    expect(related.map(({ id }) => id)).toEqual(['mine2']);
  });

  it('counts facets over all hits, most frequent first, then by value, whatever the page', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const tags = [['b', 'a'], ['c', 'a'], ['a', 'a'], ['b'], ['d', 'é', '\u{1F600}', '\uFF5E']];
    await write(
      search,
      tags.map((own, at) => ({ id: `d${at}`, version: 1, fields: { tags: own, live: at > 1, words: at % 2 } })),
    );
    const { facets, hits } = await search.query({
      filter: ALL,
      size: 0,
      facets: [
        { field: 'tags', size: 3 },
        { field: 'tags', size: 100 },
        { field: 'live', size: 5 },
        { field: 'words', size: 5 },
      ],
    });
    expect(hits).toEqual([]);
    expect(facets.map(({ values }) => values.map(({ value, count }) => `${value} ${count}`))).toEqual([
      ['a 3', 'b 2', 'c 1'],
      ['a 3', 'b 2', 'c 1', 'd 1', 'é 1', '\uFF5E 1', '\u{1F600} 1'],
      ['true 3', 'false 2'],
      ['0 3', '1 2'],
    ]);
  });

  it('orders by date, number, keyword and truth, the missing last in both directions, ties by id', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(
      search,
      documentsOf({
        c: { published: day(2), words: 10, owner: 'b', live: false },
        a: { published: day(2), words: 9, owner: 'B', live: true },
        b: { published: [day(1), day(5)], words: [-1.5, 100], owner: ['a', 'z'], live: [true, false] },
        e: {},
        d: {},
      }),
    );
    const order = async (...sort: readonly SortKey[]): Promise<string> =>
      idsOf(await search.query({ filter: ALL, sort, size: 10 })).join('');
    expect(await order()).toBe('abcde');
    expect(await order({ field: 'published', direction: 'ascending' })).toBe('bacde');
    expect(await order({ field: 'published', direction: 'descending' })).toBe('bacde');
    expect(await order({ field: 'words', direction: 'ascending' })).toBe('bacde');
    expect(await order({ field: 'words', direction: 'descending' })).toBe('bcade');
    expect(await order({ field: 'owner', direction: 'ascending' })).toBe('abcde');
    expect(await order({ field: 'owner', direction: 'descending' })).toBe('bcade');
    expect(await order({ field: 'live', direction: 'ascending' })).toBe('bcade');
    expect(await order({ field: 'live', direction: 'descending' })).toBe('abcde');
    expect(await order({ field: 'live', direction: 'descending' }, { field: 'words', direction: 'descending' })).toBe(
      'bacde',
    );
  });

  it('pages through any order by position, each hit once, with positions that are the same at every adapter', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const documents = Array.from(
      { length: 23 },
      (_, at): SearchDocument => ({
        id: `d${String(at * 7).padStart(3, '0')}`,
        version: 1,
        fields: {
          headline: 'same words',
          ...(at % 4 === 0 ? {} : { published: day(at % 5) }),
          ...(at % 3 === 0 ? {} : { words: (at % 4) - 1.25 }),
          ...(at % 5 === 0 ? {} : { owner: ['é', 'z', 'Z', '\u{1F600}', '\uFF5E'][at % 5] }),
          ...(at % 2 === 0 ? {} : { live: at % 3 === 0 }),
        },
      }),
    );
    await write(search, documents);
    const all = documents.map(({ id }) => id).toSorted(compareText);
    for (const field of ['published', 'words', 'owner', 'live'])
      for (const direction of ['ascending', 'descending'] as const) {
        const whole = idsOf(await search.query({ filter: ALL, sort: [{ field, direction }], size: 100 }));
        expect(whole.toSorted(compareText)).toEqual(all);
        for (const size of [1, 4])
          expect(await pages(search, { filter: ALL, sort: [{ field, direction }], size })).toEqual(whole);
      }
    expect(await pages(search, { filter: ALL, size: 5 })).toEqual(all);
    const { hits } = await search.query({
      filter: exists('published'),
      sort: [
        { field: 'published', direction: 'descending' },
        { field: 'live', direction: 'ascending' },
        { field: 'words', direction: 'ascending' },
        { field: 'owner', direction: 'ascending' },
      ],
      size: 3,
    });
    expect(hits.map(({ position }) => position)).toEqual([
      [day(4), false, 1.75, '\uFF5E', 'd133'],
      [day(4), true, null, '\uFF5E', 'd063'],
      [day(4), null, 0.75, '\uFF5E', 'd098'],
    ]);
  });

  it('neither loses nor repeats, while documents arrive and go, what was there when paging began', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const document = (number: number): SearchDocument => ({
      id: `d${String((number * 37) % 101).padStart(3, '0')}`,
      version: 1,
      fields: { headline: 'flood', published: day(1 + (number % 7)), words: number % 4 },
    });
    const there = Array.from({ length: 40 }, (_, at) => document(at));
    let next = 40;
    await write(search, there);
    const queries: readonly Omit<SearchQuery, 'after'>[] = [
      { filter: ALL, sort: [{ field: 'published', direction: 'descending' }], size: 7 },
      { filter: ALL, sort: [{ field: 'words', direction: 'ascending' }], size: 7 },
      { filter: ALL, size: 7 },
      { text: 'flood', filter: ALL, scoring: 'constant', size: 7 },
    ];
    for (const query of queries) {
      const ids = await pages(search, query, async () => {
        if (next < 100) await write(search, [document(next), { id: `gone${next}`, version: 1, fields: undefined }]);
        next += 1;
      });
      expect(new Set(ids).size).toBe(ids.length);
      for (const { id } of there) expect(ids).toContain(id);
    }
  });

  it('pages by relevance, each hit once, and scores equally the same words in the same place', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, [
      ...Array.from(
        { length: 30 },
        (_, at): SearchDocument => ({
          id: `d${at}`,
          version: 1,
          fields: {
            headline: at % 3 === 0 ? 'Rail strike' : 'Other news',
            body: `${'rail '.repeat(1 + (at % 4))}and more`,
          },
        }),
      ),
    ]);
    const query = { text: 'rail', filter: ALL } as const;
    const { hits } = await search.query({ ...query, size: 100 });
    expect(hits).toHaveLength(30);
    expect(new Set(hits.slice(0, 10).map(({ id }) => Number(id.slice(1)) % 3))).toEqual(new Set([0]));
    expect(await pages(search, { ...query, size: 4 })).toEqual(hits.map(({ id }) => id));
    const scores = new Map(hits.map(({ id, position }) => [id, position[0]]));
    expect(scores.get('d1')).toBe(scores.get('d13'));
  });

  it('scores every hit the same where scoring is constant: order and positions show nothing but ids', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(
      search,
      documentsOf({
        b: { headline: 'rain rain rain', body: 'rain' },
        c: { body: 'no rain here' },
        a: { body: 'rain' },
      }),
    );
    const query = { text: 'rain', filter: ALL, scoring: 'constant', size: 10 } as const;
    expect((await search.query(query)).hits.map(({ position }) => position)).toEqual([['a'], ['b'], ['c']]);
    await write(search, documentsOf({ hidden1: { headline: 'rain' }, hidden2: { headline: 'rain' } }));
    const narrowed = await search.query({ ...query, filter: not(exists('owner')) });
    expect(narrowed.hits[0]?.position).toEqual(['a']);
  });

  it('cuts out the found words from the text as it was written', async () => {
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

  it('suggests whole values one of whose words begins so, most frequent first, then by text', async () => {
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

  it('relates documents by the weight of what they share, the newest first among equals, never a document to itself', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(
      search,
      documentsOf({
        self: { tags: ['x', 'y'], owner: 'north', published: day(9) },
        both: { tags: ['x', 'y', 'z'], published: day(1) },
        old: { tags: ['x'], published: day(2) },
        young: { tags: ['y'], published: day(3) },
        undated: { tags: ['x'] },
        owner: { owner: 'north', published: day(8) },
        other: { tags: ['z'], owner: 'south', published: day(9) },
      }),
    );
    const related = await search.related({
      id: 'self',
      shared: [
        { field: 'tags', values: ['x', 'y'], weight: 3 },
        { field: 'owner', values: ['north'], weight: 0.5 },
      ],
      dateField: 'published',
      filter: ALL,
      size: 10,
    });
    expect(related.map(({ id, position }) => [id, position[0]])).toEqual([
      ['both', 6],
      ['young', 3],
      ['old', 3],
      ['undated', 3],
      ['owner', 0.5],
    ]);
    expect(await search.related({ id: 'self', shared: [], dateField: 'published', filter: ALL, size: 10 })).toEqual([]);
  });

  it('gives for random documents and filters the hits, totals, orders and facets that evaluation in memory gives', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await random(search);
  });

  it('swaps an index built beside for the living one, and readers miss nothing meanwhile', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'before' }, b: { headline: 'before' } }));
    await search.create('second');
    await search.index([...documentsOf({ a: { headline: 'after' }, b: { headline: 'after' } })], { into: 'second' });
    await search.refresh();
    expect([await found(search, 'before'), await found(search, 'after')]).toEqual([['a', 'b'], []]);

    let reading = true;
    const reader = made.beside();
    const seen = new Set<string>();
    const reads = (async () => {
      while (reading) {
        const { hits } = await reader.query({ filter: ALL, size: 10 });
        seen.add(hits.map(({ id }) => id).join(''));
        await new Promise(setImmediate);
      }
    })();
    const first = await search.swap('second');
    expect(first).toBe('first');
    expect(await found(search, 'after')).toEqual(['a', 'b']);
    expect(await found(reader, 'after')).toEqual(['a', 'b']);
    expect(await search.swap('first')).toBe('second');
    expect(await search.swap('second')).toBe('first');
    reading = false;
    await reads;
    expect([...seen]).toEqual(['ab']);
    await reader.close();

    expect(await search.swap('second')).toBe('second');
    await search.drop('first');
    expect(await found(search, 'after')).toEqual(['a', 'b']);
    await write(search, [{ id: 'c', version: 1, fields: { headline: 'after' } }]);
    expect(await found(search, 'after')).toEqual(['a', 'b', 'c']);
  });

  it('refuses to make an index twice, to drop the living one, and to write into or swap to one that is not there', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await search.create('second');
    expect(await rejection(search.create('second'))).toMatchObject({ name: 'PortError', code: 'CONDITION_FAILED' });
    expect(await rejection(search.drop('first'))).toMatchObject({ code: 'CONDITION_FAILED' });
    expect(await rejection(search.drop('third'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rejection(search.swap('third'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rejection(search.index([{ id: 'a', version: 1, fields: {} }], { into: 'third' }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await rejection(search.create('No Such Name'))).toMatchObject({ code: 'INVALID' });
    expect((await search.query({ filter: ALL, size: 1 })).total).toBe(0);
  });

  it('prepares once, however many processes do so at once, and refuses an index of other fields, naming them', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'kept' } }));
    const others = [made.beside(), made.beside(), made.beside()];
    await Promise.all(others.map((other) => other.prepare()));
    for (const other of others) {
      expect(await found(other, 'kept')).toEqual(['a']);
      await other.close();
    }
    const changed = made.beside([...searchFields, { name: 'colour', type: 'keyword' }]);
    expect(await rejection(changed.prepare())).toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('colour'),
    });
    await changed.close();
  });

  it('says what is wrong with a call: a field not declared or of another kind, a size, a foreign position', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const base = { filter: ALL, size: 10 } as const;
    const wrong: readonly (readonly [SearchQuery, string])[] = [
      [{ ...base, filter: equals('colour', 'red') }, "'colour'"],
      [{ ...base, filter: equals('headline', 'red') }, "'headline'"],
      [{ ...base, filter: range('published', { gt: '2024' }) }, "'published'"],
      [{ ...base, text: 'a', fields: ['owner'] }, "'owner'"],
      [{ ...base, sort: [{ field: 'body', direction: 'ascending' }] }, "'body'"],
      [{ ...base, facets: [{ field: 'body', size: 1 }] }, "'body'"],
      [{ ...base, facets: [{ field: 'tags', size: 101 }] }, '101'],
      [{ ...base, highlight: ['tags'] }, "'tags'"],
      [{ ...base, size: 101 }, '101'],
      [{ ...base, after: ['a', 'b'] }, 'after'],
      [{ ...base, after: [1], sort: [{ field: 'words', direction: 'ascending' }] }, 'after'],
      [{ ...base, after: ['x', 'id'], sort: [{ field: 'words', direction: 'ascending' }] }, 'after'],
    ];
    for (const [query, named] of wrong)
      expect(await rejection(search.query(query))).toMatchObject({
        name: 'PortError',
        port: 'search',
        code: 'INVALID',
        retryable: false,
        message: expect.stringContaining(named),
      });
    const many = Array.from({ length: 1_001 }, (_, at) => ({ id: `d${at}`, version: 1, fields: {} }));
    expect(await rejection(search.index(many))).toMatchObject({ code: 'TOO_LARGE' });
  });

  it('does nothing for a caller that no longer waits', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const signal = AbortSignal.abort();
    const calls = [
      search.index([{ id: 'a', version: 1, fields: {} }], { signal }),
      search.query({ filter: ALL, size: 1 }, { signal }),
      search.suggest({ prefix: 'a', fields: ['tags'], filter: ALL, size: 1 }, { signal }),
      search.refresh({ signal }),
    ];
    for (const call of calls) expect(await rejection(call)).toMatchObject({ code: 'UNAVAILABLE' });
    await search.refresh();
    expect((await search.query({ filter: ALL, size: 1 })).total).toBe(0);
    await search.ping();
  });

  it('takes filters as wide as permissions need: a thousand values, five hundred clauses, thirty deep', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { tags: ['t999'], words: 249 }, b: { tags: ['other'] } }));
    const values = Array.from({ length: 1_000 }, (_, at) => `t${at}`);
    expect((await search.query({ filter: isIn('tags', values), size: 1 })).total).toBe(1);
    const clauses = Array.from({ length: 249 }, (_, at) => not(equals('words', at)));
    expect((await search.query({ filter: and(...clauses), size: 1 })).total).toBe(2);
    let deep: Filter = equals('tags', 'other');
    for (let depth = 0; depth < 29; depth += 1) deep = depth % 2 === 0 ? not(deep) : or(deep);
    expect((await search.query({ filter: deep, size: 1 })).total).toBe(1);
    for (const filter of [isIn('tags', [...values, 'more']), and(...clauses, ...clauses), and(or(deep, deep))])
      expect(await rejection(search.query({ filter, size: 1 }))).toMatchObject({ code: 'INVALID' });
  });
}

const OWNERS = ['north', 'south', 'Süd', '', 'a "b"', '\u{1F600}', '\uFF5E', "o'clock", 'a,b'] as const;
const TAGS = ['x', 'y', 'z', 'x y', 'X'] as const;
const NUMBERS = [-1.5, -0, 0, 1, 2, 2.5, 1e15, -1e-7] as const;
const DATES = [1, 2, 3, 4, 5].map(day);
const WORDS = ['alpha', 'bêta', 'Gamma', '東京', 'delta'] as const;

const several = <Value extends FieldValue>(
  values: readonly Value[],
): fc.Arbitrary<readonly Value[] | Value | undefined> =>
  fc.oneof(fc.constant(undefined), fc.constantFrom(...values), fc.array(fc.constantFrom(...values), { maxLength: 3 }));

const arbitraryFields: fc.Arbitrary<Fields> = fc.record({
  headline: fc.option(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(' ')),
    {
      nil: undefined,
    },
  ),
  owner: several(OWNERS),
  tags: several(TAGS),
  published: several(DATES),
  words: several(NUMBERS),
  live: several([true, false]),
});

const FILTERED: readonly (readonly [field: string, values: readonly FieldValue[]])[] = [
  ['owner', [...OWNERS, 'nobody', 5]],
  ['tags', [...TAGS, true]],
  ['published', [...DATES, day(9)]],
  ['words', [...NUMBERS, 77, 'x']],
  ['live', [true, false, 'true', 1]],
];

const arbitraryLeaf: fc.Arbitrary<Filter> = fc
  .constantFrom(...FILTERED)
  .chain(([field, values]): fc.Arbitrary<Filter> => {
    const value = fc.constantFrom(...values);
    const bound = fc.option(fc.constantFrom(...values.filter((each) => typeof each !== 'boolean')), { nil: undefined });
    return fc.oneof(
      value.map((each) => equals(field, each)),
      fc.array(value, { maxLength: 4 }).map((each) => isIn(field, each)),
      fc.constant(exists(field)),
      ...(field === 'live'
        ? []
        : [
            fc.record({ gt: bound, lte: bound }).map((each) => range(field, each)),
            fc.record({ gte: bound, lt: bound }).map((each) => range(field, each)),
          ]),
    );
  });

const arbitraryFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    arbitraryLeaf,
    arbitraryLeaf,
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => and(...filters)),
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => or(...filters)),
    tie('filter').map(not),
  ),
})).filter;

const valuesOf = (fields: Fields, field: string): readonly FieldValue[] => {
  const value = fields[field];
  return value === undefined ? [] : typeof value === 'object' ? value : [value];
};

const compareValues = (a: FieldValue, b: FieldValue): number =>
  typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);

/** The order of documents by one field, in memory. */
const inOrder = (
  documents: readonly { id: string; fields: Fields }[],
  { field, direction }: SortKey,
): readonly string[] => {
  const sign = direction === 'ascending' ? 1 : -1;
  const key = (fields: Fields): FieldValue | undefined =>
    valuesOf(fields, field).toSorted((a, b) => sign * compareValues(a, b))[0];
  return documents
    .toSorted((a, b) => {
      const [left, right] = [key(a.fields), key(b.fields)];
      if (left === undefined || right === undefined)
        return Number(left === undefined) - Number(right === undefined) || compareText(a.id, b.id);
      return sign * compareValues(left, right) || compareText(a.id, b.id);
    })
    .map(({ id }) => id);
};

/** The counts of a keyword field's values, in memory. */
const facetIn = (
  documents: readonly { fields: Fields }[],
  field: string,
): readonly { value: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const { fields } of documents)
    for (const value of new Set(valuesOf(fields, field)))
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || compareText(a.value, b.value));
};

/** Rounds of random documents, each asked with many random filters; documents of a round replace or delete those of the one before. */
async function random(search: Search): Promise<void> {
  let version = 0;
  const round = fc.record({
    documents: fc.array(fc.option(arbitraryFields, { nil: undefined, freq: 6 }), { minLength: 40, maxLength: 40 }),
    asked: fc.array(
      fc.record({
        filter: arbitraryFilter,
        field: fc.constantFrom('owner', 'published', 'words', 'live', 'tags'),
        direction: fc.constantFrom('ascending', 'descending'),
        word: fc.option(fc.constantFrom('ALPHA', 'beta', 'gamma', '京'), { nil: undefined }),
        size: fc.integer({ min: 1, max: 45 }),
      }),
      { minLength: 25, maxLength: 25 },
    ),
  });
  const written = { ALPHA: 'alpha', beta: 'bêta', gamma: 'Gamma', 京: '東京' } as const;
  await fc.assert(
    fc.asyncProperty(round, async ({ documents, asked }) => {
      version += 1;
      await write(
        search,
        documents.map((fields, at) => ({ id: `d${at}`, version, fields })),
      );
      const living = documents.flatMap((fields, at) => (fields === undefined ? [] : [{ id: `d${at}`, fields }]));
      for (const { filter, field, direction, word, size } of asked) {
        const expected = living.filter(
          ({ fields }) =>
            matches(filter, fields) &&
            (word === undefined || (fields.headline?.toString() ?? '').split(' ').includes(written[word])),
        );
        const sort = [{ field, direction }] as const;
        const facets = ['owner', 'tags'].map((name) => ({ field: name, size: 100 }));
        const result = await search.query({ text: word, filter, sort, facets, size });
        expect(result.total).toBe(expected.length);
        expect(idsOf(result)).toEqual(inOrder(expected, sort[0]).slice(0, size));
        expect(result.facets.map(({ values }) => values)).toEqual(
          facets.map((facet) => facetIn(expected, facet.field)),
        );
        const scored = await search.query({ text: word, filter, size: 100 });
        expect(idsOf(scored).toSorted(compareText)).toEqual(expected.map(({ id }) => id).toSorted(compareText));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}
