import { Agent } from 'undici';
import { describe, expect, test } from 'vitest';
import type { Touched } from '../../../subgraphs/touched.ts';
import { createTouched, untouched } from '../../../subgraphs/touched.ts';
import { article, asset, idOf, minutes, term } from '../../support/builders.ts';
import { openGraph } from '../../support/graph.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { openOther, serveSubgraphs, sourceAt } from './remoteSources.ts';

const viewer = partnerOf([{ id: 'courier/news', delayMinutes: 30 }]);
const QUESTION = `{
  latestContent { edges { node { headline owner { name } section { name } leadMedia { caption } related { headline } } } }
  contentBySlug(subsidiary: "courier", slug: "nothing", language: "en") { id }
}`;

const openFilled = async (): Promise<World> => {
  const world = await openWorld();
  const packages = ['courier/news'];
  await world.saveTerms(term('section', 'Culture'));
  await world.saveMedia(asset('picture', { packages, expires: minutes(20) }));
  await world.saved(article('story', { packages, section: idOf('Culture'), leadMedia: idOf('picture') }));
  await world.saved(article('soon', { packages, published: minutes(-25) }));
  await world.index();
  return world;
};

const said = ({ tags, endsAt, shownUntil, since, notKept }: Touched): object => ({
  tags: [...tags].sort(),
  endsAt,
  shownUntil,
  since,
  notKept,
});

describe('what an answer was made from', () => {
  test('is the same whether its subgraphs run here or in processes of their own, and is no part of the answer', async () => {
    await using world = await openFilled();
    await using remote = await serveSubgraphs(world.subgraphs);
    const here = await openGraph(world).ask(viewer, QUESTION);
    const there = await openGraph(world, remote.dataSources).ask(viewer, QUESTION);
    expect(there).toEqual({ ...here, touched: there.touched });
    expect(said(there.touched)).toEqual(said(here.touched));
    expect(there.touched.tags.size).toBe(6);
    expect(there.touched.notKept).toBeUndefined();
  });

  test('is told with the moment at which something hidden shows, and apart from it with when something shown ends', async () => {
    await using world = await openFilled();
    await using remote = await serveSubgraphs(world.subgraphs);
    const question = '{ latestContent { edges { node { headline leadMedia { caption } } } } }';
    const { touched } = await openGraph(world, remote.dataSources).ask(viewer, question);
    expect(new Date(touched.endsAt).toISOString()).toBe(minutes(5));
    expect(new Date(touched.shownUntil).toISOString()).toBe(minutes(20));
  });

  test('is not told where nobody keeps the answer', async () => {
    await using world = await openFilled();
    await using remote = await serveSubgraphs(world.subgraphs);
    const source = remote.dataSources.content;
    const lists = (touched: Touched) => {
      world.calls.length = 0;
      return source?.({ query: '{ latestContent { edges { node { id } } } }' }, { ...world.scope(viewer), touched });
    };
    const kept = await lists(createTouched());
    const queries = world.calls.filter((call) => call === 'records.query').length;
    expect(await lists(untouched)).toEqual(kept);
    expect(world.calls.filter((call) => call === 'records.query').length).toBeLessThan(queries);
  });

  test('is not kept where a subgraph says so', async () => {
    await using world = await openFilled();
    await using remote = await serveSubgraphs(world.subgraphs);
    const { touched } = await openGraph(world, remote.dataSources).ask(
      viewerOf(),
      `{ content(id: "${idOf('story')}", minVersion: 1) { id } }`,
    );
    expect(touched).toMatchObject({ notKept: expect.stringContaining('past every cache'), endsAt: -Infinity });
  });

  test.each<[string, object | undefined]>([
    ['nothing', undefined],
    ['something else', { masthead: { tags: 'all' } }],
    [
      'too much',
      {
        masthead: {
          tags: Array.from({ length: 1_001 }, (_, at) => `tag ${at}`),
          endsAt: null,
          shownUntil: null,
          since: null,
          notKept: null,
        },
      },
    ],
  ])('is not kept where a subgraph says %s of it, and the answer comes all the same', async (_, extensions) => {
    const data = { subsidiaries: [] };
    using other = await openOther((__, response) => response.end(JSON.stringify({ data, extensions })));
    await using world = await openFilled();
    const pool = new Agent();
    const scope = world.scope(viewer);
    const result = await sourceAt('content', other.origin, pool)({ query: '{ subsidiaries { id } }' }, scope);
    await pool.destroy();
    expect(result).toEqual({ data });
    expect(scope.touched).toMatchObject({ notKept: expect.stringContaining('does not say'), endsAt: -Infinity });
  });
});
