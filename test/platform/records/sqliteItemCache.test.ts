import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ConditionFailed } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'masthead-item-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = async (name: string) => {
  const records = createSqliteRecords({
    file: join(folder, name),
    tables: [{ name: 'things', indexes: [], feed: false }],
    now: () => 0,
  });
  await records.prepare();
  return records;
};
const key = (pk: string) => ({ table: 'things', pk, sk: 'META' });

describe('items that are read again', () => {
  test('are the same object as long as nothing was written, so that they are parsed once', async () => {
    const records = await open('same');
    await records.transact([{ kind: 'put', table: 'things', item: { pk: 'a', sk: 'META', n: 1 } }]);
    const [first] = await records.getMany([key('a')]);
    const [second] = await records.getMany([key('a')]);
    expect(second).toBe(first);
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
            await records.transact([{ kind: 'put', table: 'things', item: { pk, sk: 'META', n } }]);
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
              .transact([
                { kind: 'put', table: 'things', item: { pk, sk: 'META', n } },
                { kind: 'check', key: key('other'), when: never },
              ])
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
