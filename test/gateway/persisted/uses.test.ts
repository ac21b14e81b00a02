import { expect, test } from 'vitest';
import { operationsTable } from '../../../gateway/persisted/items.ts';
import { createUses, readUses } from '../../../gateway/persisted/uses.ts';
import { PortError } from '../../../platform/errors.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { openKeeping, outcomeOf } from '../cache/keeping.ts';

const of = { organisation: 'radio', application: 'app' };
const START = Date.parse('2026-11-02T08:00:00.000Z');
const DAY = 86_400_000;

const open = async () => {
  let time = START;
  let isAway = false;
  let writes = 0;
  const now = (): number => time;
  const records = createSqliteRecords({ file: ':memory:', tables: [operationsTable], now });
  await records.prepare();
  return {
    /** A process. */
    uses: () =>
      createUses({
        records: {
          transact: async (operations) => {
            writes += 1;
            if (isAway) throw new PortError('records', 'UNAVAILABLE', 'away');
            return records.transact(operations);
          },
        },
        now,
        log: silentLog,
      }),
    records,
    read: (id?: string) => readUses(records, of, id),
    writes: () => writes,
    advance: (ms: number) => {
      time += ms;
    },
    away: (is: boolean) => {
      isAway = is;
    },
    [Symbol.asyncDispose]: () => records.close(),
  };
};
const client = (name: string, version: string) => ({
  'apollographql-client-name': name,
  'apollographql-client-version': version,
});

test('uses are counted in memory and written at once, for each client and version, over all processes', async () => {
  await using world = await open();
  const [one, two] = [world.uses(), world.uses()];
  for (let n = 0; n < 1_000; n += 1) one.note(of, 'a', client('ios', '1'));
  one.note(of, 'a#b', client('ios', '1'));
  expect(world.writes()).toBe(0);
  await one.flush();
  expect(world.writes()).toBe(1);
  world.advance(DAY);
  two.note(of, 'a', client('ios', '1'));
  two.note(of, 'a', client('ios', '2'));
  two.note({ ...of, application: 'site' }, 'a', {});
  await two.flush();
  await two.flush();
  const last = new Date(START + DAY).toISOString();
  expect(await world.read('a')).toEqual([
    { v: 1, id: 'a', client: 'ios', version: '1', count: 1_001, last },
    { v: 1, id: 'a', client: 'ios', version: '2', count: 1, last },
  ]);
  expect(await world.read()).toHaveLength(3);
});

test('what cannot be written is written the next time', async () => {
  await using world = await open();
  const uses = world.uses();
  uses.note(of, 'a', {});
  world.away(true);
  await uses.flush();
  uses.note(of, 'a', {});
  world.away(false);
  await uses.flush();
  expect(await world.read()).toMatchObject([{ id: 'a', client: '', version: '', count: 2 }]);
});

test('a client that calls itself ever otherwise is counted with others, and no name is longer than 64 characters', async () => {
  await using world = await open();
  const uses = world.uses();
  for (let n = 0; n < 5_000; n += 1) uses.note(of, 'a', client(`client-${n}`, 'x'.repeat(1_000)));
  uses.note(of, 'a', client('name\nwith\u0000others', '1'));
  await uses.flush();
  const read = await world.read();
  expect(read).toHaveLength(101);
  expect(read).toContainEqual(expect.objectContaining({ client: '(others)', version: '', count: 4_901 }));
  for (const { client: name, version } of read) expect(`${name}${version}`).toMatch(/^[ -~]{0,128}$/);
  world.advance(DAY);
  uses.note(of, 'a', client('another', '1'));
  await uses.flush();
  expect(await world.read()).toHaveLength(102);
});

test('a registered operation is counted each time it is sent, and nothing else is', async () => {
  await using world = await open();
  const uses = world.uses();
  const fixture = openKeeping({ uses });
  const { get, kept } = fixture;
  const headers = client('ios', '1');
  const sent = [await get('{ suggest(prefix: "h") { text } }', { headers })];
  await kept();
  for (const method of ['GET', 'POST'] as const)
    sent.push(await get('{ suggest(prefix: "h") { text } }', { headers, method }));
  expect(sent.map(outcomeOf)).toEqual(['miss', 'hit', 'hit']);
  await fixture.ask('{ viewer { id } }', { headers });
  await fixture.send({ query: 'documentId=nothing', headers: { 'x-api-key': 'reader', ...headers } });
  await uses.flush();
  expect(await readUses(world.records, { organisation: 'courier', application: 'site' })).toMatchObject([
    { client: 'ios', version: '1', count: 3 },
  ]);
});
