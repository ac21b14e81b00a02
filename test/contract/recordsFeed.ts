import { describe, expect } from 'vitest';
import { PortError } from '../../platform/errors.ts';
import type { Change, ChangesOptions, Item, Key, Records } from '../../platform/records/port.ts';
import { caughtUp, fill, naming, type RecordsContract, refusal } from './recordsSubject.ts';
import { put } from './recordsTables.ts';

/** A consumer that follows until it is stopped. */
function follow(records: Records, options: Partial<ChangesOptions> = {}) {
  const seen: Change[] = [];
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]);
  let looked = (): void => undefined;
  const done = records.changes({
    consumer: 'follower',
    tables: ['things'],
    handler: async (batch) => {
      seen.push(...batch);
      looked();
      return { failed: [] };
    },
    ...options,
    signal,
  });
  return {
    seen,
    async until(count: number): Promise<void> {
      while (seen.length < count && !signal.aborted) {
        await Promise.race([done, new Promise<void>((resolve) => (looked = resolve))]);
      }
    },
    async stop(): Promise<void> {
      stop.abort();
      await done;
    },
  };
}

const versions = (changes: readonly Change[]) => changes.map((change) => change.after?.v);

/** What is said of the change feed. */
export function recordsFeed({ it, make }: RecordsContract): void {
  describe('changes', () => {
    it('tells of a change without its images where nobody looks at them', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', { v: 1 })]);
      const seen: Change[] = [];
      await records.changes({
        consumer: 'keys-alone',
        tables: ['things'],
        images: false,
        handler: async (batch) => {
          seen.push(...batch);
          return { failed: [] };
        },
        mode: 'catchUp',
        signal: AbortSignal.timeout(30_000),
      });
      expect(seen.map(({ id: _, at: __, ...change }) => change)).toEqual([
        { table: 'things', pk: 'a', sk: 'b', before: undefined, after: undefined },
      ]);
    });

    it('tells when each change was committed, to a second', async () => {
      await using subject = await make();
      const { records } = subject;
      const since = Date.now() - 1_000;
      await records.transact([put('things', 'a', 'b', { v: 1 })]);
      const between = Date.now();
      await records.transact([put('things', 'a', 'b', { v: 2 })]);
      const [first, second] = await caughtUp(records);
      for (const each of [first, second]) {
        expect(each?.at).toBeGreaterThanOrEqual(since);
        expect(each?.at).toBeLessThanOrEqual(Date.now() + 1_000);
      }
      expect(first?.at).toBeLessThanOrEqual(between + 1_000);
    });

    it('every committed write stands in the feed once, with both images, in order for one item', async () => {
      await using subject = await make();
      const { records } = subject;
      const bytes = new Uint8Array([1, 2, 3]);
      const key = { table: 'things', pk: 'a', sk: 'b' };
      await records.transact([put('things', 'a', 'b', { v: 1, bytes }), put('things', 'a', 'c', { v: 1 })]);
      await records.transact([{ kind: 'update', key, set: { v: 2 } }]);
      await records.transact([{ kind: 'delete', key }]);
      const changes = await caughtUp(records);
      const of = (sk: string) =>
        changes.filter((change) => change.sk === sk).map(({ before, after }) => ({ before, after }));
      const [one, two] = [
        { pk: 'a', sk: 'b', v: 1, bytes },
        { pk: 'a', sk: 'b', v: 2, bytes },
      ];
      expect(of('b')).toEqual([
        { before: undefined, after: one },
        { before: one, after: two },
        { before: two, after: undefined },
      ]);
      expect(of('c')).toEqual([{ before: undefined, after: { pk: 'a', sk: 'c', v: 1 } }]);
      expect(new Set(changes.map((change) => change.id)).size).toBe(4);
      expect(changes.every((change) => change.table === 'things' && change.pk === 'a')).toBe(true);
    });

    it('what was refused, read, checked, or written to a table without a feed is not in the feed', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', { v: 1 }), put('plain', 'a', 'b')]);
      const absent = { name: 'absent', condition: { kind: 'absent' } } as const;
      await refusal(records.transact([put('things', 'a', 'z'), put('things', 'a', 'b', { v: 2 }, absent)]));
      const exists = { name: 'exists', condition: { kind: 'exists' } } as const;
      await records.transact([{ kind: 'check', key: { table: 'things', pk: 'a', sk: 'b' }, when: exists }]);
      await records.transact([{ kind: 'delete', key: { table: 'things', pk: 'a', sk: 'none' } }]);
      expect(versions(await caughtUp(records))).toEqual([1]);
      const refused = caughtUp(records, { tables: ['plain'] });
      expect(await refusal(refused)).toMatchObject({ code: 'INVALID', message: naming('plain') });
    });

    it('a write that changes nothing is not in the feed', async () => {
      await using subject = await make();
      const { records } = subject;
      const item: Item = { pk: 'a', sk: 'b', v: 1, deep: { x: [1, null], y: 'z' }, bytes: new Uint8Array([7]) };
      await records.transact([{ kind: 'put', table: 'things', item }]);
      const { v, deep, bytes } = item;
      await records.transact([
        put('things', 'a', 'b', { bytes: bytes ?? null, deep: { y: 'z', x: [1, null] }, v: v ?? null }),
      ]);
      await records.transact([
        { kind: 'update', key: { table: 'things', pk: 'a', sk: 'b' }, set: { deep: deep ?? null }, remove: ['no'] },
      ]);
      expect(await caughtUp(records)).toHaveLength(1);
    });

    it('a consumer resumes where it stopped, in another process too; two consumers have positions of their own', async () => {
      await using subject = await make();
      const { records } = subject;
      const other = await subject.another();
      await fill(
        records,
        [1, 2, 3].map((v) => put('things', 'a', `${v}`, { v })),
      );
      expect(versions(await caughtUp(records))).toEqual([1, 2, 3]);
      expect(await caughtUp(records)).toEqual([]);
      await records.transact([put('things', 'a', '4', { v: 4 })]);
      expect(versions(await caughtUp(other))).toEqual([4]);
      expect(await caughtUp(records)).toEqual([]);
      expect(versions(await caughtUp(other, { consumer: 'second' }))).toEqual([1, 2, 3, 4]);
    });

    it('it can be asked whether a consumer is past what is wanted, which moves it nowhere', async () => {
      await using subject = await make();
      const { records } = subject;
      const passed = (wanted?: (key: Key) => boolean) =>
        records.passed({ consumer: 'reader', tables: ['things'], wanted });
      await records.transact([put('things', 'a', 'b', { v: 1 })]);
      expect(await passed()).toBe(false);
      await caughtUp(records);
      expect(await passed()).toBe(true);
      await records.transact([put('things', 'a', 'c', { v: 2 })]);
      expect([await passed(), await passed(({ sk }) => sk === 'b'), await passed()]).toEqual([false, true, false]);
      expect(versions(await caughtUp(records))).toEqual([2]);
      expect(await passed()).toBe(true);
    });

    it('a consumer that was forgotten is a new one, and no other is', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 'b', { v: 1 })]);
      await caughtUp(records);
      await caughtUp(records, { consumer: 'other' });
      await records.forget('reader');
      await records.forget('nobody');
      expect(versions(await caughtUp(records))).toEqual([1]);
      expect(await caughtUp(records, { consumer: 'other' })).toEqual([]);
      expect(await refusal(records.forget('No Name'))).toMatchObject({ code: 'INVALID' });
    });

    it('a consumer that wants some changes, told by their keys, is given those; the others count as done', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        [1, 2, 3].map((v) => put('things', 'a', `${v}`, { v })),
      );
      const asked: Key[] = [];
      const wanted = (key: Key): boolean => {
        asked.push(key);
        return key.sk === '2';
      };
      expect(versions(await caughtUp(records, { wanted }))).toEqual([2]);
      expect(asked).toContainEqual(expect.objectContaining({ table: 'things', pk: 'a', sk: '3' }));
      expect(await caughtUp(records)).toEqual([]);
    });

    it('a consumer that follows is given what is written while it waits, by another process too, until its signal aborts', async () => {
      await using subject = await make();
      const { records } = subject;
      const follower = follow(records);
      await records.transact([put('things', 'a', '1', { v: 1 })]);
      await follower.until(1);
      await (await subject.another()).transact([put('things', 'a', '2', { v: 2 })]);
      await follower.until(2);
      await follower.stop();
      await records.transact([put('things', 'a', '3', { v: 3 })]);
      expect(versions(follower.seen)).toEqual([1, 2]);
      expect(versions(await caughtUp(records, { consumer: 'follower' }))).toEqual([3]);
    });

    it('a batch holds at most batchSize changes, and of an item one', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        Array.from({ length: 7 }, (_, n) => put('things', 'a', `${n}`, { v: 1 })),
      );
      for (const v of [2, 3]) await records.transact([put('things', 'a', '0', { v })]);
      const sizes: number[] = [];
      const ofFirst: unknown[] = [];
      await caughtUp(records, {
        batchSize: 3,
        handler: async (batch) => {
          sizes.push(batch.length);
          const first = batch.filter((change) => change.sk === '0');
          expect(first.length).toBeLessThanOrEqual(1);
          ofFirst.push(...versions(first));
          return { failed: [] };
        },
      });
      expect(Math.max(...sizes)).toBe(3);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(9);
      expect(ofFirst).toEqual([1, 2, 3]);
    });

    it('what failed is tried again; later changes of its item wait for it, those of other items go on', async () => {
      await using subject = await make();
      const { records } = subject;
      for (const v of [1, 2]) await records.transact([put('things', 'bad', 's', { v })]);
      for (const v of [1, 2]) await records.transact([put('things', 'good', 's', { v })]);
      const tried: string[] = [];
      await caughtUp(records, {
        handler: async (batch) => {
          tried.push(...batch.map((change) => `${change.pk}${JSON.stringify(change.after?.v)}`));
          const goodIsThrough = tried.includes('good2');
          return { failed: batch.filter(({ pk }) => pk === 'bad' && !goodIsThrough).map(({ id }) => id) };
        },
      });
      expect(tried.filter((one) => one.startsWith('good'))).toEqual(['good1', 'good2']);
      const bad = tried.filter((one) => one.startsWith('bad'));
      expect(bad.at(-1)).toBe('bad2');
      expect(bad.filter((one) => one === 'bad1').length).toBeGreaterThan(1);
      expect(bad.indexOf('bad2')).toBe(bad.length - 1);
      expect(await caughtUp(records)).toEqual([]);
    });

    it('what failed stays in the feed over a stop, whatever was handled behind it', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['bad', 'good'].map((pk) => put('things', pk, 's', { v: 1 })),
      );
      const stop = new AbortController();
      const stopped = caughtUp(records, {
        signal: stop.signal,
        handler: async (batch) => {
          if (batch.some(({ pk }) => pk === 'good')) setTimeout(() => stop.abort());
          return { failed: batch.filter(({ pk }) => pk === 'bad').map(({ id }) => id) };
        },
      });
      expect(await refusal(stopped)).toMatchObject({ code: 'UNAVAILABLE' });
      const again = await caughtUp(await subject.another());
      expect(again.map((change) => change.pk)).toContain('bad');
      expect(await caughtUp(records)).toEqual([]);
    });

    it('a change is tried as often as attempts says, then handed to onGivenUp and passed by, and its item goes on', async () => {
      await using subject = await make();
      const { records } = subject;
      for (const v of [1, 2]) await records.transact([put('things', 'bad', 's', { v })]);
      const tried: unknown[] = [];
      const givenUp: unknown[] = [];
      await caughtUp(records, {
        attempts: 3,
        handler: async (batch) => {
          tried.push(...versions(batch));
          if (batch.some((change) => change.after?.v === 1)) throw new Error('poison');
          return { failed: [] };
        },
        onGivenUp: async (change, cause) => {
          givenUp.push(change.after?.v, cause instanceof Error ? cause.message : cause);
        },
      });
      expect(tried).toEqual([1, 1, 1, 2]);
      expect(givenUp).toEqual([1, 'poison']);
      expect(await caughtUp(records)).toEqual([]);
    });

    it('who follows waits for a backend that is away, and passes by what alone does not pass', async () => {
      await using subject = await make();
      const { records } = subject;
      await fill(
        records,
        ['a', 'bad'].map((pk) => put('things', pk, 's', { v: 1 })),
      );
      const away = new PortError('search', 'UNAVAILABLE', 'no answer');
      const failures = { a: 0, bad: 0 };
      const handled: string[] = [];
      const over = Promise.withResolvers<unknown>();
      const following = follow(records, {
        attempts: 2,
        batchSize: 1,
        handler: async (batch) => {
          const pk = batch[0]?.pk ?? '';
          // Away until both have failed more often than they may; then one alone cannot pass.
          const isAway = failures.a < 4 || failures.bad < 4;
          if (pk === 'a' && isAway) failures.a++;
          if (pk === 'bad') failures.bad++;
          if (isAway || pk === 'bad') {
            // What others write meanwhile shows whether the backend is there.
            if (!isAway) await records.transact([put('things', `other ${failures.bad}`, 's', { v: 1 })]);
            throw away;
          }
          handled.push(pk);
          return { failed: [] };
        },
        onGivenUp: async (change, cause) => over.resolve([change.pk, cause]),
      });
      expect(await over.promise).toEqual(['bad', away]);
      await following.stop();
      expect(handled).toContain('a');
    });

    it('who catches up is told of a backend that stays away, and passes nothing by', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 's', { v: 1 })]);
      const away = new PortError('search', 'UNAVAILABLE', 'no answer');
      let tries = 0;
      const catching = caughtUp(records, {
        attempts: 3,
        handler: async () => {
          tries++;
          throw away;
        },
      });
      await expect(catching).rejects.toBe(away);
      expect(tries).toBe(3);
      expect((await caughtUp(records)).map(({ pk }) => pk)).toEqual(['a']);
    });

    it('what onGivenUp throws keeps the change in the feed', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'bad', 's', { v: 1 })]);
      const calls: string[] = [];
      await caughtUp(records, {
        attempts: 1,
        handler: async (batch) => {
          calls.push('tried');
          return { failed: batch.map(({ id }) => id) };
        },
        onGivenUp: async () => {
          calls.push('given up');
          if (calls.length < 5) throw new Error('the dead letters are away');
        },
      });
      expect(calls).toEqual(['tried', 'given up', 'tried', 'given up', 'tried', 'given up']);
    });

    it('a handler that names a change it was not given has failed', async () => {
      await using subject = await make();
      const { records } = subject;
      await records.transact([put('things', 'a', 's', { v: 1 })]);
      let calls = 0;
      await caughtUp(records, { handler: async () => ({ failed: calls++ === 0 ? ['no such change'] : [] }) });
      expect(calls).toBe(2);
    });

    it('refuses options that make no sense, naming them', async () => {
      await using subject = await make();
      const asked = (options: Partial<ChangesOptions>) => refusal(caughtUp(subject.records, options));
      const invalid = (name: string) => ({ code: 'INVALID', message: naming(name) });
      expect(await asked({ consumer: 'A b' })).toMatchObject(invalid('consumer'));
      expect(await asked({ batchSize: 0 })).toMatchObject(invalid('batchSize'));
      expect(await asked({ batchSize: 1001 })).toMatchObject(invalid('batchSize'));
      expect(await asked({ attempts: 0 })).toMatchObject(invalid('attempts'));
      expect(await asked({ tables: [] })).toMatchObject(invalid('tables'));
      expect(await asked({ tables: ['nowhere'] })).toMatchObject(invalid('nowhere'));
    });
  });
}
