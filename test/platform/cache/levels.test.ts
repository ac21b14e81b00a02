import { describe, expect, it } from 'vitest';
import type { Codec, Encoded, Executed } from '../../../platform/cache/levels/answer.ts';
import { createLevels, type Levels, type LevelsOptions } from '../../../platform/cache/levels.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import type { Cache, PurgeEvent } from '../../../platform/cache/port.ts';
import { AnswerError } from '../../../platform/errors.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import type { WorkingPlace } from '../../../platform/workingPlace.ts';

const textCodec: Codec<string> = {
  encode: async (text) => ({ bytes: Buffer.from(`text:${text}`) }),
  decode: (bytes) => {
    const text = Buffer.from(bytes).toString();
    return text.startsWith('text:') ? text.slice(5) : undefined;
  },
};

/** Writes down a short form, too: the first letter. */
const shortCodec: Codec<string> = {
  ...textCodec,
  encode: async (text) => ({
    ...(await textCodec.encode(text)),
    forms: { short: Buffer.from(`text:${text.slice(0, 1)}`) },
  }),
};

const T0 = 1_764_000_000_000;

interface Made {
  readonly cache: Cache;
  readonly clock: { time: number };
  /** What the levels hear beside the cache's own purges. */
  readonly tell: (event: PurgeEvent) => void;
  readonly levels: (options?: Partial<LevelsOptions<string>>) => Levels<string>;
}

/** Levels, as many as there are processes, over one cache. `shared`: it stands for Redis, and is heard from the beginning. */
const made = ({ shared = false, hears = true, toleranceMs = 0 } = {}): Made => {
  const clock = { time: T0 };
  const memory = createMemoryCache({ now: () => clock.time, maxBytes: 1_000_000, toleranceMs });
  const listeners = new Set<(event: PurgeEvent) => void>();
  const cache: Cache = {
    ...memory,
    shared,
    onPurge(listener) {
      listeners.add(listener);
      if (shared && hears) listener({ kind: 'hearing', upTo: clock.time - 1 });
      return memory.onPurge(listener);
    },
  };
  return {
    cache,
    clock,
    tell: (event) => {
      for (const listener of listeners) listener(event);
    },
    levels: (options = {}) =>
      createLevels({ cache, codec: textCodec, maxBytes: 100_000, now: () => clock.time, log: silentLog, ...options }),
  };
};

const storable = (value: string, startedAt: number, more: { ttlMs?: number; tags?: string[]; staleMs?: number } = {}) =>
  ({ storable: true, value, tags: ['t'], ttlMs: 60_000, startedAt, ...more }) as const;

/** An execution that ends when it is told to, and counts its calls. */
const execution = <R>() => {
  const calls: PromiseWithResolvers<Executed<string, R>>[] = [];
  return {
    calls,
    execute: () => {
      const call = Promise.withResolvers<Executed<string, R>>();
      calls.push(call);
      return call.promise;
    },
  };
};

/** Lets everything happen that waits for nothing but its turn. */
const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
};

const never = (): never => {
  throw new Error('must not be executed');
};

describe('the levels', () => {
  it('execute what nobody has, and have it afterwards as it was written down', async () => {
    const { levels: make, clock } = made();
    const levels = make();
    expect(levels.peek('k')).toBeUndefined();
    const first = await levels.ask('k', async () => storable('a', clock.time));
    expect(first).toEqual({
      level: 'execution',
      storable: true,
      value: 'a',
      tags: ['t'],
      startedAt: T0,
      expiresAt: T0 + 60_000,
    });
    await settled();
    const held = levels.peek('k');
    expect(held).toMatchObject({ value: 'a', tags: ['t'], startedAt: T0, expiresAt: T0 + 60_000 });
    expect(levels.peek('k')).toBe(held);
    expect(Object.isFrozen(held)).toBe(true);
    expect(await levels.ask('k', never)).toMatchObject({ level: 'memory', value: 'a' });
    clock.time = T0 + 60_000;
    expect(levels.peek('k')).toBeUndefined();
    expect(levels.counts).toMatchObject({ hits: { memory: 3 }, executions: 1, stored: 1, entries: 1 });
  });

  it('give an entry out no longer than its execution allowed, however late it is filled', async () => {
    const { levels: make, clock } = made({ shared: true });
    const [one, two] = [make(), make()];
    await one.ask('k', async () => {
      clock.time += 5_000;
      return storable('a', T0, { ttlMs: 8_000 });
    });
    await settled();
    expect(one.peek('k')?.expiresAt).toBe(T0 + 8_000);
    clock.time += 2_000;
    expect(await two.ask('k', never)).toMatchObject({
      level: 'redis',
      value: 'a',
      startedAt: T0,
      expiresAt: T0 + 8_000,
    });
    expect(two.peek('k')?.expiresAt).toBe(T0 + 8_000);
    clock.time += 1_000;
    expect([one.peek('k'), two.peek('k')]).toEqual([undefined, undefined]);
  });

  it('keep nothing that was over before it could be kept', async () => {
    const { levels: make, clock, cache } = made({ shared: true });
    const levels = make();
    const answer = await levels.ask('k', async () => {
      clock.time += 5_000;
      return storable('a', T0, { ttlMs: 5_000 });
    });
    expect(answer).toMatchObject({ level: 'execution', value: 'a' });
    await settled();
    expect(levels.peek('k')).toBeUndefined();
    expect(await cache.get('k')).toBeUndefined();
    expect(levels.counts).toMatchObject({ stored: 0, skipped: 1 });
  });

  it('keep nothing whose making took so long that purges of it may be forgotten', async () => {
    const { levels: make, clock } = made();
    const levels = make();
    for (const [key, ms] of [
      ['long', 30_001],
      ['short', 30_000],
    ] as const) {
      await levels.ask(key, async () => {
        const startedAt = clock.time;
        clock.time += ms;
        return storable('a', startedAt, { ttlMs: 300_000 });
      });
    }
    await settled();
    expect([levels.peek('long')?.value, levels.peek('short')?.value]).toEqual([undefined, 'a']);
  });

  it('never fail for the sake of what they keep', async () => {
    const codec: Codec<string> = {
      ...textCodec,
      encode: (text) => (text === 'bad' ? Promise.reject(new Error('no')) : textCodec.encode(text)),
    };
    const { levels: make, clock } = made();
    const levels = make({ codec });
    expect(await levels.ask('k', async () => storable('bad', clock.time))).toMatchObject({ value: 'bad' });
    expect(await levels.ask('l', async () => storable('a', clock.time, { tags: [] }))).toMatchObject({ value: 'a' });
    expect(await levels.ask('m', async () => storable('a', Number.NaN))).toMatchObject({ value: 'a' });
    await settled();
    expect(levels.counts).toMatchObject({ stored: 0, skipped: 3, entries: 0 });
    expect(await levels.ask('k', async () => storable('good', clock.time))).toMatchObject({ level: 'execution' });
  });

  it('name the option that is out of its bounds', () => {
    const { levels: make } = made();
    expect(() => make({ maxBytes: 0 })).toThrow(/option maxBytes is 0/);
    expect(() => make({ leaseMs: 0.5 })).toThrow(/option leaseMs is 0.5/);
  });

  describe('one flight', () => {
    it('serves a thousand who ask the same at once with one execution', async () => {
      const { levels: make } = made();
      const levels = make();
      const { calls, execute } = execution<never>();
      const answers = Promise.all(Array.from({ length: 1_000 }, () => levels.ask('k', execute)));
      await settled();
      expect(calls.length).toBe(1);
      calls[0]?.resolve(storable('a', T0));
      const all = await answers;
      expect(all.every((answer) => answer.value === 'a')).toBe(true);
      expect(all.filter(({ level }) => level === 'flight').length).toBe(999);
      expect(levels.counts).toMatchObject({ executions: 1, hits: { flight: 999 } });
    });

    it('takes no place for those who wait, until they have to execute', async () => {
      const { levels: make } = made();
      const levels = make();
      const { calls, execute } = execution<string>();
      const steps = Array.from({ length: 3 }, (): string[] => []);
      const placeOf = (own: string[]): WorkingPlace => ({
        leave: () => own.push('leave'),
        take: () => own.push('take'),
      });
      const kept = steps.map((own) => levels.ask('k', execute, { place: placeOf(own) }));
      await settled();
      expect(steps).toEqual([['take'], ['leave'], ['leave']]);
      calls[0]?.resolve(storable('a', T0));
      await Promise.all(kept);
      expect(steps).toEqual([['take'], ['leave'], ['leave']]);

      const full: WorkingPlace = {
        leave: () => undefined,
        take: () => {
          throw new AnswerError('UNAVAILABLE', 'full');
        },
      };
      const own: string[] = [];
      const alone = [
        levels.ask('l', execute),
        levels.ask('l', execute, { place: placeOf(own) }),
        levels.ask('l', execute, { place: full }),
      ];
      await settled();
      calls[1]?.resolve({ storable: false, value: 'mine' });
      await expect(alone[2]).rejects.toThrow('full');
      expect(own).toEqual(['leave', 'take']);
      expect(calls.length).toBe(3);
      calls[2]?.resolve({ storable: false, value: 'own' });
      expect((await alone[1])?.value).toBe('own');
    });

    it('serves who come while its answer is being written down', async () => {
      const written = Promise.withResolvers<Encoded>();
      const { levels: make, clock } = made();
      const levels = make({ codec: { ...textCodec, encode: () => written.promise } });
      await levels.ask('k', async () => storable('a', clock.time));
      expect(await levels.ask('k', never)).toMatchObject({ level: 'flight', value: 'a' });
      written.resolve(await textCodec.encode('a'));
      await settled();
      expect(await levels.ask('k', never)).toMatchObject({ level: 'memory', value: 'a' });
    });

    it('whose answer is its asker’s alone lets the others execute, each for itself and all at once', async () => {
      const { levels: make } = made();
      const levels = make();
      const { calls, execute } = execution<string>();
      const answers = Promise.all(Array.from({ length: 20 }, () => levels.ask('k', execute)));
      await settled();
      calls[0]?.resolve({ storable: false, value: 'mine' });
      await settled();
      expect(calls.length).toBe(20);
      for (const [position, call] of calls.entries()) call.resolve({ storable: false, value: `${position}` });
      expect(new Set((await answers).map(({ value }) => value)).size).toBe(20);
    });

    it('is not waited for by who asks soon after an answer that could not be kept', async () => {
      const { levels: make, clock } = made();
      const levels = make();
      await levels.ask('k', async () => ({ storable: false, value: 'mine' }));
      const { calls, execute } = execution<string>();
      const two = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      expect(calls.length).toBe(2);
      for (const call of calls) call.resolve({ storable: false, value: 'mine' });
      await Promise.all(two);
      clock.time += 1_000;
      const more = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      expect(calls.length).toBe(3);
      calls[2]?.resolve(storable('a', clock.time));
      expect((await Promise.all(more)).map(({ level }) => level)).toEqual(['execution', 'flight']);
    });

    it('that fails fails its asker, and the others execute', async () => {
      const { levels: make } = made();
      const levels = make();
      const { calls, execute } = execution<never>();
      const failing = levels.ask('k', execute);
      const others = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      calls[0]?.reject(new Error('broken'));
      await expect(failing).rejects.toThrow('broken');
      await settled();
      expect(calls.length).toBe(3);
      for (const call of calls) call.resolve(storable('a', T0));
      expect((await Promise.all(others)).map(({ value }) => value)).toEqual(['a', 'a']);
      await settled();
      expect(levels.peek('k')?.value).toBe('a');
      expect(levels.counts.stored).toBe(1);
    });

    it('whose asker left is taken over by one of those who wait', async () => {
      const { levels: make } = made();
      const levels = make();
      const leaving = new AbortController();
      const { calls, execute } = execution<never>();
      const first = levels.ask('k', execute, { signal: leaving.signal });
      const others = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      leaving.abort(new Error('gone'));
      calls[0]?.reject(new Error('gone'));
      await expect(first).rejects.toThrow('gone');
      await settled();
      expect(calls.length).toBe(2);
      calls[1]?.resolve(storable('a', T0));
      expect((await Promise.all(others)).map(({ level }) => level)).toEqual(['execution', 'flight']);
    });

    it('is waited for until one’s own signal says otherwise', async () => {
      const { levels: make } = made();
      const levels = make();
      const { calls, execute } = execution<never>();
      const first = levels.ask('k', execute);
      const leaving = new AbortController();
      const waiting = levels.ask('k', never, { signal: leaving.signal });
      leaving.abort(new Error('gone'));
      await expect(waiting).rejects.toThrow('gone');
      await expect(levels.ask('k', never, { signal: leaving.signal })).rejects.toThrow('gone');
      calls[0]?.resolve(storable('a', T0));
      expect(await first).toMatchObject({ value: 'a' });
    });

    it('that a purge met serves only those who had asked before it', async () => {
      const { levels: make, cache, clock } = made();
      const levels = make();
      const { calls, execute } = execution<never>();
      const before = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      await cache.purge(['t']);
      const after = [levels.ask('k', execute), levels.ask('k', execute)];
      await settled();
      expect(calls.length).toBe(1);
      calls[0]?.resolve(storable('old', T0));
      expect((await Promise.all(before)).map(({ value }) => value)).toEqual(['old', 'old']);
      await settled();
      expect(calls.length).toBe(2);
      expect(levels.peek('k')).toBeUndefined();
      clock.time += 1;
      calls[1]?.resolve(storable('new', clock.time));
      expect((await Promise.all(after)).map(({ value, level }) => [value, level])).toEqual([
        ['new', 'execution'],
        ['new', 'flight'],
      ]);
      await settled();
      expect(levels.peek('k')?.value).toBe('new');
      expect(levels.counts).toMatchObject({ purges: 1, fenced: 1, stored: 1 });
    });

    it('that began after a purge serves, though nothing may be kept as long as storage may lag behind', async () => {
      const { levels: make, cache } = made({ toleranceMs: 3_000 });
      const levels = make();
      await cache.purge(['t']);
      for (const times of [1, 2]) {
        const { calls, execute } = execution<never>();
        const all = [levels.ask('k', execute), levels.ask('k', execute)];
        await settled();
        calls[0]?.resolve(storable('a', T0));
        expect((await Promise.all(all)).map(({ level }) => level)).toEqual(['execution', 'flight']);
        await settled();
        expect(levels.counts).toMatchObject({ executions: times, fenced: times, entries: 0 });
      }
    });

    it('that a purge meets again and again is waited for twice at most', async () => {
      const { levels: make, cache } = made();
      const levels = make();
      const { calls, execute } = execution<never>();
      const first = levels.ask('k', execute);
      await settled();
      await cache.purge(['t']);
      const waiting = levels.ask('k', execute);
      for (const position of [0, 1]) {
        await settled();
        calls[position]?.resolve(storable('old', T0));
        await cache.purge(['t']);
      }
      await first;
      await settled();
      expect(calls.length).toBeLessThanOrEqual(3);
      calls[2]?.resolve(storable('new', T0));
      expect((await waiting).value).toMatch(/old|new/);
    });
  });

  describe('what is over', () => {
    it('is given out while it is made anew, once, where its policy says so', async () => {
      const { levels: make, clock } = made();
      const levels = make();
      await levels.ask('k', async () => storable('a', T0, { ttlMs: 1_000, staleMs: 500 }));
      await settled();
      clock.time = T0 + 1_000;
      expect(levels.peek('k')).toBeUndefined();
      const detached: boolean[] = [];
      const { calls, execute } = execution<never>();
      const anew = (apart: boolean) => {
        detached.push(apart);
        return execute();
      };
      expect(await levels.ask('k', anew)).toMatchObject({ level: 'stale', value: 'a' });
      expect(await levels.ask('k', anew)).toMatchObject({ level: 'stale', value: 'a' });
      expect(detached).toEqual([true]);
      calls[0]?.resolve(storable('b', clock.time));
      await settled();
      expect(await levels.ask('k', never)).toMatchObject({ level: 'memory', value: 'b' });
      expect(levels.counts.hits.stale).toBe(2);
    });

    it('is given out in the form that its asker likes best, or else as it is', async () => {
      const { levels: make, clock } = made();
      const levels = make({ codec: shortCodec });
      await levels.ask('k', async () => storable('long', T0, { ttlMs: 1_000, staleMs: 500 }));
      await settled();
      clock.time = T0 + 1_000;
      const { calls, execute } = execution<never>();
      for (const [form, value] of [
        ['short', 'l'],
        ['other', 'long'],
        [undefined, 'long'],
      ] as const)
        expect(await levels.ask('k', execute, { form }), form).toMatchObject({ level: 'stale', value, startedAt: T0 });
      expect([calls.length, levels.counts.hits.stale]).toEqual([1, 3]);
      calls[0]?.resolve(storable('new', clock.time));
      await settled();
      expect(await levels.ask('k', never, { form: 'short' })).toMatchObject({ level: 'memory', value: 'new' });
    });

    it('is never what is still fresh, though it be held in a form alone', async () => {
      const { levels: make } = made();
      const levels = make({ codec: shortCodec, maxBytes: 1_000 });
      const large = storable('a'.repeat(1_000), T0, { ttlMs: 1_000, staleMs: 500 });
      await levels.ask('k', async () => large);
      await settled();
      expect([levels.peek('k'), levels.peek('k', 'short')?.value]).toEqual([undefined, 'a']);
      expect(await levels.ask('k', async () => large, { form: 'short' })).toMatchObject({ level: 'execution' });
    });

    it.each([undefined, 'short'])(
      'is not given out for longer, nor after a purge, nor where its policy does not say so, in the form %s',
      async (form) => {
        const { levels: make, clock, cache } = made();
        const levels = make({ codec: shortCodec });
        await levels.ask('late', async () => storable('a', T0, { ttlMs: 1_000, staleMs: 500 }));
        await levels.ask('purged', async () => storable('a', T0, { ttlMs: 1_000, staleMs: 500, tags: ['p'] }));
        await levels.ask('never', async () => storable('a', T0, { ttlMs: 1_000 }));
        await settled();
        clock.time = T0 + 1_100;
        await cache.purge(['p']);
        const anew = async () => storable('b', clock.time + 1);
        expect((await levels.ask('purged', anew, { form })).level).toBe('execution');
        expect((await levels.ask('never', anew, { form })).level).toBe('execution');
        clock.time = T0 + 1_500;
        expect((await levels.ask('late', anew, { form })).level).toBe('execution');
      },
    );

    it('stays as it is where it cannot be made anew', async () => {
      const { levels: make, clock } = made();
      const levels = make();
      for (const [key, fails] of [
        ['throws', () => Promise.reject(new Error('broken'))],
        ['is its asker’s alone', async () => ({ storable: false, value: 'errors' }) as const],
      ] as const) {
        const before = levels.counts.executions;
        await levels.ask(key, async () => storable('a', clock.time, { ttlMs: 1_000, staleMs: 5_000 }));
        await settled();
        clock.time += 1_000;
        for (let times = 0; times < 3; times += 1) {
          expect(await levels.ask(key, fails)).toMatchObject({ level: 'stale', value: 'a' });
          await settled();
        }
        expect(levels.counts.executions - before).toBe(2);
        clock.time += 1_000;
        expect(await levels.ask(key, fails)).toMatchObject({ level: 'stale', value: 'a' });
        await settled();
        expect(levels.counts.executions - before).toBe(3);
      }
    });

    it('is made anew no more than so many at once', async () => {
      const { levels: make, clock } = made();
      const levels = make();
      const keys = Array.from({ length: 30 }, (_, at) => `k${at}`);
      for (const key of keys) await levels.ask(key, async () => storable('a', T0, { ttlMs: 1_000, staleMs: 500 }));
      await settled();
      clock.time = T0 + 1_000;
      const { calls, execute } = execution<never>();
      for (const key of keys) expect(await levels.ask(key, execute)).toMatchObject({ level: 'stale' });
      expect(calls.length).toBe(16);
      for (const call of calls) call.resolve(storable('b', clock.time));
      await settled();
      for (const key of keys) await levels.ask(key, execute);
      await settled();
      expect(calls.length).toBe(30);
      for (const call of calls) call.resolve(storable('b', clock.time));
      await levels.close();
      expect(levels.counts.stored).toBe(60);
    });
  });

  describe('two processes', () => {
    it('have each other’s answers, and hear each other’s purges', async () => {
      const { levels: make, cache, clock } = made({ shared: true });
      const [one, two] = [make(), make()];
      await one.ask('k', async () => storable('a', T0 + 1));
      expect(one.peek('k')).toBeUndefined();
      clock.time += 1;
      await one.ask('l', async () => storable('a', clock.time));
      await settled();
      expect(await two.ask('l', never)).toMatchObject({ level: 'redis', value: 'a', tags: ['t'] });
      expect(two.peek('l')).toMatchObject({ value: 'a', tags: ['t'], startedAt: clock.time });
      expect(two.counts).toMatchObject({ hits: { redis: 1 }, executions: 0 });
      await cache.purge(['t']);
      expect([one.peek('l'), two.peek('l')]).toEqual([undefined, undefined]);
    });

    it('make an answer once: one waits until the other has', async () => {
      const pauses = { count: 0 };
      const pause = async (): Promise<void> => {
        pauses.count += 1;
        await settled();
      };
      const { levels: make, clock } = made({ shared: true });
      const [one, two] = [make({ pause }), make({ pause })];
      clock.time += 1;
      const { calls, execute } = execution<never>();
      const answers = [...Array(5).keys()].flatMap(() => [one.ask('k', execute), two.ask('k', execute)]);
      while (pauses.count < 3) await settled();
      expect(calls.length).toBe(1);
      calls[0]?.resolve(storable('a', clock.time));
      const all = await Promise.all(answers);
      expect(all.map(({ value }) => value)).toEqual(Array(10).fill('a'));
      expect(one.counts.executions + two.counts.executions).toBe(1);
    });

    it('do not wait for an answer that is its asker’s alone, or for longer than the lease', async () => {
      const waited = { ms: 0 };
      const pause = async (ms: number): Promise<void> => {
        waited.ms += ms;
        await settled();
      };
      const { levels: make, clock } = made({ shared: true });
      const [one, two] = [make({ pause, leaseMs: 1_000 }), make({ pause, leaseMs: 1_000 })];
      clock.time += 1;
      const alone = execution<string>();
      const first = one.ask('alone', alone.execute);
      const second = two.ask('alone', alone.execute);
      while (waited.ms === 0) await settled();
      alone.calls[0]?.resolve({ storable: false, value: 'mine' });
      await first;
      while (alone.calls.length < 2) await settled();
      alone.calls[1]?.resolve({ storable: false, value: 'its own' });
      expect(await second).toMatchObject({ value: 'its own', storable: false });

      waited.ms = 0;
      const slow = execution<never>();
      const slowest = one.ask('slow', slow.execute);
      const other = two.ask('slow', async () => storable('b', clock.time));
      expect(await other).toMatchObject({ level: 'execution', value: 'b' });
      expect(Math.round(waited.ms)).toBe(1_000);
      slow.calls[0]?.resolve(storable('a', clock.time));
      await slowest;
    });

    it('may be answered by what a purge met on its way from the cache, but neither keep it nor give it to who asks afterwards', async () => {
      const { cache, clock, levels: make } = made({ shared: true });
      clock.time += 1;
      await make().ask('k', async () => storable('old', clock.time));
      await settled();
      const arrived = Promise.withResolvers<void>();
      const slow: Cache = {
        ...cache,
        get: async (key) => {
          const entry = await cache.get(key);
          await arrived.promise;
          return entry;
        },
      };
      const levels = make({ cache: slow });
      const before = levels.ask('k', never);
      await settled();
      await cache.purge(['t']);
      clock.time += 1;
      const after = levels.ask('k', async () => storable('new', clock.time));
      arrived.resolve();
      expect(await before).toMatchObject({ level: 'redis', value: 'old' });
      expect(await after).toMatchObject({ level: 'execution', value: 'new' });
      await settled();
      expect(levels.peek('k')?.value).toBe('new');
    });

    it('are looked for what the other has made, by one reading, without waiting for anybody', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      let reads = 0;
      const counted: Cache = {
        ...cache,
        get: (key, options) => {
          reads += 1;
          return cache.get(key, options);
        },
      };
      const [one, two] = [make(), make({ cache: counted })];
      expect(await two.find('k')).toBeUndefined();
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      reads = 0;
      const found = await Promise.all([two.find('k'), two.find('k')]);
      expect(found.map((each) => each?.value)).toEqual(['a', 'a']);
      expect([reads, two.counts.hits.redis]).toEqual([1, 2]);
    });

    it('are given out in the form that is asked for, each held, and forgotten, for itself', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      const [one, two] = [make({ codec: shortCodec }), make({ codec: shortCodec })];
      await one.ask('k', async () => storable('long', clock.time));
      await settled();
      expect([one.peek('k')?.value, one.peek('k', 'short')?.value, one.peek('k', 'other')]).toEqual([
        'long',
        'l',
        undefined,
      ]);
      await two.find('k', 'short');
      const found = await two.find('k', 'short');
      expect(found).toMatchObject({ value: 'l', tags: ['t'], startedAt: T0, expiresAt: T0 + 60_000 });
      expect([two.peek('k', 'short')?.value, two.peek('k')]).toEqual(['l', undefined]);
      expect(await two.find('k', 'other')).toBeUndefined();
      expect((await two.find('k'))?.value).toBe('long');
      await cache.purge(['t']);
      for (const levels of [one, two])
        expect([levels.peek('k'), levels.peek('k', 'short'), await levels.find('k', 'short')]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
    });

    it('hold nothing that no purge would end', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      await make().ask('k', async () => storable('a', clock.time));
      await settled();
      const levels = make({
        cache: {
          ...cache,
          get: async (key, options) => {
            const entry = await cache.get(key, options);
            return entry && { ...entry, tags: [] };
          },
        },
      });
      for (const _ of [1, 2, 3]) expect((await levels.find('k'))?.value).toBe('a');
      expect(levels.peek('k')).toBeUndefined();
    });

    it('are not looked for what is being made here, nor where nothing is shared', async () => {
      const { levels: make } = made({ shared: true });
      const levels = make();
      const { calls, execute } = execution<never>();
      const asked = levels.ask('k', execute);
      await settled();
      expect(levels.find('k')).toBeUndefined();
      calls[0]?.resolve(storable('a', T0));
      await asked;
      expect(made().levels().find('k')).toBeUndefined();
    });

    it.each([
      ['with its tags', true],
      ['without', false],
    ])('do not give to who looks after a purge what was read before it, %s', async (_, readsTags) => {
      const { levels: make, clock, cache } = made({ shared: true });
      const { promise: slow, resolve: go } = Promise.withResolvers<void>();
      const late: Cache = {
        ...cache,
        get: async (key, options) => {
          const entry = await cache.get(key, options);
          await slow;
          return entry;
        },
      };
      const [one, two] = [make(), make({ cache: late, readsTags })];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      clock.time += 10;
      const before = two.find('k');
      await settled();
      await cache.purge(['t']);
      const after = two.find('k');
      go();
      expect((await before)?.value).toBe('a');
      expect(await after).toBeUndefined();
      expect(two.peek('k')).toBeUndefined();
    });

    it('hold no copy of what is too large for them', async () => {
      const { levels: make, clock } = made({ shared: true });
      const [one, two] = [make(), make({ maxBytes: 1 })];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      expect((await two.find('k'))?.value).toBe('a');
      expect([two.peek('k'), two.counts.entries]).toEqual([undefined, 0]);
    });

    it('release what was read for several once each of them has, and never twice', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      let released = 0;
      const release = (): void => {
        released += 1;
      };
      const lending: Cache = {
        ...cache,
        get: async (key, options) => {
          const entry = await cache.get(key, options);
          return entry && { ...entry, release };
        },
      };
      const [one, two] = [make(), make({ maxBytes: 1, cache: lending })];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      const [first, second, third] = await Promise.all([two.find('k'), two.find('k'), two.find('k')]);
      for (const found of [first, second, third])
        expect(found).toMatchObject({ value: 'a', tags: [], startedAt: T0, expiresAt: T0 + 60_000 });
      first?.release?.();
      first?.release?.();
      first?.release?.();
      second?.release?.();
      expect(released).toBe(0);
      third?.release?.();
      expect(released).toBe(1);
      (await two.find('k'))?.release?.();
      expect(released).toBe(2);
    });

    it('release at once what they hold in memory of their own', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      const lending: Cache = {
        ...cache,
        get: async (key, options) => {
          const entry = await cache.get(key, options);
          const bytes = entry && Buffer.from(entry.bytes);
          return entry && bytes && { ...entry, bytes, release: () => void bytes.fill(0) };
        },
      };
      const [one, two] = [make(), make({ cache: lending })];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      await two.find('k');
      const found = await two.find('k');
      expect([found?.value, found?.release, two.peek('k')?.value]).toEqual(['a', undefined, 'a']);
    });

    it('hold what they read when it is read again, with its tags', async () => {
      const { levels: make, clock, cache } = made({ shared: true });
      const [one, two] = [make(), make()];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      expect([(await two.find('k'))?.value, two.peek('k')]).toEqual(['a', undefined]);
      expect([(await two.find('k'))?.value, two.peek('k')?.tags]).toEqual(['a', ['t']]);
      await cache.purge(['t']);
      expect(two.peek('k')).toBeUndefined();
    });

    it('hold it at once where askers look at its tags', async () => {
      const { levels: make, clock } = made({ shared: true });
      const [one, two] = [make(), make({ readsTags: true })];
      await one.ask('k', async () => storable('a', clock.time));
      await settled();
      expect([(await two.find('k'))?.tags, two.peek('k')?.value]).toEqual([['t'], 'a']);
    });

    it('give a lease back however an execution ends', async () => {
      const { levels: make, cache, clock } = made({ shared: true });
      const levels = make();
      clock.time += 1;
      await levels.ask('stored', async () => storable('a', clock.time));
      await levels.ask('alone', async () => ({ storable: false, value: 'mine' }));
      await expect(levels.ask('failed', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
      await settled();
      for (const key of ['stored', 'alone', 'failed']) expect(await cache.leased(key), key).toBe(false);
    });

    it('take what is foreign in the cache for nothing, and replace it', async () => {
      const { levels: make, cache, clock } = made({ shared: true });
      clock.time += 1;
      await cache.fill('k', Buffer.from('somebody else’s'), { tags: ['t'], startedAt: clock.time, ttlMs: 1_000 });
      const levels = make();
      expect(await levels.ask('k', async () => storable('a', clock.time))).toMatchObject({ level: 'execution' });
      await settled();
      expect(levels.counts.foreign).toBe(1);
      expect(await make().ask('k', never)).toMatchObject({ level: 'redis', value: 'a' });
    });
  });

  describe('hearing', () => {
    const filled = async ({ levels: make, clock }: Made, options: Partial<LevelsOptions<string>> = {}) => {
      const levels = make(options);
      clock.time += 1;
      await levels.ask('k', async () => storable('a', clock.time));
      await settled();
      return levels;
    };

    it('that is lost empties the memory, and what is taken in meanwhile lives two seconds from when it was right', async () => {
      const under = made({ shared: true });
      const levels = await filled(under);
      expect(levels.peek('k')).toBeDefined();
      under.tell({ kind: 'lost' });
      expect(levels.peek('k')).toBeUndefined();
      const readAt = under.clock.time;
      expect((await levels.ask('k', never)).level).toBe('redis');
      expect(levels.peek('k')?.expiresAt).toBe(readAt + 2_000);
      await levels.ask('l', async () => storable('b', readAt - 1_500));
      await settled();
      expect(levels.peek('l')?.expiresAt).toBe(readAt + 500);
    });

    it('that is back is trusted with what was right only after purges may have been missed', async () => {
      const under = made({ shared: true });
      const levels = await filled(under);
      under.tell({ kind: 'lost' });
      under.clock.time += 100;
      under.tell({ kind: 'hearing', upTo: under.clock.time });
      const backAt = under.clock.time;
      under.clock.time += 1;
      await levels.ask('before', async () => storable('a', backAt));
      await levels.ask('after', async () => storable('a', backAt + 1));
      await settled();
      expect(levels.peek('before')?.expiresAt).toBe(backAt + 2_000);
      expect(levels.peek('after')?.expiresAt).toBe(backAt + 60_001);
    });

    it('that has not begun, or never will, is as one that was lost', async () => {
      const notYet = made({ shared: true, hears: false });
      expect((await filled(notYet)).peek('k')?.expiresAt).toBe(T0 + 2_001);
      const lambda = made({ shared: true });
      const levels = await filled(lambda, { listens: false });
      expect(levels.peek('k')?.expiresAt).toBe(T0 + 2_001);
      await lambda.cache.purge(['t']);
      expect(levels.peek('k')).toBeDefined();
      lambda.clock.time += 2_000;
      expect(levels.peek('k')).toBeUndefined();
    });

    it('that is lost during a flight lets it serve for two seconds', async () => {
      const under = made({ shared: true });
      const levels = under.levels();
      under.clock.time += 1;
      const { calls, execute } = execution<never>();
      const startedAt = under.clock.time;
      const first = levels.ask('k', execute);
      await settled();
      under.tell({ kind: 'lost' });
      under.clock.time += 1_999;
      const soon = levels.ask('k', execute);
      under.clock.time += 1;
      const late = levels.ask('k', execute);
      calls[0]?.resolve(storable('a', startedAt));
      expect([(await first).level, (await soon).level]).toEqual(['execution', 'flight']);
      // By the level that hears all purges.
      expect(await late).toMatchObject({ level: 'redis', value: 'a' });
    });

    it('ends with close', async () => {
      const under = made();
      const levels = await filled(under);
      await levels.close();
      expect(levels.peek('k')).toBeUndefined();
      await under.cache.purge(['t']);
      expect(levels.counts.purges).toBe(0);
    });
  });
});
