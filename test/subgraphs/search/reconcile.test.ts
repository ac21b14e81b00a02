import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortError } from '../../../platform/errors.ts';
import type { SearchDocument } from '../../../platform/search/port.ts';
import { documentId, indexSchema } from '../../../subgraphs/document.ts';
import type { Difference, Differing } from '../../../subgraphs/search/comparing.ts';
import type { Reached, ReconcileOptions } from '../../../subgraphs/search/reconcile.ts';
import { leftOver, reconcile } from '../../../subgraphs/search/reconcile.ts';
import { article, asset, idOf, minutes } from '../../support/builders.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

const signal = new AbortController().signal;
const content = (name: string): string => documentId('CONTENT', idOf(name));

/** Reconciles a world's index; `settle` runs where it waits for what may become right by itself. */
const run = async (
  world: World,
  options: Partial<ReconcileOptions> = {},
  settle: () => Promise<void> = async () => undefined,
) => {
  const found: Differing[] = [];
  const { records, search, describers } = world;
  const done = await reconcile(
    { records, search, schema: indexSchema, describers, wait: settle },
    {
      repair: false,
      onReached: async () => undefined,
      onDiffering: (differing) => found.push(differing),
      signal,
      ...options,
    },
  );
  const is = new Map<string, Difference>(found.map((each) => [each.id, each.is]));
  return { ...done, found, is };
};

const documentOf = async (world: World, id: string): Promise<SearchDocument> => {
  const [document] = (await world.describers.CONTENT.documents([id], signal)).documents;
  if (!document) throw new Error(`${id} has no document`);
  return document;
};

describe('an index is held against the records', () => {
  it('tells each way in which they differ, and mends what can be mended', async () => {
    await using world = await openWorld();
    const { search } = world;
    for (const name of ['same', 'late', 'lost', 'renamed', 'opened', 'ahead', 'down', 'draft'])
      await world.saved(article(name), { as: name === 'draft' ? 'workingCopy' : 'live' });
    await world.saveMedia(asset('quay'), asset('pier'));
    await world.index();
    const [late, down] = [await documentOf(world, content('late')), await documentOf(world, content('down'))];
    await world.saved(article('late', { headline: 'Later' }));
    await world.takeDown(idOf('down'));
    await world.index();
    await search.create('damaged');
    const of = 'damaged';
    const others = await world.describers.CONTENT.documents(
      ['same', 'renamed', 'opened', 'ahead'].map(content),
      signal,
    );
    const damaged = others.documents.map((document) => {
      const { id, version, fields } = document;
      if (id === content('renamed')) return { id, version, fields: { ...fields, names: ['An old name'] } };
      if (id === content('opened')) return { id, version, fields: { ...fields, packages: ['courier/others'] } };
      return id === content('ahead') ? { ...document, version: 99 } : document;
    });
    const never = { id: content('never'), version: 4, fields: { kind: 'CONTENT' } };
    const pier = await world.describers.MEDIA.documents([documentId('MEDIA', idOf('pier'))], signal);
    await search.index([...damaged, late, down, never, ...pier.documents], { into: of });

    const expected = new Map<string, Difference>([
      [content('late'), 'stale'],
      [content('lost'), 'missing'],
      [content('renamed'), 'different'],
      [content('opened'), 'audience'],
      [content('ahead'), 'ahead'],
      [content('down'), 'extra'],
      [content('never'), 'extra'],
      [documentId('MEDIA', idOf('quay')), 'missing'],
    ]);
    expect((await run(world, { of })).is).toEqual(expected);
    expect((await run(world)).is.size).toBe(0);

    const repaired = await run(world, { of, repair: true });
    expect(repaired.counts).toMatchObject({ extra: 2, missing: 2, repaired: 7, records: 9 });
    expect(leftOver(repaired.counts)).toBe(1);
    expect([...(await run(world, { of })).is]).toEqual([[content('ahead'), 'ahead']]);
  });

  it('does not count what becomes the same by itself, since the index follows', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const { counts } = await run(world, {}, () => world.index());
    expect(counts).toMatchObject({ records: 1, missing: 0 });
  });

  it('tells of a record that cannot be read, and goes on', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await world.plant('content', { pk: `C#${idOf('broken')}`, sk: 'META', v: 1, live: 'perhaps' });
    expect((await run(world, { repair: true })).is).toEqual(
      new Map<string, Difference>([
        [content('broken'), 'unreadable'],
        [content('story'), 'missing'],
      ]),
    );
  });

  it('tells what a damaged index does not take, and does not stop at it', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const search = {
      ...world.search,
      index: () => Promise.reject(new PortError('search', 'UNAVAILABLE', 'the file is damaged', { retryable: false })),
    };
    const { counts } = await run({ ...world, search }, { repair: true });
    expect(counts).toMatchObject({ missing: 1, repaired: 0 });
  });

  it('goes on where it was stopped, with what it had counted', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await world.saveMedia(asset('quay'));
    await world.search.index([{ id: content('never'), version: 1, fields: { kind: 'CONTENT' } }]);
    const whole = await run(world, { every: 1 });
    const stops: Reached[] = [];
    let from: Reached | undefined;
    for (;;) {
      const stop = new AbortController();
      const onReached = async (reached: Reached): Promise<void> => {
        from = reached;
        stops.push(reached);
        stop.abort();
      };
      const { counts, stopped } = await run(world, { every: 1, from, onReached, signal: stop.signal });
      if (stopped) continue;
      expect(counts).toEqual(whole.counts);
      break;
    }
    expect(stops.map(({ place }) => place)).toEqual([{ in: 'records', at: { table: 'media' } }, { in: 'index' }]);
    expect(whole.counts).toMatchObject({ missing: 2, extra: 1 });
  });

  it('after a repair nothing differs, whatever was in the index', async () => {
    const version = fc.integer({ min: 1, max: 2 });
    const owner = fc.constantFrom('courier', 'blatt');
    const state = fc.constantFrom('absent', 'live', 'down');
    const names = ['a', 'b', 'c', 'd'];
    const held = fc.option(fc.record({ version, owner, live: fc.boolean() }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...names.map(() => state)),
        fc.tuple(...names.map(() => held)),
        async (states, documents) => {
          await using world = await openWorld();
          for (const [at, name] of names.entries()) {
            if (states[at] === 'absent') continue;
            await world.saved(article(name));
            await world.saved(article(name, { headline: 'Again' }));
            if (states[at] === 'down') await world.takeDown(idOf(name), minutes(0));
          }
          await world.search.index(
            names.flatMap((name, at) => {
              const given = documents[at];
              if (!given) return [];
              const fields = given.live ? { kind: 'CONTENT', owner: given.owner } : undefined;
              return [{ id: content(name), version: given.version, fields }];
            }),
          );
          const repaired = await run(world, { repair: true });
          expect(leftOver(repaired.counts)).toBe(0);
          expect((await run(world)).is.size).toBe(0);
          const shown = await world.search.walk({ size: 10 });
          const live = names.filter((_, at) => states[at] === 'live').map(content);
          expect(shown.filter(({ values }) => values).map(({ id }) => id)).toEqual(live.sort());
        },
      ),
      { numRuns: 12 },
    );
  });
});
