import { describe, expect, test } from 'vitest';
import { PortError } from '../../../platform/errors.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { createContentDescriber } from '../../../subgraphs/content/describe.ts';
import { documentId } from '../../../subgraphs/document.ts';
import { createIndexer } from '../../../subgraphs/search/indexer.ts';
import { article, idOf } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import { openWorld } from '../../support/world.ts';

const signal = new AbortController().signal;
const document = documentId('CONTENT', idOf('story'));
const HITS = '{ search { edges { node { __typename } highlights { text } } totalCount } }';

describe('what was kept of the index', () => {
  test('is purged of a record once the index knows of it', async () => {
    await using world = await openWorld();
    const told: unknown[] = [];
    const cache = {
      purge: async (tags: readonly string[]) => {
        await world.search.refresh();
        told.push([tags, await world.data('search', viewerOf(), HITS)]);
      },
    };
    const { search } = world;
    const indexer = createIndexer('index', {
      search,
      cache,
      describer: createContentDescriber(world.store),
      log: silentLog,
    });
    await world.saved(article('story'));
    await indexer.take([document], signal, 0);
    await world.takeDown(idOf('story'));
    await indexer.take([document], signal, 0);
    expect(told).toEqual([
      [[document], { search: { edges: [{ node: { __typename: 'Content' }, highlights: [] }], totalCount: 1 } }],
      [[document], { search: { edges: [], totalCount: 0 } }],
    ]);
  });

  test('does not keep the index waiting where the cache is away', async () => {
    await using world = await openWorld();
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
    const cache = {
      purge: async () => {
        throw new PortError('cache', 'UNAVAILABLE', 'Redis is away');
      },
    };
    const { search } = world;
    const indexer = createIndexer('index', { search, cache, describer: createContentDescriber(world.store), log });
    await world.saved(article('story'));
    expect(await indexer.take([document], signal, 0)).toEqual([]);
    await search.refresh();
    expect(await world.data('search', viewerOf(), HITS)).toMatchObject({ search: { totalCount: 1 } });
    expect(warnings).toEqual(['answers of the index were not purged']);
  });
});

describe('an index that takes nothing', () => {
  /** Takes two changes into an index that answers so of each. */
  const taken = async (retryables: readonly boolean[]) => {
    await using world = await openWorld();
    const names = ['a', 'b'];
    for (const name of names) await world.saved(article(name));
    const ids = names.map((name) => documentId('CONTENT', idOf(name)));
    const results = ids.map((id, at) => ({
      id,
      outcome: 'failed' as const,
      retryable: retryables[at] ?? false,
      message: 'no room',
    }));
    const indexer = createIndexer('index', {
      search: { ...world.search, index: async () => results },
      describer: createContentDescriber(world.store),
      log: silentLog,
    });
    return { ids, failed: await indexer.take(ids, signal, 0) };
  };

  test('is away for a time', async () => {
    await expect(taken([true, true])).rejects.toMatchObject({ code: 'THROTTLED', retryable: true });
  });

  test('refuses some for what they are', async () => {
    const { ids, failed } = await taken([true, false]);
    expect(failed).toEqual(ids);
  });
});
