import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { equals } from '../../../platform/search/filter.ts';
import type { Search } from '../../../platform/search/port.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { documentId, indexSchema } from '../../../subgraphs/document.ts';
import { createIndexer } from '../../../subgraphs/search/indexer.ts';
import { renewNaming } from '../../../subgraphs/search/naming.ts';
import type { Rebuilding, RebuildOptions } from '../../../subgraphs/search/rebuild.ts';
import { beginning, rebuild } from '../../../subgraphs/search/rebuild.ts';
import { leftOver, reconcile } from '../../../subgraphs/search/reconcile.ts';
import { consumeChanges } from '../../../writes/changes.ts';
import { article, asset, idOf, minutes, term } from '../../support/builders.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

/** Opens an index of its own that `prepare` made. */
export type OpenSearchUnderTest = () => Promise<AsyncDisposable & { readonly search: Search }>;

const signal = new AbortController().signal;

/** A world whose index is the one under test. */
const openHouse = async (open: OpenSearchUnderTest) => {
  await using opened = new AsyncDisposableStack();
  const { search } = opened.use(await open());
  const world = opened.use(await openWorld());
  const { records, describers } = world;
  /** What a running process does: it follows the feed into the living index. */
  const follow = async (): Promise<void> => {
    for (const [kind, describer] of Object.entries(describers)) {
      const consumer = createIndexer(`index-${kind.toLowerCase()}`, { search, describer, log: silentLog });
      await consumeChanges({ records, consumer, log: silentLog, signal, mode: 'catchUp' });
    }
    await search.refresh();
  };
  const held = opened.move();
  return {
    world,
    search,
    follow,
    rebuild: (options: Partial<RebuildOptions> = {}, through: Search = search) =>
      rebuild(
        { records, search: through, describers, schema: indexSchema, log: silentLog },
        {
          from: beginning('second'),
          every: 1,
          withoutUnreadable: false,
          onReached: async () => undefined,
          signal,
          ...options,
        },
      ),
    /** How the living index differs from the records. */
    differs: async (): Promise<number> => {
      const { counts } = await reconcile(
        { records, search, schema: indexSchema, describers, wait: async () => undefined },
        { repair: false, onReached: async () => undefined, onDiffering: () => undefined, signal },
      );
      return leftOver(counts);
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
};

const fill = async (world: World): Promise<void> => {
  for (const name of ['one', 'two', 'three', 'four', 'five']) await world.saved(article(name));
  await world.saveMedia(asset('quay'), asset('pier'));
  await world.takeDown(idOf('five'));
};

const tombstoneOf = (saved: unknown) => ({
  ...z.object({ v: z.number(), id: z.string(), owner: z.string(), version: z.number() }).parse(saved),
  live: false,
  deleted: minutes(0),
});

/** What is said of a new index beside the living one. */
export const rebuildSuite = (adapter: string, open: OpenSearchUnderTest): void => {
  describe(`a new index beside the living one (${adapter})`, () => {
    it('is built and swapped in while writes go on, and the one before stays', async () => {
      await using house = await openHouse(open);
      const { world, search, follow } = house;
      await fill(world);
      await follow();
      await search.index([{ id: documentId('CONTENT', idOf('never')), version: 1, fields: { kind: 'CONTENT' } }]);
      await search.create('second');
      let writes = 0;
      const result = await house.rebuild({
        onReached: async () => {
          writes += 1;
          await world.saved(article('one', { headline: `Changed ${writes}` }));
          await world.saved(article(`new ${writes}`));
          if (writes === 2) await world.takeDown(idOf('two'), minutes(0));
          await follow();
        },
      });
      expect(result).toMatchObject({ outcome: 'swapped', before: 'first' });
      expect(writes).toBeGreaterThan(2);
      expect(await house.differs()).toBe(0);
      const indexes = await search.indexes();
      expect(indexes.map(({ name, current }) => [name, current])).toEqual([
        ['first', false],
        ['second', true],
      ]);
      await world.saved(article('after'));
      await follow();
      expect(await house.differs()).toBe(0);
    });

    it('has what went into the other alone in the last moment', async () => {
      await using house = await openHouse(open);
      const { world, search, follow } = house;
      await fill(world);
      await search.create('second');
      const late: Search = {
        ...search,
        swap: async (...swapped) => {
          await world.saved(article('late'));
          await world.takeDown(idOf('one'), minutes(0));
          await follow();
          return search.swap(...swapped);
        },
      };
      expect(await house.rebuild({}, late)).toMatchObject({ outcome: 'swapped' });
      expect(await house.differs()).toBe(0);
    });

    it('goes on where it was, wherever it was stopped', async () => {
      await using house = await openHouse(open);
      const { world, search } = house;
      await fill(world);
      await search.create('second');
      let from: Rebuilding = beginning('second');
      const stages: string[] = [];
      for (;;) {
        const stop = new AbortController();
        const onReached = async (reached: Rebuilding): Promise<void> => {
          from = reached;
          stages.push(reached.stage.is);
          stop.abort();
        };
        const result = await house.rebuild({ from, onReached, signal: stop.signal });
        if (result.outcome === 'stopped') continue;
        expect(result.outcome).toBe('swapped');
        break;
      }
      expect(stages).toEqual(['scan', 'compare', 'compare', 'compare', 'swap']);
      expect(await house.differs()).toBe(0);
      expect(from).toMatchObject({ records: 7 });
    });

    it('forgets with it the name of somebody who is no longer there, however many are named so', async () => {
      await using house = await openHouse(open);
      const { world, search, follow } = house;
      const ann = term('contributor', 'Ann Quill');
      await world.saveTerms(ann, term('contributor', 'Bea'));
      const names = Array.from({ length: 130 }, (_, at) => `story ${at}`);
      for (const name of names) await world.saved(article(name, { contributors: [ann.id, idOf('Bea')] }));
      await world.saved(article('other', { contributors: [idOf('Bea')] }));
      await follow();
      await search.create('second');
      expect(await house.rebuild()).toMatchObject({ outcome: 'swapped' });
      const [saved] = await world.store.termStates([ann]);
      await world.plant('content', { pk: `P#${ann.id}`, sk: 'META', ...tombstoneOf(saved) });
      const parts = { search, schema: indexSchema, describers: world.describers };
      for (const of of [undefined, 'first']) {
        const naming = { field: 'contributors', id: ann.id, of } as const;
        expect(await renewNaming(parts, naming, signal)).toBe(names.length);
        expect(await renewNaming(parts, naming, signal)).toBe(0);
        const held = await search.held(
          names.map((name) => documentId('CONTENT', idOf(name))),
          { of },
        );
        expect(held.map((each) => each?.values?.get('names'))).toEqual(names.map(() => ['Bea']));
      }
      await search.refresh();
      const query = { filter: equals('kind', 'CONTENT'), size: 0 } as const;
      expect((await search.query({ ...query, text: 'Quill' })).total).toBe(0);
      expect((await search.query({ ...query, text: 'Bea' })).total).toBe(names.length + 1);
    });

    it('is not swapped in while a record cannot be read, unless that is left out', async () => {
      await using house = await openHouse(open);
      const { world, search } = house;
      await fill(world);
      await world.plant('content', { pk: `C#${idOf('broken')}`, sk: 'META', v: 1, live: 'perhaps' });
      await search.create('second');
      let reached = beginning('second');
      const onReached = async (state: Rebuilding): Promise<void> => {
        reached = state;
      };
      expect(await house.rebuild({ onReached })).toMatchObject({ outcome: 'differs', counts: { unreadable: 1 } });
      expect((await search.indexes()).find(({ current }) => current)?.name).toBe('first');
      expect(await house.rebuild({ from: reached, withoutUnreadable: true })).toMatchObject({ outcome: 'swapped' });
    });
  });
};
