import { expect } from 'vitest';
import { equals, exists, not } from '../../platform/search/filter.ts';
import type { SearchDocument } from '../../platform/search/port.ts';
import type { Contract } from './adapters.ts';
import type { MakeSearch } from './searchSupport.ts';
import { ALL, containing, documentsOf, found, idsOf, rejection, searchFields, write } from './searchSupport.ts';

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
