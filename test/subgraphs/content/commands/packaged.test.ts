import { expect, test } from 'vitest';
import { choiceKey } from '../../../../platform/directory/table.ts';
import { idOf, term } from '../../../support/builders.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, story } from './newsroom.ts';

test('what a newsroom publishes lies in the packages whose rules it fits, and where it was put by hand', async () => {
  await using world = await openWorld();
  await world.saveTerms(term('section', 'Sport'), term('section', 'Culture'));
  await world.directory.savePackage({
    owner: 'courier',
    name: 'sport',
    rule: { of: 'content', types: undefined, sections: ['sport'], tags: undefined },
  });
  await world.directory.savePackage({ owner: 'courier', name: 'chosen' });
  const newsroom = newsroomOf(world);
  const packagesOf = async (id: string) => {
    const [meta] = await world.store.metas([id]);
    return meta && 'packages' in meta ? meta.packages : undefined;
  };

  const { id } = await newsroom.applied('createContent', story('Two goals', { section: idOf('Sport') }));
  await newsroom.applied('publishContent', { id, expectedVersion: 1 });
  expect(await packagesOf(id)).toEqual(['courier/sport']);

  const { table, pk, sk } = choiceKey('courier/chosen', id);
  await world.plant(table, { pk, sk, v: 1, record: id, in: true });
  await newsroom.applied('updateContent', { id, expectedVersion: 2, patch: { section: idOf('Culture') } });
  await newsroom.applied('publishContent', { id, expectedVersion: 3 });
  expect(await packagesOf(id)).toEqual(['courier/chosen']);
});
