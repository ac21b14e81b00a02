import { expect, test } from 'vitest';
import type { ContentStore } from '../../subgraphs/content/store.ts';
import { newsroomOf } from '../subgraphs/content/commands/newsroom.ts';
import { idOf, term } from '../support/builders.ts';
import { termSaverOf } from '../support/termSaver.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';

const wind = term('tag', 'Wind', { sourceHash: 'one' });
const shown = async ({ store }: World, ...names: string[]): Promise<unknown> =>
  (await store.terms(names.map((name) => ({ kind: 'tag', id: idOf(name) })))).map(
    (each) => each && !(each instanceof Error) && [each.name, each.slug, each.version],
  );

/** A store that says of terms, once, what it said before something happened. */
const outdated = async (world: World, happens: () => Promise<unknown>): Promise<ContentStore> => {
  const before = [await world.store.termStates([wind])];
  await happens();
  return {
    ...world.store,
    termStates: async (...asked) => before.pop() ?? world.store.termStates(...asked),
  };
};

test('what somebody saves or makes while an import saves the same stays', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  await termSaverOf(world).saveDescribed([wind], false);
  const next = { ...wind, name: 'Winds', sourceHash: 'two' };
  const store = await outdated(world, () =>
    newsroom.applied('saveTag', { id: wind.id, expectedVersion: 1, tag: { name: 'Breeze' } }),
  );
  expect(await termSaverOf(world, { store }).saveDescribed([next, term('tag', 'Calm')], false)).toEqual([
    { became: 'editedHere' },
    { became: 'created' },
  ]);
  expect(await shown(world, 'Wind', 'Calm')).toEqual([
    ['Breeze', 'wind', 2],
    ['Calm', 'calm', 1],
  ]);
});

test('what another import saves meanwhile is saved over, under the version that it made', async () => {
  await using world = await openWorld();
  const store = await outdated(world, () => termSaverOf(world).saveDescribed([wind], false));
  const next = { ...wind, name: 'Winds', sourceHash: 'two' };
  await termSaverOf(world, { store }).saveDescribed([next], false);
  expect(await shown(world, 'Wind')).toEqual([['Winds', 'wind', 2]]);
});

test('one that is not there yet and comes to be meanwhile is not made of what a record says of it', async () => {
  await using world = await openWorld();
  const store = await outdated(world, () => world.saveTerms({ ...wind, editedHere: true }));
  await termSaverOf(world, { store }).ensure([{ ...wind, name: 'wind', sourceHash: undefined }]);
  expect(await shown(world, 'Wind')).toEqual([['Wind', 'wind', 1]]);
});

test('a slug that another has gets the site behind it, is told, and stays however often it is imported', async () => {
  await using world = await openWorld();
  await newsroomOf(world).applied('saveTag', { tag: { name: 'Wind' } });
  const told = { taken: 'slug wind, which became wind-harbour' };
  const twin = term('tag', 'Twin', { slug: 'wind' });
  const others = [wind, term('section', 'Wind'), twin];
  expect(await termSaverOf(world).saveDescribed(others, false)).toEqual([
    { became: 'created', ...told },
    { became: 'created' },
    { became: 'created', taken: `slug wind, which became wind-${twin.id.slice(0, 8)}` },
  ]);
  expect(await termSaverOf(world).saveDescribed([wind], false)).toEqual([{ became: 'unchanged' }]);
  const changed = { ...wind, name: 'Winds', sourceHash: 'two' };
  expect(await termSaverOf(world).saveDescribed([changed], false)).toEqual([{ became: 'updated', ...told }]);
  expect(await shown(world, 'Wind')).toEqual([['Winds', 'wind-harbour', 2]]);
  const [named] = [...(await termSaverOf(world).ensure([term('tag', 'Named', { slug: 'wind' })]))];
  expect(named).toEqual([`tag ${idOf('Named')}`, expect.stringContaining('slug wind, which became wind-')]);
});

test('more of them than one transaction holds are all saved, and once', async () => {
  await using world = await openWorld();
  const many = Array.from({ length: 60 }, (_, at) => term('tag', `t${at}`, { sourceHash: `${at}` }));
  const results = await termSaverOf(world).saveDescribed([...many, ...many], false);
  expect(results.map(({ became }) => became)).toEqual([...many.map(() => 'created'), ...many.map(() => 'unchanged')]);
  expect(await shown(world, 't0', 't59')).toEqual([
    ['t0', 't0', 1],
    ['t59', 't59', 1],
  ]);
});
