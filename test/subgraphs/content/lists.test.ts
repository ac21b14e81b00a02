import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '../../../platform/viewer.ts';
import { contentPk, contentTable, latestList, orderKey } from '../../../subgraphs/content/keys.ts';
import type { Content } from '../../../subgraphs/content/record.ts';
import { predicateFor } from '../../../subgraphs/visibleTo.ts';
import { article, idOf, minutes, NOW } from '../../support/builders.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } | null }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface Asked {
  readonly first?: number;
  readonly after?: string | null;
  readonly filter?: { readonly section?: string; readonly owner?: string };
}

const QUERY = `query ($first: Int, $after: String, $filter: LatestContentFilter) {
  latestContent(first: $first, after: $after, filter: $filter) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const pageOf = async (world: World, viewer: Viewer, asked: Asked): Promise<Page> => {
  const data = await world.data('content', viewer, QUERY, { ...asked });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is the query's above
  return (data as { latestContent: Page }).latestContent;
};

const idsOf = (page: Page): string[] => page.edges.map(({ node }) => node?.id ?? 'nothing');

/** Pages through a whole list; between pages, `between` may change the world. */
const allOf = async (
  world: World,
  viewer: Viewer,
  sizes: readonly number[],
  { filter, between }: Pick<Asked, 'filter'> & { readonly between?: (page: number) => Promise<void> } = {},
): Promise<string[]> => {
  const ids: string[] = [];
  let after: string | null = null;
  for (let turn = 0; turn < 200; turn += 1) {
    const page: Page = await pageOf(world, viewer, {
      first: sizes[turn % sizes.length] ?? 1,
      after,
      ...(filter ? { filter } : {}),
    });
    expect(page.pageInfo.hasPreviousPage).toBe(turn > 0);
    ids.push(...idsOf(page));
    if (!page.pageInfo.hasNextPage) return ids;
    expect(page.pageInfo.endCursor).toEqual(expect.any(String));
    after = page.pageInfo.endCursor;
    await between?.(turn);
  }
  throw new Error('the list does not end');
};

const newestFirst = (records: readonly Content[]): string[] =>
  records.toSorted((a, b) => (orderKey(a.published, a.id) < orderKey(b.published, b.id) ? 1 : -1)).map(({ id }) => id);

const packages = ['courier/news', 'courier/best', 'blatt/news', 'blatt/sport'] as const;
const sections = [idOf('culture'), idOf('sport')] as const;
const anyRecord = fc
  .record({
    owner: fc.constantFrom('courier', 'blatt'),
    packages: fc.subarray([...packages]),
    section: fc.option(fc.constantFrom(...sections), { nil: undefined }),
    published: fc.constantFrom(-180, -121, -120, -90, -60, -59, -30, -1, 0, 1).map(minutes),
    pubStatus: fc.constantFrom('USABLE', 'USABLE', 'USABLE', 'WITHHELD'),
    excludedTerritories: fc.constantFrom('', '', 'AT').map((territory) => (territory ? [territory] : [])),
    expires: fc.constantFrom(undefined, undefined, minutes(-1), minutes(1)),
  })
  .map(({ section, expires, ...parts }) => ({
    ...parts,
    ...(section === undefined ? {} : { section }),
    ...(expires === undefined ? {} : { expires }),
    packages: parts.packages.filter((id) => id.startsWith(`${parts.owner}/`)),
  }));
const anyViewer = fc
  .record({
    organisation: fc.constantFrom('courier', 'blatt', 'radio'),
    packages: fc.uniqueArray(
      fc.record({ id: fc.constantFrom(...packages), delayMinutes: fc.constantFrom(0, 60, 120) }),
      { selector: ({ id }) => id },
    ),
    territory: fc.constantFrom(undefined, 'AT'),
  })
  .map((parts) => viewerOf({ ...parts, organisationKind: parts.organisation === 'radio' ? 'partner' : 'subsidiary' }));
const anySizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

describe('a list that is paged through', () => {
  test('gives exactly the records that the viewer may see, newest first, each once, with any filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord, { maxLength: 25 }),
        anyViewer,
        anySizes,
        fc.record(
          { section: fc.constantFrom(...sections), owner: fc.constantFrom('courier', 'blatt', 'nobody') },
          { requiredKeys: [] },
        ),
        async (parts, viewer, sizes, filter) => {
          await using world = await openWorld();
          const records = parts.map((each, index) => article(`record-${index}`, each));
          for (const record of records) await world.saved(record);
          const mayBeSeen = predicateFor(viewer, NOW);
          const expected = records.filter(
            (record) =>
              mayBeSeen(record) &&
              (filter.section === undefined || record.section === filter.section) &&
              (filter.owner === undefined || record.owner === filter.owner),
          );
          expect(await allOf(world, viewer, sizes, { filter })).toEqual(newestFirst(expected));
        },
      ),
      { numRuns: 15 },
    );
  });

  test('loses and repeats nothing that was there while records arrive, change and go', async () => {
    await using world = await openWorld();
    const viewer = viewerOf({ packages: [{ id: 'blatt/news', delayMinutes: 0 }] });
    const records = Array.from({ length: 24 }, (_, index) =>
      article(`record-${index}`, {
        published: minutes(-100 - (index % 5)),
        ...(index % 3 === 0 ? { owner: 'blatt', packages: ['blatt/news'] } : {}),
      }),
    );
    for (const record of records) await world.saved(record);
    const seen = await allOf(world, viewer, [3, 1, 5], {
      between: async (page) => {
        await world.saved(article(`new-${page}`, { published: minutes(-50 + page) }));
        const known = records[page];
        if (known) await world.saved({ ...known, headline: 'Changed' });
      },
    });
    expect(seen).toEqual(newestFirst(records));
  });

  test('comes to what lies behind a long run of records that are not the viewer’s to see', async () => {
    await using world = await openWorld();
    for (let index = 0; index < 600; index += 1)
      await world.plant(contentTable.name, {
        pk: contentPk(idOf(`hidden ${index}`)),
        sk: 'IN#x',
        lpk: latestList('courier'),
        lsk: orderKey(minutes(-1), idOf(`hidden ${index}`)),
      });
    const last = article('last', { published: minutes(-500) });
    await world.saved(last);
    const [before] = world.calls.splice(0);
    expect(before).toBeUndefined();
    const page = await pageOf(world, viewerOf(), { first: 1 });
    expect(page).toMatchObject({ edges: [], pageInfo: { hasNextPage: true, endCursor: expect.any(String) } });
    expect(world.calls.length).toBeLessThan(20);
    expect(await allOf(world, viewerOf(), [1])).toEqual([last.id]);
  });

  test('shows a record that an index still has at its old place once, where it is now', async () => {
    await using world = await openWorld();
    const moved = article('moved', { published: minutes(-10) });
    await world.saved(moved);
    await world.plant(contentTable.name, {
      pk: contentPk(moved.id),
      sk: 'IN#stale',
      lpk: latestList('courier'),
      lsk: orderKey(minutes(-20), moved.id),
    });
    expect(await allOf(world, viewerOf(), [10])).toEqual([moved.id]);
  });
});

describe('a cursor', () => {
  const fill = async (world: World): Promise<string> => {
    for (let index = 0; index < 5; index += 1)
      await world.saved(article(`record-${index}`, { section: sections[0], published: minutes(-index - 1) }));
    return (await pageOf(world, viewerOf(), { first: 2 })).pageInfo.endCursor ?? '';
  };
  const codeOf = async (world: World, asked: Asked): Promise<unknown> => {
    const { errors } = await world.ask('content', viewerOf(), QUERY, { ...asked });
    const error = errors[0]?.originalError;
    return error && 'code' in error ? error.code : undefined;
  };

  test('is the same for the same place, and good for a page of another size and for another viewer', async () => {
    await using world = await openWorld();
    const after = await fill(world);
    expect((await pageOf(world, viewerOf(), { first: 2 })).pageInfo.endCursor).toBe(after);
    expect(idsOf(await pageOf(world, viewerOf(), { first: 1, after }))).toEqual([idOf('record-2')]);
    expect(idsOf(await pageOf(world, viewerOf(), { first: 9, after }))).toEqual(
      [2, 3, 4].map((n) => idOf(`record-${n}`)),
    );
    expect(idsOf(await pageOf(world, partnerOf([]), { first: 9, after }))).toEqual([]);
  });

  test('is refused where it was altered or belongs to another list', async () => {
    await using world = await openWorld();
    const after = await fill(world);
    const flipped = `${after.slice(0, 5)}${after[5] === 'A' ? 'B' : 'A'}${after.slice(6)}`;
    for (const bad of [flipped, `${after}x`, after.slice(0, -1), after.split('.')[0], 'x', '.'])
      expect(await codeOf(world, { after: bad ?? null }), bad).toBe('BAD_CURSOR');
    expect(await codeOf(world, { after, filter: { section: sections[0] } })).toBe('BAD_CURSOR');
    expect(await codeOf(world, { after, filter: { owner: 'courier' } })).toBe('BAD_CURSOR');
    expect(await codeOf(world, { after })).toBeUndefined();
  });

  test('of one filter is none for another that reads alike', async () => {
    await using world = await openWorld();
    await fill(world);
    const binding = `latestContent ${JSON.stringify(['a b', null])}`;
    const after = world.cursors.encode(binding, [orderKey(minutes(0), idOf('x'))]);
    expect(await codeOf(world, { after, filter: { section: 'a b' } })).toBeUndefined();
    expect(await codeOf(world, { after, filter: { section: 'a', owner: 'b' } })).toBe('BAD_CURSOR');
  });

  test.each([
    [-1, 'BAD_REQUEST'],
    [101, 'BAD_REQUEST'],
    [0, undefined],
    [100, undefined],
  ])('asked for with first: %i answers %s', async (first, code) => {
    await using world = await openWorld();
    await fill(world);
    expect(await codeOf(world, { first })).toBe(code);
  });

  test('is not needed for a page of none, which says whether there is anything', async () => {
    await using world = await openWorld();
    expect(await pageOf(world, viewerOf(), { first: 0 })).toMatchObject({ pageInfo: { hasNextPage: false } });
    await fill(world);
    expect(await pageOf(world, viewerOf(), { first: 0 })).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: true, startCursor: null, endCursor: null },
    });
  });
});
