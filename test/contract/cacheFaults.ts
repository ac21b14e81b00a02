import { describe, expect, vi } from 'vitest';
import { createEntries } from '../../platform/cache/redis/entries.ts';
import { createNames } from '../../platform/cache/redis/names.ts';
import { createReader } from '../../platform/cache/redis/reader/reader.ts';
import { readEntry } from '../../platform/cache/redis/reading.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { Fault } from '../faults/fault.ts';
import type { Contract } from './adapters.ts';
import { purgeOf } from './cache.ts';
import type { FaultyRedis, MakeFaulty } from './cacheFaulty.ts';
import { flush } from './cacheRedis.ts';

const HOUR = 3_600_000;
const bytes = new TextEncoder().encode('the answer');
const hearing: unknown = expect.objectContaining({ kind: 'hearing' });

const fillNow = (under: FaultyRedis, key: string, tags: readonly string[]) =>
  under.cache.fill(key, bytes, { tags, startedAt: under.now(), ttlMs: HOUR });

const setAll = async (under: FaultyRedis, fault: Fault): Promise<void> => {
  for (const proxy of under.proxies) await proxy.set(fault);
};

/** Fills until it is stored: a cache comes back in its own time. */
const filledAgain = (under: FaultyRedis, key: string, tags: readonly string[]) =>
  vi.waitFor(async () => expect(await fillNow(under, key, tags)).toBe('stored'), { timeout: 20_000, interval: 50 });

const purgedAgain = (under: FaultyRedis, tags: readonly string[]) =>
  vi.waitFor(() => under.cache.purge(tags), { timeout: 20_000, interval: 50 });

/** Waits until purges are surely heard, and forgets what has been. */
const listening = async (under: FaultyRedis, heard: unknown[]): Promise<void> => {
  await vi.waitFor(async () => {
    await under.cache.purge(['first']);
    expect(heard).toContainEqual(purgeOf('first'));
  });
  await under.cache.purge(['last']);
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(purgeOf('last')));
  heard.length = 0;
};

const recordingLog = () => {
  const lines: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) => {
    lines.push({ level, message, fields });
  };
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { lines, log };
};

/** What holds when Redis, or what lies in it, is not as it should be. */
export function cacheFaults(contract: Contract<MakeFaulty>): void {
  const { make } = contract;
  const it: typeof contract.it = (...sentence) => contract.it(...sentence);

  describe('a cache that is away', () => {
    for (const fault of [
      { mode: 'hang' },
      { mode: 'refuse' },
      { mode: 'reset' },
      { mode: 'garbage' },
      { mode: 'cut', afterBytes: 0 },
    ] satisfies Fault[]) {
      it(`is a miss for readers, no success for purges, and works again afterwards: ${fault.mode}`, async () => {
        await using under = await make({ budgetMs: 200, breaker: { failures: 5, openMs: 50 } });
        expect(await fillNow(under, 'k', ['t'])).toBe('stored');
        await setAll(under, fault);
        for (let times = 0; times < 8; times += 1) expect(await under.cache.get('k')).toBeUndefined();
        expect(await fillNow(under, 'new', ['t'])).toBe('skipped');
        await expect(under.cache.purge(['t'])).rejects.toMatchObject({
          code: 'UNAVAILABLE',
          port: 'cache',
          retryable: true,
        });
        await expect(under.cache.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        const lease = await under.cache.lease('k', HOUR);
        expect(lease).toBeDefined();
        expect(await under.cache.lease('k', HOUR)).toBeDefined();
        expect(await under.cache.leased('k')).toBe(false);
        await lease?.release();
        const window = { limit: 2, windowMs: 60_000 };
        expect(await under.cache.consume('c', 2, window)).toMatchObject({ allowed: true });
        expect(await under.cache.consume('c', 1, window)).toMatchObject({ allowed: false });
        await setAll(under, { mode: 'pass' });
        await purgedAgain(under, ['t']);
        await under.pass(1);
        await filledAgain(under, 'k', ['t']);
        await vi.waitFor(async () => expect(await under.cache.get('k')).toBeDefined(), { timeout: 20_000 });
      });
    }

    it('makes an answer that comes late a miss', async () => {
      await using under = await make({ budgetMs: 100 });
      await fillNow(under, 'k', ['t']);
      await setAll(under, { mode: 'delay', ms: 600 });
      expect(await under.cache.get('k')).toBeUndefined();
      expect(under.cache.counts.failed).toBe(1);
    });

    it('refuses a purge whose end it never heard of, and takes it again', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      await setAll(under, { mode: 'cut', afterBytes: 0 });
      await expect(under.cache.purge(['t'])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await setAll(under, { mode: 'pass' });
      await purgedAgain(under, ['t']);
      expect(await under.other.get('k')).toBeUndefined();
    });

    it('says at once that it cannot be prepared, and prepares itself when it is back', async () => {
      await using under = await make();
      await setAll(under, { mode: 'refuse' });
      await expect(under.cache.prepare()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      await setAll(under, { mode: 'pass' });
      await filledAgain(under, 'k', ['t']);
    });
  });

  describe('a subscription that breaks', () => {
    it('is told as lost, and as hearing again before the first purge that is heard', async () => {
      await using under = await make({ pingMs: 200 });
      const heard: unknown[] = [];
      under.other.onPurge((event) => heard.push(event));
      await listening(under, heard);
      const later: unknown[] = [];
      under.other.onPurge((event) => later.push(event));
      expect(later).toEqual([hearing]);
      for (const mode of ['reset', 'hang'] as const) {
        heard.length = 0;
        await setAll(under, { mode });
        await vi.waitFor(() => expect(heard).toEqual([{ kind: 'lost' }]), { timeout: 20_000 });
        const wholeAt = under.now();
        await setAll(under, { mode: 'pass' });
        await vi.waitFor(
          async () => {
            await under.cache.purge(['again']);
            expect(heard).toContainEqual(purgeOf('again'));
          },
          { timeout: 20_000, interval: 50 },
        );
        const back: unknown = expect.objectContaining({
          kind: 'hearing',
          upTo: expect.toSatisfy((at) => at >= wholeAt),
        });
        expect(heard.slice(0, 2)).toEqual([{ kind: 'lost' }, back]);
        await listening(under, heard);
      }
    });

    it('takes a message that is no purge for one that was missed', async () => {
      await using under = await make();
      const heard: unknown[] = [];
      under.cache.onPurge((event) => heard.push(event));
      await listening(under, heard);
      await under.operator.publish(`${under.prefix}:purges`, '{"tags":');
      await under.operator.publish(`${under.prefix}:purges`, '{"tags":[1],"upTo":1}');
      await under.operator.publish(`${under.prefix}:purges`, '{"tags":["t"],"upTo":"1"}');
      const missed = [{ kind: 'lost' }, hearing];
      await vi.waitFor(() => expect(heard).toEqual([...missed, ...missed, ...missed]));
    });
  });

  describe('data that is not as it was left', () => {
    it('is a miss, logged and counted, where it is no entry or a damaged one; it can be filled and purged', async () => {
      const { lines, log } = recordingLog();
      await using under = await make({ log });
      const name = `${under.prefix}:e:k`;
      await fillNow(under, 'k', ['t']);
      const field = async (of: string) => (await under.operator.hgetBuffer(name, of)) ?? Buffer.alloc(0);
      const [head, tags, good] = [await field('head'), await field('tags'), await field('bytes')];
      const damaged = Buffer.from(head);
      damaged[damaged.length - 1] = 0;
      await fillNow(under, 'another', ['t']);
      const [others = null, othersTags = null] = await under.operator.hmgetBuffer(
        `${under.prefix}:e:another`,
        'bytes',
        'tags',
      );
      const set = (fields: Readonly<Record<string, string | Buffer | null>>) => async () => {
        await under.operator.del(name);
        await under.operator.hset(name, { head, tags, bytes: good, ...fields });
      };
      const wrong: (() => Promise<unknown>)[] = [
        () => under.operator.set(name, 'somebody else’s'),
        () => under.operator.set(name, ''),
        set({ head: damaged }),
        set({ head: head.subarray(0, head.length - 1) }),
        set({ head: head.subarray(0, 20) }),
        set({ head: 'somebody else’s' }),
        set({ tags: tags.subarray(0, tags.length - 1) }),
        set({ tags: othersTags }),
        set({ tags: '' }),
        async () => {
          await set({})();
          await under.operator.hdel(name, 'tags');
        },
        set({ bytes: good.subarray(0, good.length - 1) }),
        set({ bytes: others }),
        set({ bytes: 'somebody else’s' }),
        set({ bytes: '' }),
        async () => {
          await set({})();
          await under.operator.hdel(name, 'head');
        },
        async () => {
          await under.operator.del(name);
          await under.operator.lpush(name, 'a list');
        },
      ];
      for (const [position, spoil] of wrong.entries()) {
        await spoil();
        expect(await under.cache.get('k'), `value ${position}`).toBeUndefined();
        expect(under.cache.counts.foreign).toBe(position + 1);
        expect(lines.filter(({ level }) => level === 'warn').length).toBe(position + 1);
        expect(await fillNow(under, 'k', ['t'])).toBe('stored');
        await spoil();
        await under.cache.purge(['t']);
        expect(await under.operator.exists(name), `value ${position}`).toBe(0);
        await under.pass(1);
      }
    });

    it('was flushed: what was being read is kept out, and then it fills again', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      const startedAt = under.now();
      await under.cache.purge(['t']);
      for (const server of under.servers()) await flush(server, under.prefix);
      await under.pass(1);
      expect(await under.cache.fill('k', bytes, { tags: ['t'], startedAt, ttlMs: HOUR })).toBe('skipped');
      await filledAgain(under, 'other', ['t']);
      expect(await under.cache.fill('k', bytes, { tags: ['t'], startedAt, ttlMs: HOUR })).toBe('fenced');
      expect(await under.cache.get('k')).toBeUndefined();
      await under.cache.purge(['t']);
      expect(await under.cache.get('other')).toBeUndefined();
    });

    it('lost the purge log: what was being read is kept out', async () => {
      await using under = await make();
      const startedAt = under.now();
      await under.cache.purge(['t']);
      await under.operator.unlink(`${under.prefix}:log`);
      const fillOld = () => under.cache.fill('k', bytes, { tags: ['t'], startedAt, ttlMs: HOUR });
      expect(await fillOld()).toBe('fenced');
      await under.pass(2);
      expect(await fillNow(under, 'another', ['t'])).toBe('stored');
      expect(await fillOld()).toBe('fenced');
      expect(await fillNow(under, 'k', ['t'])).toBe('stored');
    });

    it('lost the tag sets of any one shard: a purge of its tags still leaves nothing old', async () => {
      await using under = await make();
      const tags = Array.from({ length: 12 }, (_, position) => `tag ${position}`);
      for (const tag of tags) {
        await filledAgain(under, `under ${tag}`, [tag, 'another']);
        const [set] = await keysOf(under, `${under.prefix}:{t*}:s:${tag}`);
        if (set === undefined) throw new Error(`no set of ${tag}`);
        await under.operator.unlink(set, set.replace(/\}:s:.*$/, '}:marker'));
        await under.cache.purge([tag]);
        expect(await under.other.get(`under ${tag}`), tag).toBeUndefined();
        await under.pass(1);
      }
    });

    it('came back with one server empty: a purge leaves nothing old, wherever the entries lie', async () => {
      await using under = await make();
      const keys = Array.from({ length: 30 }, (_, position) => `k${position}`);
      for (const server of under.servers()) {
        for (const key of keys) await filledAgain(under, key, [`of ${key}`]);
        await flush(server, under.prefix);
        await under.other.purge(keys.map((key) => `of ${key}`));
        for (const key of keys) expect(await under.cache.get(key), key).toBeUndefined();
        await under.pass(1);
      }
      await filledAgain(under, 'at last', ['t']);
    });

    it('has something that never ends where a lease would be: nobody waits for it', async () => {
      await using under = await make();
      for (const spoil of [
        () => under.operator.set(`${under.prefix}:l:k`, 'somebody else’s'),
        () => under.operator.lpush(`${under.prefix}:l:other`, 'a list'),
      ]) {
        await spoil();
        expect(await under.cache.leased('k')).toBe(false);
        expect(await under.cache.leased('other')).toBe(false);
      }
    });

    it('has another type where the log or a tag set was: they are made anew, and purges purge', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      const [set = ''] = await keysOf(under, `${under.prefix}:{t*}:s:t`);
      for (const name of [`${under.prefix}:log`, set]) {
        await under.operator.del(name);
        await under.operator.set(name, 'a string');
        await under.cache.purge(['t']);
        expect(await under.cache.get('k')).toBeUndefined();
        await under.pass(1);
        await filledAgain(under, 'k', ['t']);
        // Also where nobody purges.
        await under.operator.del(name);
        await under.operator.set(name, 'a string');
        await filledAgain(under, 'k', ['t']);
      }
    });
  });

  describe('a fill', () => {
    it('that dies before its last check was never to be read, and is gone after two seconds', async () => {
      let calls = Number.NEGATIVE_INFINITY;
      await using under = await make({
        // The set and one check are let through; whatever comes after the store stands still for ever.
        step: async (call) => {
          calls += 1;
          return calls > 3 ? await new Promise<never>(() => undefined) : await call();
        },
        breaker: { failures: 5, openMs: 50 },
      });
      calls = 0;
      void fillNow(under, 'k', ['t']);
      await vi.waitFor(async () => expect(await under.operator.exists(`${under.prefix}:e:k`)).toBe(1));
      expect(await under.operator.pttl(`${under.prefix}:e:k`)).toBeLessThanOrEqual(2_000);
      expect((await under.operator.hget(`${under.prefix}:e:k`, 'head'))?.[4]).toBe('0');
      await vi.waitFor(async () => expect(await under.operator.exists(`${under.prefix}:e:k`)).toBe(0), {
        timeout: 10_000,
      });
    });

    it('that was under way while lost tag sets were made good is kept out: no purge would find it', async () => {
      const gate = Promise.withResolvers<void>();
      let calls = Number.NEGATIVE_INFINITY;
      await using under = await make({
        // The set and one check are let through; the store waits.
        step: async (call) => {
          calls += 1;
          if (calls === 3) await gate.promise;
          return await call();
        },
      });
      calls = 0;
      const filling = fillNow(under, 'k', ['t']);
      await vi.waitFor(() => expect(calls).toBe(3));
      const [set = ''] = await keysOf(under, `${under.prefix}:{t*}:s:t`);
      await under.operator.unlink(set, set.replace(/\}:s:.*$/, '}:marker'));
      await under.other.prepare();
      gate.resolve();
      expect(await filling).toBe('fenced');
      expect(await under.other.get('k')).toBeUndefined();
    });

    it('gives life to nothing but its own entry', async () => {
      await using under = await make();
      const names = createNames(under.prefix);
      const entries = createEntries(under.operator, names);
      using reader = createReader({
        client: under.operator,
        connect: undefined,
        budgetMs: 2_000,
        mostBytes: 1_000_000,
      });
      const read = () => readEntry(reader, names.entry('k'), {});
      const startedAt = under.now();
      const first = { key: 'k', startedAt, expiresAt: startedAt + HOUR, tags: ['t'], fill: Buffer.from('fill one') };
      const second = { ...first, fill: Buffer.from('fill two') };
      expect(await entries.seal(first, HOUR)).toBe(false);
      await entries.store(first, bytes, {});
      await entries.store(second, bytes, {});
      expect(await entries.seal(first, HOUR)).toBe(false);
      await entries.withdraw(first);
      expect(await read()).toBeUndefined();
      expect(await entries.seal(second, HOUR)).toBe(true);
      expect(await read()).toMatchObject({ head: { startedAt }, tags: ['t'] });
    });

    it('that began in the millisecond of the purge is kept out, and one a millisecond later is not', async () => {
      await using under = await make();
      await under.cache.purge(['t']);
      const time = Number(await under.operator.zscore(`${under.prefix}:log`, 't:t'));
      await under.pass(2);
      const fill = { tags: ['t'], ttlMs: HOUR };
      expect(await under.cache.fill('k', bytes, { ...fill, startedAt: time })).toBe('fenced');
      expect(await under.cache.fill('k', bytes, { ...fill, startedAt: time + 1 })).toBe('stored');
    });

    it('is skipped where this process’s clock is more than a second off', async () => {
      const { lines, log } = recordingLog();
      for (const offMs of [-1_500, 1_500]) {
        await using under = await make({ now: () => Date.now() + offMs, toleranceMs: 1_000, log });
        expect(await under.cache.fill('k', bytes, { tags: ['t'], startedAt: Date.now() + offMs, ttlMs: HOUR })).toBe(
          'skipped',
        );
        expect(lines.at(-1)?.level).toBe('error');
        expect(lines.at(-1)?.message).toContain('clock');
      }
    });

    it('leaves only keys behind that expire, or that no volatile-* policy evicts', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t', 'u']);
      await under.cache.consume('c', 1, { limit: 1, windowMs: 60_000 });
      await under.cache.lease('k', HOUR);
      await under.cache.purge(['u']);
      await under.pass(1);
      await fillNow(under, 'k', ['t', 'u']);
      for (const name of await keysOf(under, `${under.prefix}:*`)) {
        const kind = name
          .slice(under.prefix.length + 1)
          .replace(/\{.*\}:/, '')
          .split(':')[0];
        const ttl = await under.operator.pttl(name);
        if (kind === 'e' || kind === 'c' || kind === 'l') expect(ttl, name).toBeGreaterThan(0);
        else expect([kind, ttl]).toEqual([expect.stringMatching(/^(log|marker|s)$/), -1]);
      }
    });

    it('that began longer ago than half a fence’s life is kept out, however old the log is', async () => {
      await using under = await make();
      await under.operator.zadd(`${under.prefix}:log`, -(under.now() - HOUR), 'born');
      await under.operator.zrem(`${under.prefix}:log`, 'all');
      const fill = { tags: ['t'], ttlMs: HOUR };
      expect(await under.cache.fill('k', bytes, { ...fill, startedAt: under.now() - 31_000 })).toBe('fenced');
      expect(await under.cache.fill('k', bytes, { ...fill, startedAt: under.now() - 25_000 })).toBe('stored');
    });

    it('pays for the sweeping of tag sets that nobody fills or purges any more', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      const [living = ''] = await keysOf(under, `${under.prefix}:{t*}:s:t`);
      const dead = living.replace(/:s:t$/, ':s:dead');
      await under.operator.zadd(dead, under.now() - 2 * 86_400_000, 'long gone');
      await vi.waitFor(
        async () => {
          await fillNow(
            under,
            'many',
            Array.from({ length: 500 }, (_, position) => `m${position}`),
          );
          expect(await under.operator.exists(dead)).toBe(0);
        },
        { timeout: 30_000, interval: 1 },
      );
      expect(await under.operator.exists(living)).toBe(1);
    });
  });
}

async function keysOf(under: FaultyRedis, pattern: string): Promise<string[]> {
  const keys: string[] = [];
  for (const server of under.servers()) {
    let cursor = '0';
    do {
      const [next, page] = await server.scan(cursor, 'MATCH', pattern, 'COUNT', 1_000);
      keys.push(...page);
      cursor = next;
    } while (cursor !== '0');
  }
  return keys;
}
