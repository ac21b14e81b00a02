import { expect, it } from 'vitest';
import { createPackagedContent } from '../../../subgraphs/content/repackage.ts';
import { article, idOf, minutes, NOW } from '../../support/builders.ts';
import { partnerOf } from '../../support/viewers.ts';
import { openWorld } from '../../support/world.ts';

const BY = { author: 'ann', at: minutes(0) };
const id = idOf('story');
const viewer = partnerOf([{ id: 'courier/news', delayMinutes: 0 }]);
const LATEST = '{ latestContent { edges { node { id } } } }';
const QUERY = `{ content(id: "${id}") { headline body { text } } }`;

it('a record that is put into a package is there for its licensees, text, list and search, under a new version', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  const { repackage } = createPackagedContent(world);
  expect(await world.data('content', viewer, QUERY)).toEqual({ content: null });

  expect(await repackage(id, () => ['courier/news'], BY)).toBe('changed');
  await world.index();
  expect(await world.data('content', viewer, QUERY)).toEqual({
    content: { headline: 'About story', body: { text: 'The text of story.' } },
  });
  expect((await world.store.whole([id]))[0]).toMatchObject({ meta: { version: 2 }, part: { version: 2 } });
  expect(await world.data('content', viewer, LATEST)).toEqual({ latestContent: { edges: [{ node: { id } }] } });
  expect(await world.data('search', viewer, '{ search { totalCount } }')).toEqual({ search: { totalCount: 1 } });

  await repackage(id, () => [], { ...BY, at: new Date(NOW + 1).toISOString() });
  await world.index();
  expect(await world.data('content', viewer, LATEST)).toEqual({ latestContent: { edges: [] } });
  expect(await world.data('search', viewer, '{ search { totalCount } }')).toEqual({ search: { totalCount: 0 } });
  expect(await world.store.revisions(id, { size: 1 })).toMatchObject([{ version: 3, author: 'ann', live: true }]);
});

it('its working copy stays, moves with it, and is published into the same packages', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  await world.saved(article('story', { headline: 'Corrected' }), { as: 'workingCopy' });
  await createPackagedContent(world).repackage(id, () => ['courier/news'], BY);
  const [state] = await world.store.states([id]);
  expect(state?.meta).toMatchObject({ packages: ['courier/news'], version: 3 });
  expect(state?.work).toMatchObject({ packages: ['courier/news'], version: 2, headline: 'Corrected' });
  const { packages = [] } = state?.work ?? {};
  await world.saved(article('story', { headline: 'Corrected', packages }));
  expect((await world.store.states([id]))[0]?.meta).toMatchObject({ version: 4, packages: ['courier/news'] });
});

it('a record lies in ten packages at most', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  const { repackage } = createPackagedContent(world);
  const packages = Array.from({ length: 11 }, (_, n) => `courier/p${n}`);
  expect(await repackage(id, () => packages, BY)).toBe('full');
  expect(await repackage(id, () => packages.slice(1), BY)).toBe('changed');
});

it('a record that another writer changes meanwhile is read again; one that is taken down is left alone', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  let reads = 0;
  const store = {
    ...world.store,
    states: async (ids: readonly string[]) => {
      const states = await world.store.states(ids);
      reads += 1;
      if (reads === 1) await world.saved(article('story', { packages: ['courier/best'] }));
      return states;
    },
  };
  const { repackage } = createPackagedContent({ records: world.records, store });
  expect(await repackage(id, (packages) => [...packages, 'courier/news'], BY)).toBe('changed');
  expect((await world.store.states([id]))[0]?.meta).toMatchObject({ packages: ['courier/best', 'courier/news'] });
  await world.takeDown(id);
  expect(await repackage(id, () => [], BY)).toBe('absent');
});
