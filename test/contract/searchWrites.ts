import { expect } from 'vitest';
import { compareText, equals, exists, not } from '../../platform/search/filter.ts';
import type { SearchDocument } from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';
import type { MakeSearch } from './searchSupport.ts';
import { ALL, containing, day, documentsOf, found, idsOf, rejection, searchFields, write } from './searchSupport.ts';

/** Sentences of writing: versions, results, indexes and their alias. */
export function searchWrites(contract: Contract<MakeSearch>): void {
  const { make } = contract;

  contract.it('never lets an older or equal version replace a newer one, nor a deletion be undone by one', async () => {
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

  contract.it('answers one result for each document in order, and a bad one spoils no other', async () => {
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
    expect(results[1]).toMatchObject({ retryable: false, message: containing("'colour'") });
    expect(results[3]).toMatchObject({ message: containing("'published'") });
    expect(idsOf(await search.query({ filter: ALL, size: 10 }))).toEqual(['good']);
    expect(await found(search, 'better')).toEqual(['good']);
  });

  contract.it('forgets everything of the version before', async () => {
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

  contract.it('swaps an index built beside for the living one, and readers miss nothing meanwhile', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { headline: 'before' }, b: { headline: 'before' } }));
    await search.create('second');
    await search.index([...documentsOf({ a: { headline: 'after' }, b: { headline: 'after' } })], { into: 'second' });
    await search.refresh();
    expect([await found(search, 'before'), await found(search, 'after')]).toEqual([['a', 'b'], []]);

    const stop = new AbortController();
    const reader = made.beside();
    const seen = new Set<string>();
    const reads = (async () => {
      while (!stop.signal.aborted) {
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
    stop.abort();
    await reads;
    expect([...seen]).toEqual(['ab']);
    await reader.close();

    expect(await search.swap('second')).toBe('second');
    await search.drop('first');
    expect(await found(search, 'after')).toEqual(['a', 'b']);
    await write(search, [{ id: 'c', version: 1, fields: { headline: 'after' } }]);
    expect(await found(search, 'after')).toEqual(['a', 'b', 'c']);
  });

  contract.it(
    'refuses to make an index twice, to drop the living one, and to write into or swap to one that is not there',
    async () => {
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
    },
  );

  contract.it(
    'prepares once, however many processes do so at once, and refuses an index of other fields, naming them',
    async () => {
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
        message: containing('colour'),
      });
      await changed.close();
    },
  );

  contract.it('tells what it holds of documents, found or not yet, deletions too, in any of its indexes', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const fields = { headline: 'Ferry', owner: 'north', tags: ['y', 'x'], published: day(3), words: 7, live: true };
    const many = Array.from({ length: 300 }, (_, at) => `tag ${at}`);
    await search.index([
      { id: 'a', version: 3, fields },
      { id: 'b', version: 2, fields: undefined },
      { id: 'c', version: 9, fields: { tags: many } },
    ]);
    const [a, b, c, none, again] = await search.held(['a', 'b', 'c', 'd', 'a']);
    expect(a).toMatchObject({ id: 'a', version: 3 });
    const values = new Map([...(a?.values ?? [])].map(([name, of]) => [name, [...of].map(String).sort(compareText)]));
    expect(values).toEqual(
      new Map<string, unknown>([
        ['owner', ['north']],
        ['tags', ['x', 'y']],
        ['published', [day(3)]],
        ['words', ['7']],
        ['live', ['true']],
      ]),
    );
    expect(b).toEqual({ id: 'b', version: 2, values: undefined });
    expect(new Set(c?.values?.get('tags'))).toEqual(new Set(many));
    expect([none, again]).toEqual([undefined, a]);
    expect(await search.held([])).toEqual([]);

    await search.create('second');
    expect(await search.held(['a'], { of: 'second' })).toEqual([undefined]);
    expect((await search.held(['a'], { of: 'first' }))[0]).toEqual(a);
    expect(await rejection(search.held(['a'], { of: 'third' }))).toMatchObject({ code: 'NOT_FOUND' });
    const tooMany = Array.from({ length: 1_001 }, (_, at) => `${at}`);
    expect(await rejection(search.held(tooMany))).toMatchObject({ code: 'TOO_LARGE' });
  });

  contract.it('can be walked through by id, deletions too, page by page', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    const ids = ['C#b', 'C#é', 'C#a', 'M#a', 'C#\u{1f600}', 'C#\uff5e', 'C#z'];
    await write(
      search,
      ids.map((id, at) => ({ id, version: at + 1, fields: at % 3 === 0 ? undefined : { owner: 'north' } })),
    );
    const walked: string[] = [];
    for (let after: string | undefined; ; after = walked.at(-1)) {
      const page = await search.walk({ after, size: 2 });
      walked.push(...page.map(({ id }) => id));
      for (const each of page) expect([each]).toEqual(await search.held([each.id]));
      if (page.length < 2) break;
    }
    expect(walked).toEqual(ids.toSorted(compareText));
    await search.create('second');
    expect(await search.walk({ size: 1_000 }, { of: 'second' })).toEqual([]);
    expect(await rejection(search.walk({ size: 1 }, { of: 'third' }))).toMatchObject({ code: 'NOT_FOUND' });
    for (const size of [0, 1_001]) expect(await rejection(search.walk({ size }))).toMatchObject({ code: 'INVALID' });
  });

  contract.it('tells which indexes there are, which is the living one, and how many documents each holds', async () => {
    await using made = await make(searchFields);
    const { search } = made;
    await write(search, documentsOf({ a: { owner: 'x' }, b: { owner: 'y' } }));
    await write(search, [{ id: 'a', version: 2, fields: undefined }]);
    await search.create('a-second');
    const beside = made.beside([...searchFields, { name: 'colour', type: 'keyword' }]);
    expect(await beside.indexes()).toEqual([
      { name: 'a-second', current: false, documents: 0 },
      { name: 'first', current: true, documents: 1 },
    ]);
    await beside.close();
    await search.swap('a-second');
    await search.drop('first');
    expect(await search.indexes()).toEqual([{ name: 'a-second', current: true, documents: 0 }]);
  });

  contract.it(
    'writes a document anew under the version that is there where it is told to, and never an older one',
    async () => {
      await using made = await make(searchFields);
      const { search } = made;
      await write(search, [{ id: 'a', version: 2, fields: { headline: 'wrong', owner: 'north' } }]);
      const again = async (version: number, headline: string | undefined): Promise<string | undefined> =>
        (
          await search.index([{ id: 'a', version, fields: headline === undefined ? undefined : { headline } }], {
            again: true,
          })
        )[0]?.outcome;
      expect(await again(1, 'older')).toBe('stale');
      expect(await again(2, 'right')).toBe('indexed');
      await search.refresh();
      expect([await found(search, 'wrong'), await found(search, 'right')]).toEqual([[], ['a']]);
      expect((await search.query({ filter: equals('owner', 'north'), size: 1 })).total).toBe(0);
      expect(await again(2, undefined)).toBe('deleted');
      expect(await again(3, 'newer')).toBe('indexed');
      expect((await search.held(['a']))[0]).toMatchObject({ version: 3 });
    },
  );

  contract.it('does nothing for a caller that no longer waits', async () => {
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
}
