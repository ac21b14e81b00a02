import { describe, expect, test } from 'vitest';
import { edgePlace } from '../../entrypoints/commands/edgePlace.ts';
import { confirmGone } from '../../entrypoints/commands/gone.ts';
import { createEdgePurgers, edgeCache } from '../../entrypoints/edgePurging.ts';
import { createCdnTags } from '../../gateway/cache/cdnTags.ts';
import type { Edge } from '../../platform/edge/port.ts';
import { PortError } from '../../platform/errors.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { purgedContent } from '../../subgraphs/content/purged.ts';
import { purgedMedia } from '../../subgraphs/media/purged.ts';
import { purgedDirectory } from '../../subgraphs/purgedDirectory.ts';
import { consumeChanges } from '../../writes/changes.ts';
import { article, asset, idOf } from '../support/builders.ts';
import { openWorld } from '../support/world.ts';

const cdnTags = createCdnTags('0123456789abcdef0123456789abcdef');
const tables = [purgedContent, purgedMedia, purgedDirectory];

/** Both purgers over a world; what happened stands in `steps`, in order. */
const openEdges = async (edge: (names: readonly string[]) => void) => {
  const world = await openWorld();
  const steps: string[] = [];
  let clock = world.now();
  const told: Edge = {
    purge: (names) => {
      steps.push('purge');
      edge(names);
      return Promise.resolve();
    },
  };
  const purgers = createEdgePurgers({
    edge: told,
    cdnTags,
    tables,
    now: () => clock,
    log: { ...silentLog, warn: (_, message) => void steps.push(message) },
    wait: (ms) => {
      steps.push(`wait ${ms}`);
      clock += ms;
      return Promise.resolve();
    },
  });
  return {
    world,
    steps,
    pass: (ms: number) => {
      clock += ms;
    },
    purgers,
    catchUp: async (name: string) => {
      const consumer = purgers.find((each) => each.name === name);
      if (!consumer) throw new Error(`there is no ${name}`);
      const { signal } = new AbortController();
      await consumeChanges({ records: world.records, consumer, log: silentLog, signal, mode: 'catchUp' });
      return steps.splice(0);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
};

const away = new PortError('edge', 'UNAVAILABLE', 'the CDN is away');

describe('a CDN is told of what is written', () => {
  test('by the names that its answers carry, at once and once more after what was under way', async () => {
    const told: string[] = [];
    await using edges = await openEdges((names) => void told.push(...names));
    await edges.world.saved(article('story'));
    await edges.world.saveMedia(asset('quay'));
    expect(await edges.catchUp('edge')).toContain('purge');
    const first = new Set(told.splice(0));
    for (const tag of [`C#${idOf('story')}`, `M#${idOf('quay')}`])
      for (const name of cdnTags.namesOf(tag)) expect(first.has(name)).toBe(true);
    expect((await edges.catchUp('edge-again')).slice(0, 2)).toEqual(['wait 30000', 'purge']);
    expect(new Set(told)).toEqual(first);
  });

  test('once more without a wait, where it was written long ago: many writes are no queue of waits', async () => {
    await using edges = await openEdges(() => undefined);
    for (const name of ['one', 'two', 'three']) await edges.world.saved(article(name));
    edges.pass(29_000);
    const steps = await edges.catchUp('edge-again');
    expect(steps.filter((step) => step.startsWith('wait'))).toEqual(['wait 1000']);
    await edges.world.saved(article('old'));
    expect(new Set(await edges.catchUp('edge-again'))).toEqual(new Set(['purge']));
  });

  test('when an asset is withheld and when it is deleted', async () => {
    const told: string[] = [];
    await using edges = await openEdges((names) => void told.push(...names));
    const media = asset('quay');
    const [name] = cdnTags.namesOf(`M#${media.id}`);
    await edges.world.saveMedia(media);
    await edges.catchUp('edge');
    told.splice(0);
    await edges.world.saveMedia({ ...media, pubStatus: 'WITHHELD' });
    await edges.catchUp('edge');
    expect(told.splice(0)).toContain(name);
  });

  test('until it takes it, however long it is away', async () => {
    let failures = 20;
    await using edges = await openEdges(() => {
      failures -= 1;
      if (failures >= 0) throw away;
    });
    await edges.world.saved(article('story'));
    const steps = await edges.catchUp('edge');
    expect(steps.filter((step) => step === 'the CDN takes no purge; trying again')).toHaveLength(20);
    expect(steps.at(-1)).toBe('purge');
    expect(await edges.catchUp('edge')).toEqual([]);
  });

  test('by consumers of their own, so that one that is away holds up neither the cache nor the index', async () => {
    await using edges = await openEdges(() => undefined);
    expect(edges.purgers.map(({ name, attempts }) => [name, attempts])).toEqual([
      ['edge', Number.POSITIVE_INFINITY],
      ['edge-again', Number.POSITIVE_INFINITY],
    ]);
  });
});

test('a record that is taken down is confirmed by the CDN too, once it takes the purge', async () => {
  await using world = await openWorld();
  let failures = 1;
  const purged: string[] = [];
  const cache = edgeCache(
    {
      purge: (names) => {
        failures -= 1;
        if (failures >= 0) return Promise.reject(away);
        purged.push(...names);
        return Promise.resolve();
      },
    },
    cdnTags,
  );
  const [place] = edgePlace({ edge: cache }, 'C#story');
  const confirming = { now: () => world.now(), wait: () => Promise.resolve() };
  const archive = { indexed: () => Promise.resolve(), log: silentLog };
  const { signal } = new AbortController();
  expect(
    await confirmGone(place ? [place] : [], archive, confirming, { since: 0, withinMs: 1_000, signal }),
  ).toMatchObject([{ place: 'CDN', gone: true }]);
  expect(purged).toEqual([...cdnTags.namesOf('C#story')]);
  expect(edgePlace({ edge: undefined }, 'C#story')).toEqual([]);
});
