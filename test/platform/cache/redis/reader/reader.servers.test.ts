import { randomBytes } from 'node:crypto';
import { Cluster, Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRedis } from '../../../../../entrypoints/redisConnection.ts';
import { createReader, type Reader } from '../../../../../platform/cache/redis/reader/reader.ts';
import { slotOf } from '../../../../../platform/cache/redis/reader/slots.ts';
import { redisOptions } from '../../../../../platform/cache/redis.ts';
import { cacheClient, patientClient } from '../../addressed.ts';
import { type OwnRedis, startOwnRedis } from '../../ownRedis.ts';

/** A client that counts what is asked of it instead of a connection of the reader's own. */
const watched = <C extends Redis | Cluster>(client: C) => {
  let asked = 0;
  const counting = new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== 'hmgetBuffer' || typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        asked += 1;
        return Reflect.apply(value, target, args);
      };
    },
  });
  return { client: counting, asked: () => asked };
};

const readerOf = (client: Redis | Cluster, budgetMs = 2_000): Reader =>
  createReader({ client, connect: connectRedis, budgetMs, mostBytes: 1_000 });
const read = async (reader: Reader, key: string) =>
  (await reader.read(key, ['head', 'bytes'])).map((part) => part?.toString() ?? null);

const NODES = process.env.REDIS_CLUSTER_NODES ?? '';

describe.runIf(NODES !== '')('reading from a cluster', () => {
  it('asks the server that has the key, and the client where the key has moved', async () => {
    const client = cacheClient(NODES);
    const operator = patientClient(NODES);
    const keys = Array.from({ length: 30 }, (_, number) => `test-${randomBytes(6).toString('hex')}:${number}`);
    for (const key of keys) await operator.hset(key, { head: `head of ${key}`, bytes: `bytes of ${key}` });
    await client.connect();
    const { client: counting, asked } = watched(client);
    using reader = readerOf(counting);
    const readAll = async (): Promise<void> => {
      for (const key of keys) expect(await read(reader, key)).toEqual([`head of ${key}`, `bytes of ${key}`]);
    };
    // Each server is first asked before its connection is open.
    await vi.waitFor(async () => {
      const before = asked();
      await readAll();
      expect(asked()).toBe(before);
    });
    const [key = ''] = keys;
    if (!(client instanceof Cluster)) throw new TypeError('no cluster');
    const [own] = client.slots[slotOf(key)] ?? [];
    const another = client.slots.flat().find((node) => node !== own);
    const before = asked();
    client.slots[slotOf(key)] = [another ?? ''];
    expect(await read(reader, key)).toEqual([`head of ${key}`, `bytes of ${key}`]);
    expect(asked()).toBe(before + 1);
    for (const each of keys) await operator.unlink(each);
    client.disconnect();
    operator.disconnect();
  });
});

describe.runIf(process.env.REDIS_URL !== undefined)('reading from a server of one’s own', () => {
  let redis: OwnRedis;
  let operator: Redis;
  beforeAll(async () => {
    redis = await startOwnRedis('redis');
    operator = new Redis(`redis://${redis.addresses[0] ?? ''}`, { maxRetriesPerRequest: null, db: 2 });
    await operator.hset('key', { head: 'the head', bytes: 'the bytes' });
    await operator.hset('long', { head: 'the head', bytes: 'x'.repeat(1_001) });
    await operator.acl('SETUSER', 'reader', 'reset', 'on', '>secret', '~*', '+@all');
    await operator.set('text', 'no hash');
  });
  afterAll(async () => {
    operator.disconnect();
    await redis[Symbol.asyncDispose]();
  });

  it('is done as the user, and in the database, that the client’s address names', async () => {
    await operator.acl('SETUSER', 'default', 'off');
    const own = new Redis(`redis://reader:secret@${redis.addresses[0] ?? ''}/2`, redisOptions());
    await own.connect();
    const { client, asked } = watched(own);
    using reader = readerOf(client);
    await vi.waitFor(async () => {
      const before = asked();
      expect(await read(reader, 'key')).toEqual(['the head', 'the bytes']);
      expect(asked()).toBe(before);
    });
    expect(await read(reader, 'nothing')).toEqual([null, null]);
    expect(await read(reader, 'long')).toEqual(['the head', '']);
    await expect(read(reader, 'text')).rejects.toThrow('WRONGTYPE');
    own.disconnect();
    await operator.acl('SETUSER', 'default', 'on');
  });

  it('gives each reader its own bytes, while others give theirs back', async () => {
    const own = new Redis(`redis://${redis.addresses[0] ?? ''}/2`, redisOptions());
    await own.connect();
    using reader = createReader({ client: own, connect: connectRedis, budgetMs: 5_000, mostBytes: 1e6 });
    const bodies = Array.from({ length: 20 }, (_, number) => Buffer.alloc(4_000 + number * 7_001, `${number} `));
    for (const [number, bytes] of bodies.entries()) await operator.hset(`lent${number}`, { bytes });
    let turn = 0;
    const readOn = async (): Promise<void> => {
      for (let times = 0; times < 100; times += 1) {
        turn += 1;
        const number = turn % bodies.length;
        const [, bytes] = await reader.read(`lent${number}`, ['head', 'bytes']);
        for (let held = number % 3; held > 0; held -= 1) await new Promise((resolve) => setImmediate(resolve));
        expect(bytes?.equals(bodies[number] ?? Buffer.alloc(0))).toBe(true);
        if (bytes && number % 5 > 0) reader.giveBack(bytes);
      }
    };
    await Promise.all(Array.from({ length: 16 }, readOn));
    own.disconnect();
  });

  it('begins anew when the connection has broken', async () => {
    const own = new Redis(`redis://${redis.addresses[0] ?? ''}/2`, redisOptions());
    await own.connect();
    const { client, asked } = watched(own);
    using reader = readerOf(client);
    const overOwnConnection = () =>
      vi.waitFor(
        async () => {
          const before = asked();
          expect(await read(reader, 'key')).toEqual(['the head', 'the bytes']);
          expect(asked()).toBe(before);
        },
        { timeout: 20_000 },
      );
    await overOwnConnection();
    await operator.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await overOwnConnection();
    own.disconnect();
  });
});
