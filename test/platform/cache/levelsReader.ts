/**
 * A process of its own that asks its levels over Redis, from several sides and all the time, until it is told to stop; then it tells its parent what it
 * was answered. Its answers are made from numbers in Redis, one a tag.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectRedis } from '../../../entrypoints/redisConnection.ts';
import { createLevels } from '../../../platform/cache/levels.ts';
import { createRedisCache } from '../../../platform/cache/redis.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { cacheClient, patientClient } from './addressed.ts';

/** What an answer was: asked for when, at which tag, which number. */
export type Reading = readonly [askedAt: number, tag: string, version: number];

const [address = '', prefix = '', tagList = ''] = process.argv.slice(2);
const tags = tagList.split(',');
const cache = createRedisCache({
  client: cacheClient(address),
  connect: connectRedis,
  now: Date.now,
  log: silentLog,
  keyPrefix: prefix,
  toleranceMs: 0,
});
const source = patientClient(address);
await cache.prepare();
const levels = createLevels<string>({
  cache,
  codec: { encode: async (text) => ({ bytes: Buffer.from(text) }), decode: (bytes) => Buffer.from(bytes).toString() },
  maxBytes: 1_000_000,
  now: Date.now,
  log: silentLog,
});

const going = new AbortController();
const readings: Reading[] = [];

const read = async (tag: string): Promise<void> => {
  const askedAt = Date.now();
  const held =
    levels.peek(tag) ??
    (await levels.find(tag)) ??
    (await levels.ask<never>(tag, async () => {
      const startedAt = Date.now();
      const value = (await source.get(`${prefix}:source:${tag}`)) ?? '0';
      return { storable: true, value, tags: [tag, 'all'], startedAt, ttlMs: 600_000 };
    }));
  readings.push([askedAt, tag, Number(held.value)]);
};

const ask = async (worker: number): Promise<void> => {
  for (let turn = worker; !going.signal.aborted; turn += 1) {
    await read(tags[turn % tags.length] ?? '');
    await pause(1);
  }
};

process.once('message', () => going.abort());
const asking = Promise.all(Array.from({ length: 4 }, (_, worker) => ask(worker)));
process.send?.('asking');
await asking;
await promisify((report: unknown, sent: (error: Error | null) => void) =>
  process.send?.(report, undefined, undefined, sent),
)({
  readings,
  counts: levels.counts,
});
await levels.close();
await cache.close();
source.disconnect();
process.disconnect();
