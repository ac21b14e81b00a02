import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAutomaticOperations, MAX_TEXT_BYTES, PLACES } from '../../../gateway/persisted/automatic.ts';
import { operationsTable } from '../../../gateway/persisted/items.ts';
import { PortError } from '../../../platform/errors.ts';
import type { Item } from '../../../platform/records/port.ts';
import { createSqliteRecords } from '../../../platform/records/sqlite.ts';
import { openGateway } from '../gatewayFixture.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const app = { organisation: 'radio', application: 'app' };
const START = Date.parse('2026-11-02T08:00:00.000Z');
const DAY = 86_400_000;
const text = '{ viewer { id } }';
const hash = sha256(text);

const open = async () => {
  let time = START;
  let isAway = false;
  let reads = 0;
  const warned: string[] = [];
  const now = (): number => time;
  const stored = createSqliteRecords({ file: ':memory:', tables: [operationsTable], now });
  await stored.prepare();
  const records: Pick<typeof stored, 'getMany' | 'transact'> = {
    getMany: async (keys, options) => {
      reads += 1;
      return stored.getMany(keys, options);
    },
    transact: async (operations) => {
      if (isAway) throw new PortError('records', 'UNAVAILABLE', 'away');
      return stored.transact(operations);
    },
  };
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (_: object, message: string) => void warned.push(message),
    error: () => undefined,
  };
  return {
    /** A process with a memory of its own. */
    process: () => createAutomaticOperations({ records, now, log }),
    warned,
    reads: () => reads,
    advance: (ms: number) => {
      time += ms;
    },
    away: () => {
      isAway = true;
    },
    /** What is stored, once all writes under way are done. */
    items: async (): Promise<readonly Item[]> => {
      await new Promise((resolve) => setImmediate(resolve));
      return (await stored.scan({ table: operationsTable.name, segment: 0, of: 1, limit: 10_000 })).items;
    },
    [Symbol.asyncDispose]: () => stored.close(),
  };
};

test('a text that one process is told, every process finds, for that application alone', async () => {
  await using world = await open();
  const [one, two] = [world.process(), world.process()];
  one.keep(app, hash, text);
  expect(one.find(app, hash)).toBe(text);
  await world.items();
  expect(await two.find(app, hash)).toBe(text);
  expect(two.find(app, hash)).toBe(text);
  expect(world.reads()).toBe(1);
  expect(await two.find({ ...app, application: 'site' }, hash)).toBeUndefined();
  expect(await two.find({ ...app, organisation: 'lake' }, hash)).toBeUndefined();
});

test('an application has a thousand places, and a text of sixteen kilobytes is the longest', async () => {
  await using world = await open();
  const process = world.process();
  for (let n = 0; n < 3 * PLACES; n += 1) {
    const each = `{ a${n}: __typename }`;
    process.keep(app, sha256(each), each);
  }
  const items = await world.items();
  expect(items.length).toBeLessThanOrEqual(PLACES);
  expect(items.length).toBeGreaterThan(PLACES / 2);
  const long = `{ ${'é'.repeat((MAX_TEXT_BYTES - 4) / 2)} }`;
  for (const [each, isKept] of [
    [long, true],
    [`${long} `, false],
  ] as const) {
    process.keep(app, sha256(each), each);
    await world.items();
    expect((await world.process().find(app, sha256(each))) === each).toBe(isKept);
  }
});

test('a text whose place another has taken is sent again', async () => {
  await using world = await open();
  const taken = new Map<number, string>();
  const placeOf = (hashed: string): number => Number.parseInt(hashed.slice(0, 8), 16) % PLACES;
  let both: readonly [string, string] | undefined;
  for (let n = 0; both === undefined; n += 1) {
    const each = `{ a${n}: __typename }`;
    const other = taken.get(placeOf(sha256(each)));
    if (other !== undefined) both = [other, each];
    taken.set(placeOf(sha256(each)), each);
  }
  const [first, second] = both;
  const process = world.process();
  process.keep(app, sha256(first), first);
  await world.items();
  process.keep(app, sha256(second), second);
  await world.items();
  expect(await world.process().find(app, sha256(first))).toBeUndefined();
  expect(await world.process().find(app, sha256(second))).toBe(second);
});

test('a text is kept for a week after its last use', async () => {
  await using world = await open();
  world.process().keep(app, hash, text);
  await world.items();
  world.advance(6 * DAY);
  expect(await world.process().find(app, hash)).toBe(text);
  await world.items();
  world.advance(7 * DAY - 1);
  expect(await world.process().find(app, hash)).toBe(text);
  await world.items();
  world.advance(7 * DAY + 1_000);
  expect(await world.process().find(app, hash)).toBeUndefined();
});

test('what cannot be written is kept in memory, and logged', async () => {
  await using world = await open();
  world.away();
  const process = world.process();
  process.keep(app, hash, text);
  expect(await world.items()).toEqual([]);
  expect(process.find(app, hash)).toBe(text);
  expect(world.warned).toEqual(['an automatic persisted query could not be kept']);
});

describe('a request with a hash', () => {
  const asking = (world: Awaited<ReturnType<typeof open>>) => {
    const registered = { find: () => undefined, known: () => undefined };
    const fixture = openGateway({ automatic: world.process(), registered });
    return async (body: object, key = 'automatic') => {
      const { status, body: told } = await fixture.send({
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: Buffer.from(JSON.stringify(body)),
      });
      return [status, /"code":"([A-Z_]+)"/.exec(String(told))?.[1] ?? String(told)];
    };
  };
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
  const answer = [200, '{"data":{"viewer":{"id":"courier"}}}'];
  const unknown = [200, 'PERSISTED_QUERY_NOT_FOUND'];

  test('is answered once its text was sent, by a key with the grant `apq`', async () => {
    await using world = await open();
    const ask = asking(world);
    expect(await ask({ extensions })).toEqual(unknown);
    expect(await ask({ query: text, extensions })).toEqual(answer);
    expect(await ask({ extensions })).toEqual(answer);
    expect(await ask({ documentId: hash })).toEqual(answer);
    expect(await ask({ documentId: `sha256:${hash}` })).toEqual(answer);
    const prefixed = { persistedQuery: { version: 1, sha256Hash: `sha256:${hash}` } };
    expect(await ask({ query: text, extensions: prefixed })).toEqual(answer);
    await world.items();
    expect(await asking(world)({ extensions })).toEqual(answer);
  });

  test.each([
    ['reader', answer, unknown],
    ['both', [403, 'PERSISTED_QUERY_REQUIRED'], unknown],
  ])('is neither kept for nor answered to the key %s', async (key, withText, alone) => {
    await using world = await open();
    const ask = asking(world);
    expect(await ask({ query: text, extensions }, key)).toEqual(withText);
    expect(await world.items()).toEqual([]);
    expect(await ask({ query: text, extensions })).toEqual(answer);
    expect(await ask({ extensions }, key)).toEqual(alone);
  });

  test('is kept for none that is not valid, or whose hash is another’s', async () => {
    await using world = await open();
    const ask = asking(world);
    const wrong = '{ nothing }';
    const ofWrong = { persistedQuery: { version: 1, sha256Hash: sha256(wrong) } };
    expect(await ask({ query: wrong, extensions: ofWrong })).toEqual([200, 'VALIDATION']);
    expect(await ask({ query: text, extensions: ofWrong })).toEqual([400, 'BAD_REQUEST']);
    expect(await world.items()).toEqual([]);
    expect(await ask({ extensions: ofWrong })).toEqual(unknown);
  });
});

test('a look-up in vain costs a point', async () => {
  const fixture = openGateway();
  const ask = async (): Promise<number> =>
    (
      await fixture.send({
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': 'poor' },
        body: Buffer.from(JSON.stringify({ documentId: 'guess' })),
      })
    ).status;
  for (let n = 0; n < 200; n += 1) expect(await ask()).toBe(200);
  expect(await ask()).toBe(429);
});
