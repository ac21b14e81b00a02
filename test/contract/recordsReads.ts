import * as fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Value } from '../../platform/records/port.ts';
import { fill, naming, pages, type RecordsContract, read, refusal, sortKeys } from './recordsSubject.ts';
import { put } from './recordsTables.ts';

/** What is said of reading. */
export function recordsReads({ it, make }: RecordsContract): void {
  describe('getMany', () => {
    it('answers in the order asked, with undefined for what is absent and a key asked twice answered twice', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', '1', { n: 1 }), put('plain', 'a', '1', { n: 2 })]);
      const key = (table: string, sk: string) => ({ table, pk: 'a', sk });
      const asked = [key('plain', '1'), key('things', '2'), key('things', '1'), key('plain', '1')];
      const answers = await records.getMany(asked, { consistent: true });
      expect(answers.map((item) => item?.n)).toEqual([2, undefined, 1, 2]);
      expect(await records.getMany([])).toEqual([]);
    });

    it('answers any number of keys', async () => {
      await using subject = await make();
      const { records } = subject;
      const names = Array.from({ length: 250 }, (_, n) => `k${n}`);
      await fill(
        records,
        names.map((name) => put('plain', name, 's', { name })),
      );
      const asked = names.toReversed().flatMap((pk) => [
        { table: 'plain', pk, sk: 's' },
        { table: 'plain', pk, sk: 'none' },
      ]);
      const answers = await records.getMany(asked, { consistent: true });
      expect(answers.filter((_, n) => n % 2 === 0).map((item) => item?.name)).toEqual(names.toReversed());
      expect(answers.filter((_, n) => n % 2 === 1).every((item) => item === undefined)).toBe(true);
    });

    it('answers more than the 16 MB that a batch holds', async () => {
      await using subject = await make();
      const { records } = subject;
      const bytes = new Uint8Array(390 * 1024);
      const names = Array.from({ length: 46 }, (_, n) => `k${n}`);
      await fill(
        records,
        names.map((name) => put('plain', name, 's', { name, bytes })),
        10,
      );
      const answers = await records.getMany(
        names.map((pk) => ({ table: 'plain', pk, sk: 's' })),
        { consistent: true },
      );
      expect(answers.map((item) => item?.name)).toEqual(names);
    });

    it('refuses a table that the adapter was not given, and keys that no item can have', async () => {
      await using subject = await make();
      const { records } = subject;
      const unknown = await refusal(records.getMany([{ table: 'nowhere', pk: 'a', sk: 'b' }]));
      expect(unknown).toMatchObject({ code: 'INVALID', retryable: false, message: naming('nowhere') });
      const asked = (pk: string, sk: string) => refusal(records.getMany([{ table: 'plain', pk, sk }]));
      expect(await asked('', 'b')).toMatchObject({ code: 'INVALID' });
      expect(await asked('a', '\ud800')).toMatchObject({ code: 'INVALID' });
      expect(await asked('ä'.repeat(1025), 'b')).toMatchObject({ code: 'TOO_LARGE' });
    });
  });

  describe('values', () => {
    it('come back as they were written: JSON, and bytes at any depth', async () => {
      await using subject = await make();
      const { records } = subject;
      const { value } = fc.letrec<{ value: Value }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 3, withCrossShrink: true },
          fc.string({ unit: 'binary' }),
          fc.double({ noNaN: true, min: -1e100, max: 1e100 }).map((n) => (Math.abs(n) < 1e-100 ? 0 : n)),
          fc.boolean(),
          fc.constant(null),
          fc.uint8Array({ maxLength: 40 }),
          fc.array(tie('value'), { maxLength: 4 }),
          fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), tie('value'), {
            maxKeys: 4,
            noNullPrototype: true,
          }),
        ),
      }));
      const attributes = fc
        .dictionary(
          fc.string({ minLength: 1 }).map((name) => `a${name}`),
          value,
          { maxKeys: 6, noNullPrototype: true },
        )
        .filter((one) => !JSON.stringify(one).includes('__proto__'));
      const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(key, key, attributes, async (pk, sk, written) => {
          await records.transact([put('plain', pk, sk, written)]);
          expect(await read(records, 'plain', pk, sk)).toEqual({ ...written, pk, sk });
        }),
        { numRuns: 60, interruptAfterTimeLimit: 20_000 },
      );
    });

    it('hold words that mean something to JavaScript', async () => {
      await using subject = await make();
      const { records } = subject;
      const odd = { constructor: 'a', toString: 'b', nested: { constructor: { name: 'Map' }, length: 3, toJSON: 'x' } };
      await records.transact([put('plain', 'a', 'b', odd)]);
      expect(await read(records, 'plain', 'a', 'b')).toEqual({ ...odd, pk: 'a', sk: 'b' });
    });
  });

  describe('query', () => {
    it('gives a partition in the order of UTF-8 bytes, or against it', async () => {
      await using subject = await make();
      const { records } = subject;
      // U+FFFD is one UTF-16 unit and sorts, as such, behind a pair of surrogates; its bytes sort before.
      const ordered = ['A', 'a', 'a#', 'b', 'ß', '\ufffd', '\u{1f600}'];
      await fill(
        records,
        ordered.toReversed().map((sk) => put('things', 'p', sk)),
      );
      await records.transact([put('things', 'p2', 'other')]);
      expect(await sortKeys(records, { table: 'things', pk: 'p', limit: 100, consistent: true })).toEqual(ordered);
      const descending = { table: 'things', pk: 'p', limit: 2, descending: true };
      expect(await sortKeys(records, descending)).toEqual(ordered.toReversed());
    });

    it('keeps within its bounds, both inclusive', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['1', '2', '3', '4'].map((sk) => put('plain', 'p', sk)),
      );
      const asked = (bounds: { from?: string; to?: string; descending?: boolean }) =>
        sortKeys(records, { table: 'plain', pk: 'p', limit: 1, ...bounds });
      expect(await asked({ from: '2' })).toEqual(['2', '3', '4']);
      expect(await asked({ to: '2' })).toEqual(['1', '2']);
      expect(await asked({ from: '2', to: '3' })).toEqual(['2', '3']);
      expect(await asked({ from: '2', to: '3', descending: true })).toEqual(['3', '2']);
      expect(await asked({ from: '3', to: '2' })).toEqual([]);
      expect(await asked({ from: '', to: '' })).toEqual([]);
    });

    it('gives at most the limit, and a continuation as long as there may be more', async () => {
      await using subject = await make();
      const { records } = subject;
      const all = Array.from({ length: 25 }, (_, n) => String(n).padStart(2, '0'));
      await fill(
        records,
        all.map((sk) => put('plain', 'p', sk)),
      );
      const found = await pages(records, { table: 'plain', pk: 'p', limit: 10 });
      expect(found.map((page) => page.items.length).filter((count) => count > 0)).toEqual([10, 10, 5]);
      expect(found.flatMap((page) => page.items.map((item) => item.sk))).toEqual(all);
    });

    it('gives at most 1 MB at once', async () => {
      await using subject = await make();
      const { records } = subject;
      const bytes = new Uint8Array(300 * 1024);
      await fill(
        records,
        Array.from({ length: 8 }, (_, n) => put('plain', 'p', `${n}`, { bytes })),
        10,
      );
      const found = await pages(records, { table: 'plain', pk: 'p', limit: 100 });
      expect(found.map((page) => page.items.length).filter((count) => count > 0)).toEqual([3, 3, 2]);
    });

    it('loses and repeats nothing of what was there while the partition grows', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['b', 'd', 'f', 'h'].map((sk) => put('plain', 'p', sk)),
      );
      const first = await records.query({ table: 'plain', pk: 'p', limit: 2 });
      await fill(
        records,
        ['a', 'c', 'e', 'g'].map((sk) => put('plain', 'p', sk)),
      );
      const rest = await sortKeys(records, { table: 'plain', pk: 'p', limit: 2, after: first.next });
      expect(rest).toEqual(['e', 'f', 'g', 'h']);
    });

    it('reads an index in its order; an item without both its attributes is not in it', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([
        put('things', 'x', 'IN#l', { listPk: 'l', listSk: '2', more: true }),
        put('things', 'y', 'IN#l', { listPk: 'l', listSk: '1', more: true }),
        put('things', 'z', 'IN#l', { listPk: 'l', listSk: '1' }),
        put('things', 'v', 'half', { listPk: 'l' }),
        put('things', 'w', 'other', { day: 'l', minute: '1', more: [1] }),
      ]);
      const listed = await pages(records, { table: 'things', index: 'lists', pk: 'l', limit: 1 });
      const items = listed.flatMap((page) => page.items);
      expect(items.map((item) => item.listSk)).toEqual(['1', '1', '2']);
      expect(items.at(-1)).toEqual({ pk: 'x', sk: 'IN#l', listPk: 'l', listSk: '2' });
      expect(new Set(items.map((item) => item.pk))).toEqual(new Set(['x', 'y', 'z']));
      const whole = await records.query({ table: 'things', index: 'days', pk: 'l', limit: 9 });
      expect(whole.items).toEqual([{ pk: 'w', sk: 'other', day: 'l', minute: '1', more: [1] }]);
    });

    it('finds an item in an index where its last write put it', async () => {
      await using subject = await make();
      const { records } = subject;
      const listed = async (pk: string) => {
        const page = await records.query({ table: 'things', index: 'lists', pk, limit: 9 });
        return page.items.map((item) => item.listSk);
      };
      const key = { table: 'things', pk: 'x', sk: 's' };
      await records.transact([put('things', 'x', 's', { listPk: 'l', listSk: '1' })]);
      await records.transact([{ kind: 'update', key, set: { listSk: '2' } }]);
      expect(await listed('l')).toEqual(['2']);
      await records.transact([put('things', 'x', 's', { listPk: 'm', listSk: '2' })]);
      expect([await listed('l'), await listed('m')]).toEqual([[], ['2']]);
      await records.transact([{ kind: 'update', key, remove: ['listPk'] }]);
      expect(await listed('m')).toEqual([]);
    });

    it('goes on under other bounds, forwards and backwards', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['1', '2', '3', '4', '5'].map((sk) => put('plain', 'p', sk)),
      );
      const query = { table: 'plain', pk: 'p', limit: 2 };
      const after = (await records.query(query)).next;
      expect(await sortKeys(records, { ...query, after, from: '4' })).toEqual(['4', '5']);
      expect(await sortKeys(records, { ...query, after, to: '3' })).toEqual(['3']);
      expect(await sortKeys(records, { ...query, after, to: '1' })).toEqual([]);
      expect(await sortKeys(records, { ...query, after, descending: true })).toEqual(['1']);
      expect(await sortKeys(records, { ...query, after, descending: true, to: '1' })).toEqual(['1']);
      expect(await sortKeys(records, { ...query, after, descending: true, from: '3' })).toEqual([]);
    });

    it('refuses a continuation of another table, index or partition, and what is none', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['1', '2', '3'].map((sk) => put('things', 'p', sk, { listPk: 'p', listSk: sk })),
      );
      const { next } = await records.query({ table: 'things', pk: 'p', limit: 1 });
      const { next: ofIndex } = await records.query({ table: 'things', index: 'lists', pk: 'p', limit: 1 });
      const asked = (query: object) =>
        refusal(records.query({ table: 'things', pk: 'p', limit: 1, after: next, ...query })).then((e) => e.code);
      expect(await asked({ table: 'plain' })).toBe('INVALID');
      expect(await asked({ pk: 'q' })).toBe('INVALID');
      expect(await asked({ index: 'lists' })).toBe('INVALID');
      expect(await asked({ after: ofIndex })).toBe('INVALID');
      expect(await asked({ after: 'bm9uZQ' })).toBe('INVALID');
      expect(await asked({ after: '' })).toBe('INVALID');
    });

    it('refuses a limit below one, an unknown index, and a consistent read of an index', async () => {
      await using subject = await make();
      const { records } = subject;
      const asked = (query: object) => refusal(records.query({ table: 'things', pk: 'p', limit: 1, ...query }));
      expect(await asked({ limit: 0 })).toMatchObject({ code: 'INVALID', message: naming('limit') });
      expect(await asked({ limit: 1.5 })).toMatchObject({ code: 'INVALID' });
      expect(await asked({ index: 'none' })).toMatchObject({
        code: 'INVALID',
        message: naming('none'),
      });
      expect(await asked({ index: 'lists', consistent: true })).toMatchObject({ code: 'INVALID' });
    });
  });

  describe('scan', () => {
    it('covers each item once over its segments, and goes on where it stopped, in another process too', async () => {
      await using subject = await make();
      const { records } = subject;
      const all = Array.from({ length: 700 }, (_, n) => `k${n}`);
      await fill(
        records,
        all.map((pk) => put('plain', pk, 's')),
        100,
      );
      const other = await subject.another();
      const seen: string[] = [];
      for (let segment = 0; segment < 3; segment++) {
        for (let after: string | undefined, turn = 0, more = true; more; more = after !== undefined) {
          const page = await (turn++ % 2 === 0 ? records : other).scan({
            table: 'plain',
            segment,
            of: 3,
            limit: 50,
            after,
          });
          expect(page.items.length).toBeLessThanOrEqual(50);
          seen.push(...page.items.map((item) => item.pk));
          after = page.next;
        }
      }
      expect(seen.toSorted()).toEqual(all.toSorted());
    });

    it('refuses segments that are none, and a continuation of another scan', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        Array.from({ length: 20 }, (_, n) => put('plain', `k${n}`, 's')),
      );
      const scan = { table: 'plain', segment: 0, of: 1, limit: 1 };
      const { next } = await records.scan(scan);
      const asked = (change: object) => refusal(records.scan({ ...scan, ...change })).then((e) => e.code);
      expect(await asked({ segment: 1 })).toBe('INVALID');
      expect(await asked({ of: 1001 })).toBe('INVALID');
      expect(await asked({ limit: 0 })).toBe('INVALID');
      expect(await asked({ after: next, of: 2 })).toBe('INVALID');
      expect(await asked({ after: next, table: 'things' })).toBe('INVALID');
    });
  });

  it('an item that has expired may still be returned: who reads checks expiresAt', async () => {
    await using subject = await make();
    const { records } = subject;
    await records.transact([put('plain', 'a', 'b', { expiresAt: 1_000_000_000 })]);
    const item = await read(records, 'plain', 'a', 'b');
    expect([undefined, 1_000_000_000]).toContain(item?.expiresAt);
    const milliseconds = records.transact([put('plain', 'a', 'b', { expiresAt: 1_000_000_000_000 })]);
    expect(await refusal(milliseconds)).toMatchObject({ code: 'INVALID', message: naming('seconds') });
  });

  it('every call refuses an aborted signal as UNAVAILABLE, with its reason as cause', async () => {
    await using subject = await make();
    const { records } = subject;
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const calls = [
      records.getMany([{ table: 'plain', pk: 'a', sk: 'b' }], { signal }),
      records.query({ table: 'plain', pk: 'a', limit: 1 }, { signal }),
      records.transact([put('plain', 'a', 'b')], { signal }),
      records.scan({ table: 'plain', segment: 0, of: 1, limit: 1 }, { signal }),
      records.prepare({ signal }),
      records.ping({ signal }),
      records.changes({
        consumer: 'c',
        tables: ['things'],
        mode: 'catchUp',
        signal,
        handler: async () => ({ failed: [] }),
      }),
    ];
    for (const call of calls) expect(await refusal(call)).toMatchObject({ code: 'UNAVAILABLE', cause: reason });
    expect(await read(records, 'plain', 'a', 'b')).toBeUndefined();
  });

  it('answers a ping, and may be prepared twice without harm', async () => {
    await using subject = await make();
    const { records } = subject;
    await records.transact([put('plain', 'a', 'b')]);
    await records.prepare();
    await records.ping();
    expect(await read(records, 'plain', 'a', 'b')).toBeDefined();
  });
}
