import { describe, expect, vi } from 'vitest';
import type { Cache, FillOptions } from '../../platform/cache/port.ts';
import type { Contract } from './adapters.ts';
import { checkInterleavings } from './cacheModel.ts';
import type { Step } from './cacheSteps.ts';

/** What a test may set; each cache stands alone, empty and prepared. */
export interface CacheSettings {
  readonly maxEntryBytes?: number;
  readonly maxTtlMs?: number;
  readonly toleranceMs?: number;
  /** Makes each call that others could come between. */
  readonly step?: Step;
}

/** What a backend may lose. */
export type Loss = 'log' | 'everything';

/** Two caches over one backend, as two processes have them. Where the backend is a process's own memory they are the same. */
export interface CacheUnderTest extends AsyncDisposable {
  readonly cache: Cache;
  readonly other: Cache;
  /** The clock the caches go by, milliseconds since the epoch. */
  readonly now: () => number;
  /** Lets so much time pass on it. */
  readonly pass: (ms: number) => Promise<void>;
  /** Where the backend can lose what it holds while its clients go on. */
  readonly lose?: (what: Loss) => Promise<void>;
}

export type MakeCache = (settings?: CacheSettings) => Promise<CacheUnderTest>;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const HOUR = 3_600_000;

/** What a listener hears of a purge of these tags. */
export const purgeOf = (...tags: readonly string[]): unknown => expect.objectContaining({ kind: 'purged', tags });

/** The sentences that hold for every cache. */
export function cacheContract(contract: Contract<MakeCache>): void {
  const { make } = contract;
  const it: typeof contract.it = (...sentence) => contract.it(...sentence);

  const fillNow = (under: CacheUnderTest, key: string, tags: readonly string[], options: Partial<FillOptions> = {}) =>
    under.cache.fill(key, bytesOf(key), { tags, startedAt: under.now(), ttlMs: HOUR, ...options });

  /** A cache in which readings that begin now are younger than the purge just made. */
  const purgeAndPass = async (under: CacheUnderTest, tags: readonly string[]): Promise<void> => {
    await under.cache.purge(tags);
    await under.pass(1);
  };

  describe('an entry', () => {
    it('is given back as the same bytes, with the start of its making and what is left of its life', async () => {
      await using under = await make();
      const bytes = Uint8Array.from({ length: 100_000 }, (_, position) => position % 256);
      const startedAt = under.now();
      expect(await under.cache.fill('k', bytes, { tags: ['t'], startedAt, ttlMs: HOUR })).toBe('stored');
      const entry = await under.other.get('k');
      expect(Buffer.compare(entry?.bytes ?? new Uint8Array(), bytes)).toBe(0);
      expect(entry?.startedAt).toBe(startedAt);
      expect(entry?.tags).toEqual(['t']);
      expect(entry?.ttlMs).toBeLessThanOrEqual(HOUR);
      expect(entry?.ttlMs).toBeGreaterThan(HOUR - 60_000);
    });

    it('may be of no bytes', async () => {
      await using under = await make();
      await under.cache.fill('k', new Uint8Array(), { tags: ['t'], startedAt: under.now(), ttlMs: HOUR });
      expect((await under.cache.get('k'))?.bytes.byteLength).toBe(0);
    });

    it('is not changed by what its filler does with the bytes afterwards', async () => {
      await using under = await make();
      const bytes = bytesOf('first');
      await under.cache.fill('k', bytes, { tags: ['t'], startedAt: under.now(), ttlMs: HOUR });
      bytes.fill(0);
      expect(Buffer.from((await under.cache.get('k'))?.bytes ?? []).toString()).toBe('first');
    });

    it('is read in each form that it was filled in, and in no other', async () => {
      await using under = await make();
      const forms = { constructor: bytesOf('one form'), br: bytesOf('another') };
      expect(await fillNow(under, 'k', ['t'], { forms })).toBe('stored');
      const read = async (form?: string) => {
        const entry = await under.other.get('k', { form });
        return entry && [Buffer.from(entry.bytes).toString(), entry.startedAt, entry.tags];
      };
      const [, startedAt] = (await read()) ?? [];
      expect(await read()).toEqual(['k', startedAt, ['t']]);
      expect(await read('constructor')).toEqual(['one form', startedAt, ['t']]);
      expect(await read('br')).toEqual(['another', startedAt, ['t']]);
      expect(await read('gzip')).toBeUndefined();
      forms.br.fill(0);
      expect((await read('br'))?.[0]).toBe('another');
      expect(await fillNow(under, 'k', ['u'])).toBe('stored');
      expect([await read('br'), await read('constructor')]).toEqual([undefined, undefined]);
      expect(await fillNow(under, 'k', ['t'], { forms })).toBe('stored');
      await under.cache.purge(['t']);
      expect([await read(), await read('br'), await read('constructor')]).toEqual([undefined, undefined, undefined]);
    });

    it('is read without its tags by whoever does not want them', async () => {
      await using under = await make();
      expect(await fillNow(under, 'k', ['t'], { forms: { br: bytesOf('in a form') } })).toBe('stored');
      for (const form of [undefined, 'br']) {
        const entry = await under.other.get('k', { form, tags: false });
        expect([Buffer.from(entry?.bytes ?? []).toString(), entry?.tags]).toEqual([form ? 'in a form' : 'k', []]);
      }
    });

    it('is nothing where there is none', async () => {
      await using under = await make();
      expect(await under.cache.get('never filled')).toBeUndefined();
    });

    it('is gone when its life is over', async () => {
      await using under = await make();
      expect(await fillNow(under, 'k', ['t'], { ttlMs: 400 })).toBe('stored');
      expect(await under.cache.get('k')).toBeDefined();
      await under.pass(400);
      expect(await under.cache.get('k')).toBeUndefined();
    });

    it('lives no longer than the cache allows', async () => {
      await using under = await make({ maxTtlMs: 10_000 });
      await fillNow(under, 'k', ['t'], { ttlMs: HOUR });
      expect((await under.cache.get('k'))?.ttlMs).toBeLessThanOrEqual(10_000);
    });

    it('is replaced by a later fill of its key', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      await under.cache.fill('k', bytesOf('second'), { tags: ['u'], startedAt: under.now(), ttlMs: HOUR });
      expect(Buffer.from((await under.cache.get('k'))?.bytes ?? []).toString()).toBe('second');
    });

    it('is skipped where it is too large, and what was there stays', async () => {
      await using under = await make({ maxEntryBytes: 100 });
      const fill = { tags: ['t'], startedAt: under.now(), ttlMs: HOUR };
      expect(await under.cache.fill('k', new Uint8Array(100), fill)).toBe('stored');
      expect(await under.cache.fill('k', new Uint8Array(101), fill)).toBe('skipped');
      const forms = { br: new Uint8Array(1) };
      expect(await under.cache.fill('k', new Uint8Array(100), { ...fill, forms })).toBe('skipped');
      expect((await under.cache.get('k'))?.bytes.byteLength).toBe(100);
      expect(await under.cache.fill('k', new Uint8Array(99), { ...fill, forms })).toBe('stored');
    });

    it('may have any key and tags of 1 to 512 bytes, and 1 000 tags', async () => {
      await using under = await make();
      const names = ['{', '{}', 'a{b}c', '}{', '*?[', 'a b\n\0', 'é'.repeat(256), '𝄞', ':', 'all', 'born', '__proto__'];
      for (const name of names) expect(await fillNow(under, name, [name])).toBe('stored');
      for (const name of names) {
        expect(Buffer.from((await under.other.get(name))?.bytes ?? []).toString(), name).toBe(name);
        await under.cache.purge([name]);
        expect(await under.other.get(name), name).toBeUndefined();
      }
      const tags = Array.from({ length: 1_000 }, (_, position) => `tag ${position}`);
      expect(await fillNow(under, 'k', tags)).toBe('stored');
      await under.cache.purge(['tag 999']);
      expect(await under.cache.get('k')).toBeUndefined();
    });

    it('is refused with INVALID where key, tags, start or life are out of bounds', async () => {
      await using under = await make();
      const { cache, now } = under;
      const good = { tags: ['t'], startedAt: now(), ttlMs: 1 };
      const invalid = { name: 'PortError', port: 'cache', code: 'INVALID', retryable: false };
      const long = 'é'.repeat(257);
      await expect(cache.get('')).rejects.toMatchObject(invalid);
      await expect(cache.get(long)).rejects.toMatchObject(invalid);
      await expect(cache.get('k', { form: 'a:b' })).rejects.toMatchObject(invalid);
      await expect(cache.fill('', bytesOf(''), good)).rejects.toMatchObject(invalid);
      for (const wrong of [
        { tags: [] },
        { tags: [''] },
        { tags: [long] },
        { tags: Array.from({ length: 1_001 }, (_, position) => `${position}`) },
        { forms: { '': bytesOf('') } },
        { forms: { 'a b': bytesOf('') } },
        { forms: Object.fromEntries(Array.from('abcdefghi', (form) => [form, bytesOf('')])) },
        { startedAt: Number.NaN },
        { startedAt: -1 },
        { ttlMs: 0 },
        { ttlMs: 0.5 },
        { ttlMs: Number.POSITIVE_INFINITY },
      ]) {
        await expect(cache.fill('k', bytesOf(''), { ...good, ...wrong }), JSON.stringify(wrong)).rejects.toMatchObject(
          invalid,
        );
      }
      await expect(cache.purge(['t', long])).rejects.toMatchObject(invalid);
    });
  });

  describe('a purge', () => {
    it('removes what was filled under any of its tags, and nothing else', async () => {
      await using under = await make();
      await fillNow(under, 'a', ['x', 'y']);
      await fillNow(under, 'b', ['y']);
      await fillNow(under, 'c', ['z']);
      await fillNow(under, 'd', ['xy']);
      await under.other.purge(['x', 'z']);
      expect(await under.cache.get('a')).toBeUndefined();
      expect(await under.cache.get('b')).toBeDefined();
      expect(await under.cache.get('c')).toBeUndefined();
      expect(await under.cache.get('d')).toBeDefined();
    });

    it('removes thousands of entries under one tag', async () => {
      await using under = await make();
      const keys = Array.from({ length: 2_500 }, (_, position) => `key ${position}`);
      for (let first = 0; first < keys.length; first += 100) {
        await Promise.all(keys.slice(first, first + 100).map((key) => fillNow(under, key, ['all of them'])));
      }
      expect(await under.cache.get('key 2499')).toBeDefined();
      await under.cache.purge(['all of them']);
      const left = await Promise.all(keys.map((key) => under.cache.get(key)));
      expect(left.filter((entry) => entry !== undefined)).toEqual([]);
    });

    it('of nothing, or of a tag that nothing bears, is done', async () => {
      await using under = await make();
      await under.cache.purge([]);
      await under.cache.purge(['nobody', 'nobody']);
    });

    it('removes an entry under a tag that a later fill of its key still has', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['x', 'y']);
      await fillNow(under, 'k', ['x']);
      await under.cache.purge(['x']);
      expect(await under.cache.get('k')).toBeUndefined();
    });

    it('is refused with UNAVAILABLE where its caller gave up, and must be made again', async () => {
      await using under = await make();
      await fillNow(under, 'k', ['t']);
      await expect(under.cache.purge(['t'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
        port: 'cache',
        code: 'UNAVAILABLE',
        retryable: true,
      });
      await under.cache.purge(['t']);
      expect(await under.cache.get('k')).toBeUndefined();
    });
  });

  describe('a fence', () => {
    it('keeps out what was being read when one of its tags was purged', async () => {
      await using under = await make();
      const startedAt = under.now();
      await purgeAndPass(under, ['y']);
      expect(await fillNow(under, 'k', ['x', 'y'], { startedAt })).toBe('fenced');
      expect(await under.cache.get('k')).toBeUndefined();
      expect(await fillNow(under, 'k', ['x'], { startedAt })).toBe('stored');
    });

    it('keeps what it refuses from replacing what has been filled since', async () => {
      await using under = await make();
      const startedAt = under.now();
      await purgeAndPass(under, ['t']);
      await fillNow(under, 'k', ['t']);
      expect(await under.other.fill('k', bytesOf('old'), { tags: ['t'], startedAt, ttlMs: HOUR })).toBe('fenced');
      expect(Buffer.from((await under.cache.get('k'))?.bytes ?? []).toString()).toBe('k');
    });

    it('holds in every process, and where nothing bore the tag', async () => {
      await using under = await make();
      const startedAt = under.now();
      await under.other.purge(['slug:not-there-yet']);
      expect(await fillNow(under, 'k', ['slug:not-there-yet'], { startedAt })).toBe('fenced');
    });

    it('lets in what was read after the purge', async () => {
      await using under = await make();
      await purgeAndPass(under, ['t']);
      expect(await fillNow(under, 'k', ['t'])).toBe('stored');
      expect(await under.cache.get('k')).toBeDefined();
    });

    it('keeps out what was read within the tolerance after the purge, and nothing later', async () => {
      await using under = await make({ toleranceMs: 300 });
      await under.pass(301);
      await purgeAndPass(under, ['t']);
      expect(await fillNow(under, 'k', ['t'])).toBe('fenced');
      expect(await under.cache.get('k')).toBeUndefined();
      await under.pass(301);
      expect(await fillNow(under, 'k', ['t'])).toBe('stored');
    });

    it('cannot speak for a reading that began more than half its life ago: it is kept out', async () => {
      await using under = await make();
      expect(await fillNow(under, 'k', ['t'], { startedAt: under.now() - 30_500 })).toBe('fenced');
      expect(await under.cache.get('k')).toBeUndefined();
    });

    it('keeps out what says that it began in the future', async () => {
      await using under = await make();
      expect(await fillNow(under, 'k', ['t'], { startedAt: under.now() + 5_000 })).toBe('fenced');
      expect(await under.cache.get('k')).toBeUndefined();
    });

    it('leaves no answer older than the last purge to be read, whatever comes between the steps', async () => {
      await checkInterleavings(make);
    }, 300_000);
  });

  describe('whoever listens', () => {
    it('hears the purges of every process once they have taken hold, until it stops', async () => {
      await using under = await make();
      const heard: (readonly string[])[] = [];
      let found: unknown = 'not looked for';
      const look = async (): Promise<void> => {
        found = await under.other.get('k');
      };
      await fillNow(under, 'k', ['a', 'b']);
      const stop = under.other.onPurge((event) => {
        if (event.kind !== 'purged') return;
        heard.push(event.tags);
        void look();
      });
      // Hearing over a network begins in its own time: a purge that is surely heard tells that it has.
      await vi.waitFor(async () => {
        await under.cache.purge(['are you there']);
        expect(heard.flat()).toContain('are you there');
      });
      await under.cache.purge(['a', 'b']);
      await vi.waitFor(() => expect(heard.at(-1)).toEqual(['a', 'b']));
      await vi.waitFor(() => expect(found).toBeUndefined());
      stop();
      const before = heard.length;
      const others: unknown[] = [];
      under.other.onPurge((event) => others.push(event));
      await under.cache.purge(['c']);
      await vi.waitFor(() => expect(others).toContainEqual(purgeOf('c')));
      expect(heard.length).toBe(before);
    });
  });

  describe('the lease of a key', () => {
    it('is given to one at a time in all processes, until it is given back', async () => {
      await using under = await make();
      const lease = await under.cache.lease('k', HOUR);
      expect(lease).toBeDefined();
      expect(await under.other.lease('k', HOUR)).toBeUndefined();
      expect(await under.cache.lease('k', HOUR)).toBeUndefined();
      expect(await under.other.leased('k')).toBe(true);
      expect(await under.other.leased('another')).toBe(false);
      expect(await under.other.lease('another', HOUR)).toBeDefined();
      await lease?.release();
      expect(await under.other.leased('k')).toBe(false);
      expect(await under.other.lease('k', HOUR)).toBeDefined();
    });

    it('ends by itself, and then whoever had it cannot end another’s', async () => {
      await using under = await make();
      const late = await under.cache.lease('k', 200);
      await under.pass(201);
      expect(await under.other.leased('k')).toBe(false);
      expect(await under.other.lease('k', HOUR)).toBeDefined();
      await late?.release();
      expect(await under.cache.leased('k')).toBe(true);
    });

    it('has nothing to do with the entry, and may be of any key', async () => {
      await using under = await make();
      for (const key of ['{', 'a{b}c', '}{', '*', 'é'.repeat(256)]) {
        expect(await under.cache.lease(key, HOUR), key).toBeDefined();
        expect(await under.other.leased(key), key).toBe(true);
        expect(await under.cache.get(key), key).toBeUndefined();
        expect(await fillNow(under, key, [key]), key).toBe('stored');
        expect(await under.other.leased(key), key).toBe(true);
      }
    });

    it('is refused with INVALID where key or time are out of bounds', async () => {
      await using under = await make();
      for (const [key, ms] of [
        ['', 1],
        ['k', 0],
        ['k', 0.5],
      ] as const) {
        await expect(under.cache.lease(key, ms)).rejects.toMatchObject({ code: 'INVALID' });
      }
      await expect(under.cache.leased('')).rejects.toMatchObject({ code: 'INVALID' });
    });
  });

  describe('the limiter', () => {
    const window = { limit: 10, windowMs: 1_000 };

    it('takes points from one window for all processes until they are spent, and tells when it ends', async () => {
      await using under = await make();
      expect(await under.cache.consume('client', 4, window)).toMatchObject({ allowed: true, remaining: 6 });
      expect(await under.other.consume('client', 6, window)).toMatchObject({ allowed: true, remaining: 0 });
      const spent = await under.cache.consume('client', 1, window);
      expect(spent).toMatchObject({ allowed: false, remaining: 0 });
      expect(spent.resetMs).toBeGreaterThan(0);
      expect(spent.resetMs).toBeLessThanOrEqual(1_000);
      expect(await under.cache.consume('another client', 1, window)).toMatchObject({ allowed: true, remaining: 9 });
    });

    it('begins a new window with the first points after the old one', async () => {
      await using under = await make();
      await under.cache.consume('client', 11, window);
      expect((await under.cache.consume('client', 1, window)).allowed).toBe(false);
      await under.pass(1_000);
      const begun = await vi.waitFor(async () => {
        const consumption = await under.cache.consume('client', 1, window);
        expect(consumption.allowed).toBe(true);
        return consumption;
      });
      expect(begun.remaining).toBe(9);
    });

    it('counts exactly when many ask at once', async () => {
      await using under = await make();
      const asked = Array.from({ length: 50 }, (_, position) =>
        (position % 2 === 0 ? under.cache : under.other).consume('client', 1, { limit: 20, windowMs: 60_000 }),
      );
      expect((await Promise.all(asked)).filter(({ allowed }) => allowed).length).toBe(20);
    });

    it('refuses points, limits and windows that are not whole with INVALID', async () => {
      await using under = await make();
      for (const [points, limit, windowMs] of [
        [0, 1, 1_000],
        [1.5, 1, 1_000],
        [1, 0, 1_000],
        [1, 1, 0],
        [1, 1, 1_500],
      ] as const) {
        await expect(under.cache.consume('c', points, { limit, windowMs })).rejects.toMatchObject({ code: 'INVALID' });
      }
    });
  });

  describe('a caller that gave up', () => {
    it('gets nothing, and stores nothing', async () => {
      await using under = await make();
      const signal = AbortSignal.abort();
      expect(await fillNow(under, 'k', ['t'], { signal })).toBe('skipped');
      expect(await under.cache.get('k')).toBeUndefined();
      expect(await fillNow(under, 'k', ['t'])).toBe('stored');
      expect(await under.cache.get('k', { signal })).toBeUndefined();
    });
  });

  it('answers a ping', async () => {
    await using under = await make();
    await under.cache.ping();
  });
}
