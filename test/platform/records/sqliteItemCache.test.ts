import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { ConditionFailed } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'masthead-item-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = async (name: string, now = (): number => 0) => {
  const records = createSqliteRecords({
    file: join(folder, name),
    tables: [{ name: 'things', indexes: [], feed: false }],
    now,
  });
  await records.prepare();
  return records;
};
/** What `--expose-gc` would give. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
};
afterEach(() => void vi.useRealTimers());
const put = (pk: string, n: number) => ({ kind: 'put', table: 'things', item: { pk, sk: 'META', n } }) as const;
const key = (pk: string) => ({ table: 'things', pk, sk: 'META' });

describe('items that are read again', () => {
  test('are the same object as long as nothing was written, so that they are parsed once', async () => {
    const records = await open('same');
    await records.transact([put('a', 1)]);
    const [first] = await records.getMany([key('a')]);
    const [second] = await records.getMany([key('a')]);
    expect(second).toBe(first);
    await records.close();
  });

  test('are let go of once nobody has read them for a minute', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'Date'] });
    const records = await open('unread', Date.now);
    await records.transact([put('read', 1), put('unread', 1)]);
    const [read, unread] = (await records.getMany([key('read'), key('unread')])).map((item) => new WeakRef(item ?? {}));
    for (let halves = 0; halves < 5; halves += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      await records.getMany([key('read')]);
    }
    await new Promise(setImmediate);
    collectGarbage();
    expect([read?.deref(), unread?.deref()]).toEqual([{ pk: 'read', sk: 'META', n: 1 }, undefined]);
    await records.close();
  });

  test('are as they were last written, by whichever of several connections', async () => {
    const connections = [await open('shared'), await open('shared')] as const;
    const step = fc.record({
      by: fc.constantFrom(0, 1),
      pk: fc.constantFrom('a', 'b', 'c'),
      does: fc.constantFrom('put', 'delete', 'update', 'refused', 'read', 'read'),
      n: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const model = new Map<string, number>();
        await connections[0].transact(['a', 'b', 'c'].map((pk) => ({ kind: 'delete', key: key(pk) })));
        for (const { by, pk, does, n } of steps) {
          const records = connections[by];
          if (does === 'put') {
            await records.transact([put(pk, n)]);
            model.set(pk, n);
          } else if (does === 'delete') {
            await records.transact([{ kind: 'delete', key: key(pk) }]);
            model.delete(pk);
          } else if (does === 'update') {
            await records.transact([{ kind: 'update', key: key(pk), set: { n } }]);
            model.set(pk, n);
          } else if (does === 'refused') {
            const never = { name: 'never', condition: { kind: 'equals', attribute: 'n', value: -1 } } as const;
            await records
              .transact([put(pk, n), { kind: 'check', key: key('other'), when: never }])
              .catch((error: unknown) => {
                if (!(error instanceof ConditionFailed)) throw error;
              });
          }
          const read = await records.getMany(['a', 'b', 'c'].map(key));
          expect(read.map((item) => item?.n)).toEqual(['a', 'b', 'c'].map((each) => model.get(each)));
        }
      }),
      { numRuns: 100 },
    );
    for (const each of connections) await each.close();
  });
});
