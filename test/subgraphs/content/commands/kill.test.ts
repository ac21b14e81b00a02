import { expect, test } from 'vitest';
import { article, idOf, minutes, term } from '../../../support/builders.ts';
import { viewerOf } from '../../../support/viewers.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, story, writerOf } from './newsroom.ts';

const headlines = `query ($id: ID!) {
  readers: content(id: $id) { headline }
  desk: content(id: $id, preview: true) { headline version pubStatus workflow { state reason since } }
  list: latestContent { edges { node { id } } }
}`;

test('what is killed is away from readers at once, whatever version there is, and stays with its editors with the reason', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('createContent', story('False'));
  await newsroom.applied('publishContent', { id, expectedVersion: 1 });
  await newsroom.applied('updateContent', { id, expectedVersion: 2, patch: { headline: 'Less false' } });
  await world.index();
  await world.purged();
  expect(await newsroom.applied('killContent', { id, reason: 'It was false.' })).toEqual({ id, version: 4 });
  expect(await world.data('content', writerOf(), headlines, { id })).toEqual({
    readers: null,
    desk: {
      headline: 'Less false',
      version: 4,
      pubStatus: 'CANCELED',
      workflow: { state: 'killed', reason: 'It was false.', since: minutes(0) },
    },
    list: { edges: [] },
  });
  expect(await world.purged()).toContain(`C#${id}`);
  await world.index();
  const found = '{ search(query: "false") { totalCount } }';
  expect(await world.data('search', viewerOf(), found)).toEqual({ search: { totalCount: 0 } });
  const [state] = await world.store.states([id]);
  expect(state?.meta).toMatchObject({
    live: false,
    pubStatus: 'CANCELED',
    killed: { at: minutes(0), reason: 'It was false.' },
  });
  const [revision] = await world.store.revisions(id, { size: 1 });
  expect(revision).toMatchObject({ version: 4, live: false, reason: 'It was false.', author: 'ann' });
});

test('what has lost its text is killed all the same', async () => {
  await using world = await openWorld();
  const id = idOf('story');
  await world.saved(article('story'));
  await world.records.transact([{ kind: 'delete', key: { table: 'content', pk: `C#${id}`, sk: 'BODY' } }]);
  const newsroom = newsroomOf(world);
  await newsroom.applied('killContent', { id, reason: 'False' });
  expect(await world.data('content', viewerOf(), '{ latestContent { edges { node { id } } } }')).toEqual({
    latestContent: { edges: [] },
  });
  const [state] = await world.store.states([id]);
  expect(state).toMatchObject({ meta: { live: false }, work: { workflow: { state: 'killed', reason: 'False' } } });
});

test('nothing changes or publishes what was killed, itself neither; it can be deleted, and its tombstone says both', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  const newsroom = newsroomOf(world);
  const id = idOf('story');
  await newsroom.applied('killContent', { id, reason: 'Wrong' });
  const given = { id, expectedVersion: 2 };
  for (const sent of [
    newsroom.send('updateContent', { ...given, patch: { headline: 'x' } }),
    newsroom.send('publishContent', given),
    newsroom.send('withdrawContent', given),
    newsroom.send('restoreRevision', { ...given, revision: 1 }),
    newsroom.send('killContent', { id, reason: 'Again' }),
  ])
    expect(await sent).toMatchObject({ id: null, state: 'REJECTED', errors: [{ code: 'INVALID', field: 'id' }] });
  await newsroom.applied('deleteContent', given);
  const [state] = await world.store.states([id]);
  expect(state).toMatchObject({ meta: { deleted: minutes(0), killed: { reason: 'Wrong' } }, work: undefined });
});

test('a command that was accepted before the kill and comes after it is refused', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('createContent', story('Soon'));
  await newsroom.send('killContent', { id, reason: 'Wrong' });
  const { id: receipt } = await newsroom.send('publishContent', { id, expectedVersion: 1 });
  await world.apply();
  expect(await newsroom.receipt(receipt ?? '')).toMatchObject({ state: 'REJECTED', errors: [{ code: 'INVALID' }] });
});

test('what was to go live by itself does not, once it is killed, though no reader has ever seen it', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('createContent', story('At six'));
  await newsroom.applied('publishContent', { id, expectedVersion: 1, at: minutes(60) });
  await newsroom.applied('killContent', { id, reason: 'Wrong' });
  world.pass(120 * 60_000);
  await world.apply();
  expect(await world.data('content', writerOf(), headlines, { id })).toMatchObject({
    readers: null,
    desk: { workflow: { state: 'killed' } },
  });
});

test('a publisher who is narrowed to sections kills in these alone', async () => {
  await using world = await openWorld();
  await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
  await world.saved(article('sport', { section: idOf('Sport') }));
  await world.saved(article('culture', { section: idOf('Culture') }));
  const newsroom = newsroomOf(world);
  const narrowed = writerOf({ sections: [idOf('Culture')] });
  expect(await newsroom.send('killContent', { id: idOf('sport'), reason: 'x' }, narrowed)).toMatchObject({
    errors: [{ code: 'FORBIDDEN', field: 'id' }],
  });
  await newsroom.applied('killContent', { id: idOf('culture'), reason: 'x' }, narrowed);
});
