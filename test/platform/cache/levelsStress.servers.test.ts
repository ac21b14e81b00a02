import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { LevelCounts } from '../../../platform/cache/levels/counts.ts';
import { createRedisCache } from '../../../platform/cache/redis.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { purged } from '../../contract/cacheModel.ts';
import { flush, masters } from '../../contract/cacheRedis.ts';
import { cacheClient, patientClient } from './addressed.ts';
import type { Reading } from './levelsReader.ts';

const READER = fileURLToPath(new URL('levelsReader.ts', import.meta.url));
/** How long a level in a process may miss purges without knowing: twice as long as its connection's pings are apart. */
const BOUND_MS = 2_000;
const WRITES = 1_000;
const TAGS = Array.from({ length: 20 }, (_, position) => `tag ${position}`);

interface Report {
  readonly readings: readonly Reading[];
  readonly counts: LevelCounts;
}

/** A reader, once it has begun to ask; answers how to end it. */
async function startReader(address: string, prefix: string): Promise<() => Promise<Report>> {
  const child = fork(READER, [address, prefix, TAGS.join(',')], { execArgv: [] });
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error(`a reader ended with ${code}`);
    return undefined;
  });
  await Promise.race([once(child, 'message'), ended]);
  return async () => {
    const reported = once(child, 'message');
    child.send('stop');
    const [[report]]: [Report[], undefined] = await Promise.all([reported, ended]);
    if (report === undefined) throw new Error('a reader ended without a report');
    return report;
  };
}

/** The readings that are older than a purge that had ended so long before they were asked for. */
function stale(readings: readonly Reading[], over: ReadonlyMap<string, readonly { version: number; at: number }[]>) {
  return readings.filter(([askedAt, tag, version]) =>
    over.get(tag)?.some((purge) => purge.at + BOUND_MS <= askedAt && purge.version > version),
  );
}

describe.skipIf(process.env.REAL_SERVERS !== '1').each([
  { name: 'redis', address: (process.env.REDIS_URL ?? '').replace('redis://', '') },
  { name: 'redis-cluster', address: process.env.REDIS_CLUSTER_NODES ?? '' },
])('two processes over $name', ({ address }) => {
  it('give out no answer older than its purge and what a level may miss, through a thousand writes', async () => {
    const prefix = `test-${randomBytes(6).toString('hex')}`;
    const source = patientClient(address);
    const cache = createRedisCache({
      client: cacheClient(address),
      now: Date.now,
      log: silentLog,
      keyPrefix: prefix,
      toleranceMs: 0,
    });
    await cache.prepare();
    const stop = await Promise.all([startReader(address, prefix), startReader(address, prefix)]);

    const over = new Map(TAGS.map((tag): [string, { version: number; at: number }[]] => [tag, []]));
    const write = async (tag: string): Promise<void> => {
      const version = await source.incr(`${prefix}:source:${tag}`);
      await purged(cache, [tag]);
      over.get(tag)?.push({ version, at: Date.now() });
    };
    const writer = async (mine: readonly string[]): Promise<void> => {
      for (let turn = 0; turn < WRITES / 4; turn += 1) {
        await write(mine[turn % mine.length] ?? '');
        await pause(5);
      }
    };
    await Promise.all([0, 5, 10, 15].map((first) => writer(TAGS.slice(first, first + 5))));
    await pause(BOUND_MS);
    const quietAt = Date.now();
    await pause(200);
    const reports = await Promise.all(stop.map((end) => end()));

    expect([...over.values()].flat().length).toBe(WRITES);
    for (const { readings, counts } of reports) {
      expect(stale(readings, over)).toEqual([]);
      const last = readings.filter(([askedAt]) => askedAt >= quietAt);
      expect(last.length).toBeGreaterThan(TAGS.length);
      expect(last.filter(([, tag, version]) => version !== over.get(tag)?.at(-1)?.version)).toEqual([]);
      // It says something only where both levels answered, and purges met what was being made.
      expect(Math.min(counts.hits.memory, counts.hits.redis, counts.executions, counts.purges)).toBeGreaterThan(0);
    }
    await cache.close();
    for (const server of masters(source)) await flush(server, prefix);
    source.disconnect();
  }, 180_000);
});
