import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { headKey, operationKey, operationsTable } from '../../../gateway/persisted/items.ts';
import { createRegisteredOperations } from '../../../gateway/persisted/registered.ts';
import { PortError } from '../../../platform/errors.ts';
import type { Key, Value } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';

const app = { organisation: 'radio', application: 'app' };
const START = Date.parse('2026-11-02T08:00:00.000Z');
const text = '{ viewer { id } }';
const hash = createHash('sha256').update(text).digest('hex');

const open = async () => {
  let time = START;
  let isAway = false;
  const read: string[] = [];
  const now = (): number => time;
  const records = createSqliteRecords({ file: ':memory:', tables: [operationsTable], now });
  await records.prepare();
  const put = ({ table, ...key }: Key, item: Readonly<Record<string, Value>>): Promise<void> =>
    records.transact([{ kind: 'put', table, item: { ...item, ...key, v: 1 } }]);
  return {
    operations: createRegisteredOperations({
      now,
      records: {
        getMany: async (keys, options) => {
          read.push(...keys.map(({ sk }) => sk));
          if (isAway) throw new PortError('records', 'UNAVAILABLE', 'away');
          return records.getMany(keys, options);
        },
      },
    }),
    /** What was read since it was last asked. */
    read: () => read.splice(0),
    advance: (ms: number) => {
      time += ms;
    },
    away: (is: boolean) => {
      isAway = is;
    },
    head: (version: number, whole: number) => put(headKey(app), { version, whole }),
    put: (id: string, more: Readonly<Record<string, Value>> = {}) =>
      put(operationKey(app, id), {
        id,
        text,
        hash,
        kind: 'query',
        push: 1,
        created: '2026-11-01T00:00:00.000Z',
        ...more,
      }),
    [Symbol.asyncDispose]: () => records.close(),
  };
};

test('an operation is read once and found at once from then on, by its own application alone', async () => {
  await using world = await open();
  await world.head(2, 1);
  await world.put('one');
  expect(await world.operations.find(app, 'one')).toEqual({ id: 'one', text, hash });
  expect(world.read()).toEqual(['HEAD', 'OP#one']);
  expect(world.operations.find(app, 'one')).toEqual({ id: 'one', text, hash });
  expect(world.read()).toEqual([]);
  expect(await world.operations.find({ ...app, application: 'site' }, 'one')).toBeUndefined();
  expect(await world.operations.find({ ...app, organisation: 'lake' }, 'one')).toBeUndefined();
});

test('many who ask at once wait for one reading', async () => {
  await using world = await open();
  await world.head(2, 1);
  await world.put('one');
  const found = await Promise.all(Array.from({ length: 50 }, async () => world.operations.find(app, 'one')));
  expect(found.filter((each) => each?.hash === hash)).toHaveLength(50);
  expect(world.read()).toEqual(['HEAD', 'OP#one']);
});

test('one that is not there is not looked for again, until the application’s operations change', async () => {
  await using world = await open();
  expect(await world.operations.find(app, 'one')).toBeUndefined();
  expect(world.operations.find(app, 'one')).toBeUndefined();
  expect(world.read()).toEqual(['HEAD', 'OP#one']);
  await world.put('one');
  await world.head(2, 1);
  world.advance(45_000);
  expect(await world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
});

test('what changes acts within a minute, and what does not is not read again', async () => {
  await using world = await open();
  await world.head(2, 1);
  await world.put('one');
  await world.put('two');
  await world.operations.find(app, 'one');
  await world.operations.find(app, 'two');
  world.read();
  world.advance(30_000);
  expect(world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
  expect(world.read()).toEqual(['HEAD']);
  await world.put('one', { ends: new Date(START).toISOString() });
  await world.head(3, 1);
  world.advance(45_000);
  expect(await world.operations.find(app, 'one')).toBeUndefined();
  expect(await world.operations.find(app, 'two')).toMatchObject({ id: 'two' });
});

test('what a push has written is there once it is taken whole, and not before', async () => {
  await using world = await open();
  await world.head(3, 1);
  await world.put('one', { push: 3 });
  expect(await world.operations.find(app, 'one')).toBeUndefined();
  await world.head(4, 3);
  world.advance(45_000);
  expect(await world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
});

test('one that is retired ends at its moment, without being read again; one that is pushed anew goes on', async () => {
  await using world = await open();
  await world.head(4, 3);
  const ends = new Date(START + 10_000).toISOString();
  await world.put('one', { ends });
  await world.put('two', { ends, renewed: 3 });
  await world.put('three', { ends, renewed: 4 });
  for (const id of ['one', 'two', 'three']) expect(await world.operations.find(app, id)).toMatchObject({ id });
  world.read();
  world.advance(10_000);
  expect(world.operations.find(app, 'one')).toBeUndefined();
  expect(world.operations.find(app, 'two')).toMatchObject({ id: 'two' });
  expect(world.operations.find(app, 'three')).toBeUndefined();
  expect(world.read()).toEqual([]);
});

test('what is remembered bridges an outage of most of a minute, and no more', async () => {
  await using world = await open();
  await world.head(2, 1);
  await world.put('one');
  await world.operations.find(app, 'one');
  world.away(true);
  world.advance(44_999);
  expect(world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
  world.advance(1);
  await expect(world.operations.find(app, 'one')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  world.away(false);
  expect(await world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
});

test('guesses, however many, displace no operation', async () => {
  await using world = await open();
  await world.head(2, 1);
  await world.put('one');
  await world.operations.find(app, 'one');
  for (let guess = 0; guess < 30_000; guess += 1) await world.operations.find(app, `guess-${guess}`);
  world.read();
  expect(world.operations.find(app, 'one')).toMatchObject({ id: 'one' });
  expect(world.read()).toEqual([]);
});
