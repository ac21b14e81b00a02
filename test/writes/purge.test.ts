import { describe, expect, test } from 'vitest';
import { createMemoryCache } from '../../platform/cache/memory.ts';
import { PortError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { purgedContent } from '../../subgraphs/content/purged.ts';
import { consumeChanges } from '../../writes/changes.ts';
import { createPurger } from '../../writes/purge.ts';
import { article, idOf, NOW } from '../support/builders.ts';
import { openGraph } from '../support/graph.ts';
import { viewerOf } from '../support/viewers.ts';
import { openWorld } from '../support/world.ts';

/** A cache that notes its purges, and fails as often as it is told. */
const failing = (times: number, error: Error) => {
  const purges: (readonly string[])[] = [];
  return {
    purges,
    purge: async (tags: readonly string[]) => {
      purges.push(tags);
      if (purges.length <= times) throw error;
    },
  };
};

const away = new PortError('cache', 'UNAVAILABLE', 'Redis is away');

describe('a purge', () => {
  test('that the cache does not take is tried again, and nothing is passed by meanwhile', async () => {
    await using world = await openWorld();
    const cache = failing(30, away);
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
    const consumer = createPurger('purge', { cache, tables: [purgedContent], log, retryMs: 0 });
    await world.saved(article('story'));
    const signal = new AbortController().signal;
    await consumeChanges({ records: world.records, consumer, log, signal, mode: 'catchUp' });
    expect(cache.purges).toHaveLength(31);
    expect(new Set(cache.purges.map((tags) => tags.join())).size).toBe(1);
    expect(cache.purges.at(-1)).toContain(`C#${idOf('story')}`);
    expect(new Set(warnings)).toEqual(new Set(['the cache takes no purge; trying again']));
    expect(warnings).toHaveLength(30);
  });

  test('ends its waiting when the process does, and is done by the next one', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const stop = new AbortController();
    const cache = {
      purge: async () => {
        stop.abort();
        throw away;
      },
    };
    const follow = (purges: Parameters<typeof createPurger>[1]['cache'], signal: AbortSignal) =>
      consumeChanges({
        records: world.records,
        consumer: createPurger('purge', { cache: purges, tables: [purgedContent], log: silentLog, retryMs: 60_000 }),
        log: silentLog,
        signal,
        mode: signal === stop.signal ? 'follow' : 'catchUp',
      });
    await follow(cache, stop.signal);
    const next = failing(0, away);
    await follow(next, new AbortController().signal);
    expect(next.purges.flat()).toContain(`C#${idOf('story')}`);
  });

  test('names a tag once, however many items of it have changed, and nothing of texts', async () => {
    await using world = await openWorld();
    const cache = failing(0, away);
    const consumer = createPurger('purge', { cache, tables: [purgedContent], log: silentLog });
    for (const headline of ['One', 'Two'])
      await world.saved(article('story', { headline, packages: ['courier/news'] }));
    await consumeChanges({
      records: world.records,
      consumer,
      log: silentLog,
      signal: new AbortController().signal,
      mode: 'catchUp',
    });
    // The links did not change with the headline.
    expect(cache.purges.map((tags) => tags.filter((tag) => !tag.startsWith('SLUG#')).sort())).toEqual([
      [`C#${idOf('story')}`, 'LATEST#courier', 'LATEST#courier/news'],
      [`C#${idOf('story')}`],
    ]);
  });
});

test('what was kept is answered until it changes, and what is read next is new', async () => {
  await using world = await openWorld();
  const graph = openGraph(world);
  let clock = NOW;
  const cache = createMemoryCache({ now: () => clock, maxBytes: 1_000_000 });
  const stop = new AbortController();
  const consumer = createPurger('purge', { cache, tables: [purgedContent], log: silentLog });
  const following = consumeChanges({
    records: world.records,
    consumer,
    log: silentLog,
    signal: stop.signal,
    mode: 'follow',
  });
  /** Resolves once a tag has been purged. */
  const purgeOf = (tag: string): Promise<void> =>
    new Promise((resolve) => {
      const end = cache.onPurge((event) => {
        if (event.kind !== 'purged' || !event.tags.includes(tag)) return;
        end();
        resolve();
      });
    });
  const read = async (question: string): Promise<{ readonly answer: string; readonly outcome: string }> => {
    clock += 1;
    const kept = await cache.get(question);
    if (kept) return { answer: Buffer.from(kept.bytes).toString(), outcome: 'hit' };
    const { data, touched } = await graph.ask(viewerOf(), question);
    const answer = JSON.stringify(data);
    const tags = [...touched.tags];
    const outcome = await cache.fill(question, Buffer.from(answer), { tags, startedAt: clock, ttlMs: 60_000 });
    return { answer, outcome };
  };
  const LIST = '{ latestContent { edges { node { headline } } } }';
  const LATER = `{ content(id: "${idOf('new')}") { headline } }`;
  const OTHER = `{ content(id: "${idOf('other')}") { headline } }`;

  const first = purgeOf(`C#${idOf('other')}`);
  await world.saved(article('other'));
  await first;
  for (const question of [LIST, LATER, OTHER]) expect((await read(question)).outcome).toBe('stored');
  for (const question of [LIST, LATER, OTHER]) expect((await read(question)).outcome).toBe('hit');
  const second = purgeOf(`C#${idOf('new')}`);
  await world.saved(article('new', { headline: 'It is new' }));
  await second;
  expect(await read(LIST)).toMatchObject({ outcome: 'stored', answer: expect.stringContaining('It is new') });
  expect(await read(LATER)).toMatchObject({ outcome: 'stored', answer: expect.stringContaining('It is new') });
  expect((await read(OTHER)).outcome).toBe('hit');
  stop.abort();
  await following;
});
