import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import type { GatewayResponse } from '../../../gateway/request.ts';
import { away, supergraphSdl } from '../gatewayFixture.ts';
import type { Keeping, Wanted } from './keeping.ts';
import { openKeeping, outcomeOf } from './keeping.ts';

const story = 'query Story($id: ID!) { content(id: $id) { headline leadMedia { altText } } }';
const asked: Wanted = { variables: { id: 'a1' } };

/** The graph as it would be if its articles and pictures might be sent for half a minute more. */
const patient = supergraphSdl.replaceAll(
  /@cacheControl\(maxAge: (60|300)\)/g,
  '@cacheControl(maxAge: $1, staleWhileRevalidate: 30)',
);
const openPatient = (): Keeping => openKeeping({ supergraphSdl: patient });

/** How an answer came: what of the cache, from where, how old, with which text. */
const toldOf = ({ headers, body }: GatewayResponse) => ({
  outcome: headers['x-cache'],
  from: headers['x-cache-reason'],
  age: headers.age,
  text: /Alt \w+|Another/.exec(String(body))?.[0],
});

/** Has an answer kept, and waits until it is over. */
const keepOver = async ({ get, kept, clock }: Keeping, seconds = 70): Promise<void> => {
  await get(story, asked);
  await kept();
  clock.time += seconds * 1_000;
};

const untilNew = (keeping: Keeping): Promise<void> =>
  vi.waitFor(async () => expect(toldOf(await keeping.get(story, asked))).toMatchObject({ age: '0', from: 'memory' }));

test('an answer that is over is made anew, where no policy says otherwise', async () => {
  const keeping = openKeeping();
  await keepOver(keeping);
  const response = await keeping.get(story, asked);
  expect([outcomeOf(response), response.headers['cache-control']]).toEqual(['miss', 'private, max-age=60']);
});

describe('an answer whose policy allows it', () => {
  test('is sent while it is made anew, once, and tells clients that they may do likewise', async () => {
    const keeping = openPatient();
    const { get, behaviour } = keeping;
    await keepOver(keeping);
    let made = 0;
    behaviour.media = () => {
      made += 1;
      return { id: 'm1', altText: 'Another', contentType: 'image/jpeg' };
    };
    const all = await Promise.all([get(story, asked), get(story, asked), get(story, asked)]);
    for (const response of all) {
      expect(toldOf(response)).toEqual({ outcome: 'hit', from: 'stale', age: '70', text: 'Alt m1' });
      expect(response.headers['cache-control']).toBe('private, max-age=60, stale-while-revalidate=30');
    }
    await untilNew(keeping);
    expect(toldOf(await get(story, asked)).text).toBe('Another');
    expect(made).toBe(1);
  });

  test('is sent no longer than its policy says', async () => {
    const keeping = openPatient();
    await keepOver(keeping, 90);
    expect(outcomeOf(await keeping.get(story, asked))).toBe('miss');
  });

  test.each([
    ['hidden', 30],
    ['shown', 5],
  ] as const)('is not sent once it changes by itself, in what is %s, stale or not', async (of, told) => {
    for (const [beforeMs, from] of [
      [1, 'stale'],
      [0, undefined],
    ] as const) {
      const keeping = openPatient();
      const end = keeping.clock.time + 65_500;
      keeping.behaviour.touch = (touched) => touched.endBy(end, of);
      const cold = await keeping.get(story, asked);
      expect(cold.headers['cache-control']).toBe(`private, max-age=60, stale-while-revalidate=${told}`);
      await keeping.kept();
      keeping.behaviour.touch = undefined;
      keeping.clock.time = end - beforeMs;
      expect(toldOf(await keeping.get(story, asked)).from).toBe(from);
    }
  });

  test('is sent in the coding that the client likes best, and once it is purged in none', async () => {
    const keeping = openPatient();
    const { get, behaviour, clock } = keeping;
    behaviour.content = () => ({ headline: 'A long day at the harbour. '.repeat(100), leadMedia: null });
    const ask = (coding: string): Promise<GatewayResponse> =>
      get(story, { ...asked, method: 'GET', headers: { 'accept-encoding': coding } });
    const fresh = await ask('identity');
    await keeping.kept();
    clock.time += 70_000;
    // What is made anew is not there before all have been answered.
    const made = Promise.withResolvers<undefined>();
    behaviour.content = () => made.promise;
    for (const [taken, coding, read] of [
      ['gzip, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['identity', undefined, (body: string | Uint8Array) => body],
    ] as const) {
      const { headers, body } = await ask(taken);
      expect(headers).toMatchObject({ 'x-cache-reason': 'stale', etag: fresh.headers.etag });
      expect([headers['content-encoding'], String(read(body))]).toEqual([coding, String(fresh.body)]);
    }
    await keeping.cache.purge(['content']);
    made.resolve(undefined);
    for (const taken of ['br', 'gzip', 'identity']) expect(outcomeOf(await ask(taken)), taken).toBe('miss');
  });

  test('costs who asks the point of a hit, and what it costs to make it anew', async () => {
    const keeping = openPatient();
    const { get } = keeping;
    const left = async (): Promise<number> =>
      Number(/r=(\d+)/.exec((await get(story, asked)).headers.ratelimit ?? '')?.[1]);
    const full = 1_000_000;
    const cost = full - (await left());
    await keeping.kept();
    keeping.clock.time += 70_000;
    await get(story, asked);
    await untilNew(keeping);
    // Of a new minute: a point for each that was asked since, and what it cost to make it anew.
    const remaining = await left();
    expect(full - remaining).toBe(keeping.answered.length - 1 + cost);
  });

  test('stays as it is where it cannot be made anew, which is logged and no client is told', async () => {
    const keeping = openPatient();
    await keepOver(keeping);
    keeping.behaviour.media = away;
    expect(toldOf(await keeping.get(story, asked))).toMatchObject({ from: 'stale', text: 'Alt m1' });
    await vi.waitFor(() => expect(keeping.warned).toEqual(['An answer that is over could not be made anew.']));
    expect(toldOf(await keeping.get(story, asked))).toMatchObject({ from: 'stale', text: 'Alt m1' });
    keeping.behaviour.media = undefined;
    keeping.clock.time += 1_000;
    await keeping.get(story, asked);
    await untilNew(keeping);
  });

  test('is made anew though who asked has left', async () => {
    const keeping = openPatient();
    await keepOver(keeping);
    const media = Promise.withResolvers<unknown>();
    keeping.behaviour.media = () => media.promise;
    expect(toldOf(await keeping.get(story, asked)).from).toBe('stale');
    media.resolve({ id: 'm1', altText: 'Another', contentType: 'image/jpeg' });
    await untilNew(keeping);
  });
});
