import { expect, test } from 'vitest';
import { article, asset, bodyOf, idOf, minutes, term } from '../../../support/builders.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, story, writerOf } from './newsroom.ts';

const copies = `query ($id: ID!) {
  live: content(id: $id) { headline slug standfirst body { text } }
  desk: content(id: $id, preview: true) { headline slug standfirst correction version leadMedia { __typename } body { text } workflow { state } }
}`;

test('an earlier version becomes the working copy, with its text and without what it had not, and readers see nothing of it', async () => {
  await using world = await openWorld();
  await world.saveMedia(asset('picture'));
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('createContent', story('First', { body: [{ paragraph: 'One.' }] }));
  const patch = {
    headline: 'Second',
    standfirst: 'It says more.',
    leadMedia: idOf('picture'),
    body: [{ paragraph: 'Two.' }],
  };
  await newsroom.applied('updateContent', { id, expectedVersion: 1, patch });
  await newsroom.applied('publishContent', { id, expectedVersion: 2, correction: 'It was two.' });
  expect(await newsroom.applied('restoreRevision', { id, expectedVersion: 3, revision: 1 })).toEqual({
    id,
    version: 4,
  });
  expect(await world.data('content', writerOf(), copies, { id })).toEqual({
    live: { headline: 'Second', slug: 'first', standfirst: 'It says more.', body: { text: 'Two.' } },
    desk: {
      headline: 'First',
      slug: 'first',
      standfirst: null,
      // A notice that readers were given stays.
      correction: 'It was two.',
      version: 4,
      leadMedia: null,
      body: { text: 'One.' },
      workflow: { state: 'correction' },
    },
  });
  await newsroom.applied('publishContent', { id, expectedVersion: 4 });
  expect(await world.data('content', writerOf(), copies, { id })).toMatchObject({ live: { headline: 'First' } });
});

test('what a record is, and for whom it is there, is no part of what is restored; when it is due neither', async () => {
  await using world = await openWorld();
  const newsroom = newsroomOf(world);
  const id = idOf('story');
  await world.saved(article('story', { published: minutes(-90), firstPublished: minutes(-90) }));
  await world.saved(
    article('story', { packages: ['courier/best'], translationGroup: idOf('group'), published: minutes(-30) }),
    { body: bodyOf('Later.') },
  );
  await newsroom.applied('updateContent', { id, expectedVersion: 2, patch: { headline: 'Third' } });
  await newsroom.applied('publishContent', { id, expectedVersion: 3, at: minutes(60) });
  await newsroom.applied('restoreRevision', { id, expectedVersion: 4, revision: 1 });
  const [state] = await world.store.states([id]);
  expect(state?.work).toMatchObject({
    headline: 'About story',
    packages: ['courier/best'],
    translationGroup: idOf('group'),
    published: minutes(-30),
    due: minutes(60),
    workflow: { state: 'scheduled' },
    version: 5,
  });
});

test('a version that is not kept is not found, nor one that has no text; a stale sender is told the version there is', async () => {
  await using world = await openWorld();
  await world.saved(article('story'));
  const newsroom = newsroomOf(world);
  const id = idOf('story');
  expect(await newsroom.send('restoreRevision', { id, expectedVersion: 1, revision: 7 })).toMatchObject({
    id: null,
    errors: [{ code: 'NOT_FOUND', field: 'revision' }],
  });
  await newsroom.applied('updateContent', { id, expectedVersion: 1, patch: { headline: 'Second' } });
  expect(await newsroom.done('restoreRevision', { id, expectedVersion: 1, revision: 1 })).toMatchObject({
    state: 'REJECTED',
    errors: [{ code: 'VERSION_CONFLICT', field: 'expectedVersion' }],
  });
});

test('who is narrowed to sections brings nothing into them that stood in another', async () => {
  await using world = await openWorld();
  await world.saveTerms(term('section', 'Culture'), term('section', 'Sport'));
  await world.saved(article('story', { section: idOf('Sport') }));
  await world.saved(article('story', { section: idOf('Culture') }));
  const sent = await newsroomOf(world).send(
    'restoreRevision',
    { id: idOf('story'), expectedVersion: 2, revision: 1 },
    writerOf({ sections: [idOf('Culture')] }),
  );
  expect(sent).toMatchObject({ errors: [{ code: 'FORBIDDEN', field: 'revision' }] });
});
