import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckedOperation } from '../../../gateway/persisted/check.ts';
import { operationsTable } from '../../../gateway/persisted/items.ts';
import { planPush, pushOperations } from '../../../gateway/persisted/push.ts';
import { listOperations } from '../../../gateway/persisted/read.ts';
import { createRegisteredOperations } from '../../../gateway/persisted/registered.ts';
import { retireOperation } from '../../../gateway/persisted/retire.ts';
import type { Operation, Records } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';

const of = { organisation: 'radio', application: 'app' };
const NOW = Date.parse('2026-11-02T08:00:00.000Z');
const now = (): number => NOW;
const operation = (n: number): CheckedOperation => {
  const text = `{ a${n}: __typename }`;
  return { id: `op-${n}`, text, hash: createHash('sha256').update(text).digest('hex'), kind: 'query' };
};
const range = (from: number, to: number): CheckedOperation[] =>
  Array.from({ length: to - from }, (_, index) => operation(from + index));
let audits = 0;
/** Stands for an audit record. */
const audited = (): Operation => {
  audits += 1;
  return { kind: 'put', table: operationsTable.name, item: { pk: 'AUDIT', sk: String(audits), v: 1 } };
};
const killed = new Error('killed');

const open = async () => {
  const stored = createSqliteRecords({ file: ':memory:', tables: [operationsTable], now });
  await stored.prepare();
  /** Records as a process has them that is killed at its nth transaction, before it is written or after. */
  const dying = (n: number, after: boolean): Records => {
    let left = n;
    return {
      ...stored,
      transact: async (operations) => {
        left -= 1;
        if (left < 0) throw killed;
        if (left === 0 && !after) throw killed;
        await stored.transact(operations);
        if (left === 0) throw killed;
      },
    };
  };
  const options = (records: Records = stored) => ({ records, now, audited, view: undefined });
  return {
    stored,
    dying,
    push: (given: readonly CheckedOperation[], records?: Records) => pushOperations(of, given, options(records)),
    plan: (given: readonly CheckedOperation[]) => planPush(of, given, options()),
    /** The ids that a fresh process finds. */
    found: async (most: number): Promise<string[]> => {
      const operations = createRegisteredOperations({ records: stored, now });
      const ids: string[] = [];
      for (let n = 0; n < most; n += 1) if (await operations.find(of, `op-${n}`)) ids.push(`op-${n}`);
      const listed = (await listOperations(stored, of)).filter(({ end }) => end > NOW).map(({ id }) => id);
      expect(listed.sort()).toEqual([...ids].sort());
      return ids;
    },
    audits: async () =>
      (await stored.query({ table: operationsTable.name, pk: 'AUDIT', limit: 100 })).items.map(({ sk }) => sk),
    [Symbol.asyncDispose]: () => stored.close(),
  };
};
const idsOf = (operations: readonly CheckedOperation[]): string[] => operations.map(({ id }) => id);

test('a push of hundreds is found whole, and doing it again changes nothing', async () => {
  await using world = await open();
  const given = range(0, 250);
  expect(await world.plan(given)).toMatchObject({ unchanged: 0 });
  expect(await world.found(250)).toEqual([]);
  expect(await world.push(given)).toEqual({ added: idsOf(given), renewed: [], unchanged: 0 });
  expect(await world.found(250)).toEqual(idsOf(given));
  const before = (await world.stored.scan({ table: operationsTable.name, segment: 0, of: 1, limit: 1_000 })).items;
  expect(await world.push(given)).toEqual({ added: [], renewed: [], unchanged: 250 });
  expect((await world.stored.scan({ table: operationsTable.name, segment: 0, of: 1, limit: 1_000 })).items).toEqual(
    before,
  );
  expect(await world.audits()).toHaveLength(1);
});

test('what was registered before stays', async () => {
  await using world = await open();
  await world.push(range(0, 3));
  expect(await world.push(range(2, 5))).toEqual({ added: ['op-3', 'op-4'], renewed: [], unchanged: 1 });
  expect(await world.found(5)).toEqual(idsOf(range(0, 5)));
});

test('an id stands for one text for ever, retired or not', async () => {
  await using world = await open();
  await world.push(range(0, 2));
  await retireOperation(world.stored, of, 'op-1', new Date(NOW).toISOString(), audited);
  for (const id of ['op-0', 'op-1'])
    await expect(world.push([operation(7), { ...operation(8), id }])).rejects.toThrow(
      `an id stands for one text for ever, and these are registered with another:\n  ${id}`,
    );
  expect(await world.found(9)).toEqual(['op-0']);
});

test('one that was retired is pushed again', async () => {
  await using world = await open();
  await world.push(range(0, 2));
  await retireOperation(world.stored, of, 'op-0', new Date(NOW).toISOString(), audited);
  expect(await world.found(2)).toEqual(['op-1']);
  expect(await world.push(range(0, 2))).toEqual({ added: [], renewed: ['op-0'], unchanged: 1 });
  expect(await world.found(2)).toEqual(['op-0', 'op-1']);
  await retireOperation(world.stored, of, 'op-0', new Date(NOW).toISOString(), audited);
  expect(await world.found(2)).toEqual(['op-1']);
});

test('of two pushes at once one is taken, and the other is told to begin anew', async () => {
  await using world = await open();
  let other: Promise<unknown> | undefined;
  const interrupted: Records = {
    ...world.stored,
    transact: async (operations) => {
      await world.stored.transact(operations);
      other ??= world.push(range(100, 101));
      await other;
    },
  };
  await expect(world.push(range(0, 200), interrupted)).rejects.toThrow('push again');
  expect(await world.found(201)).toEqual(['op-100']);
  await world.push(range(0, 200));
  expect(await world.found(201)).toEqual(idsOf(range(0, 200)));
});

test('a retirement during a push makes it begin anew', async () => {
  await using world = await open();
  await world.push(range(0, 1));
  let retired: Promise<unknown> | undefined;
  const interrupted: Records = {
    ...world.stored,
    transact: async (operations) => {
      await world.stored.transact(operations);
      retired ??= retireOperation(world.stored, of, 'op-0', new Date(NOW).toISOString(), audited);
      await retired;
    },
  };
  await expect(world.push(range(1, 3), interrupted)).rejects.toThrow('push again');
  expect(await world.found(3)).toEqual([]);
});

test('whatever is killed at whatever step, only whole pushes are found', async () => {
  const most = 300;
  const step = fc.record({
    from: fc.nat(most - 1),
    length: fc.integer({ min: 1, max: 200 }),
    dies: fc.option(fc.record({ at: fc.integer({ min: 1, max: 6 }), after: fc.boolean() }), { nil: undefined }),
    retires: fc.option(fc.nat(most - 1), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
      await using world = await open();
      const expected = new Set<string>();
      for (const { from, length, dies, retires } of steps) {
        const given = range(from, Math.min(most, from + length));
        const records = dies && world.dying(dies.at, dies.after);
        const before = (await world.audits()).length;
        const died = await world.push(given, records).then(
          () => false,
          (error: unknown) => {
            expect(error).toBe(killed);
            return true;
          },
        );
        // Killed after its last transaction it is whole all the same.
        const isWhole = !died || (await world.audits()).length > before;
        if (isWhole) for (const { id } of given) expected.add(id);
        const [first] = expected;
        if (retires !== undefined && first !== undefined) {
          await retireOperation(world.stored, of, first, new Date(NOW).toISOString(), audited);
          expected.delete(first);
        }
        expect(new Set(await world.found(most))).toEqual(expected);
      }
    }),
    { numRuns: 25 },
  );
});
