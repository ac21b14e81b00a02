import { describe, expect, test } from 'vitest';
import { article, asset, idOf, minutes, term } from '../../../support/builders.ts';
import { openWorld } from '../../../support/world.ts';
import { newsroomOf, writerOf } from './newsroom.ts';

const content = (headline: string, more: object = {}): object => ({
  createContent: { content: { type: 'ARTICLE', headline, language: 'en', ...more } },
});

describe('an atomic batch', () => {
  test('makes records that name each other, all of them, and the same again for the same keys', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const commands = [
      { as: 'opera', saveSection: { section: { name: 'Opera', parent: '#culture' } } },
      { as: 'culture', saveSection: { section: { name: 'Culture' } } },
      { as: 'harbour', saveTag: { tag: { name: 'Harbour' } } },
      { as: 'ann', saveContributor: { contributor: { name: 'Ann' } } },
      {
        as: 'story',
        ...content('First', {
          section: '#opera',
          tags: ['#harbour'],
          contributors: ['#ann'],
          extensions: { section: '#opera' },
        }),
      },
      {
        saveCollection: {
          collection: { name: 'Front', section: '#culture', items: [{ content: '#story' }, { section: '#opera' }] },
        },
      },
    ];
    const sent = await newsroom.sendBatch(commands, { atomic: true });
    expect(sent.map(({ state }) => state)).toEqual(commands.map(() => 'QUEUED'));
    await world.apply();
    const done = await Promise.all(sent.map(({ id }) => newsroom.receipt(id ?? '')));
    expect(done.map((each) => [each?.state, each?.version])).toEqual(commands.map(() => ['APPLIED', 1]));
    const [opera, culture, harbour, ann, story] = sent.map(({ subject }) => subject ?? '');
    expect((await world.store.states([story ?? '']))[0]?.work).toMatchObject({
      section: opera,
      tags: [harbour],
      contributors: [ann],
    });
    const [snapshot] = await world.store.snapshots([{ id: story ?? '', version: 1 }]);
    expect(snapshot).toMatchObject({ extensions: { section: '#opera' } });
    expect(await world.store.terms([{ kind: 'section', id: opera ?? '' }])).toMatchObject([{ parent: culture }]);
    expect(await newsroom.sendBatch(commands, { atomic: true })).toEqual(done);
  });

  test('is refused whole where one command is, at once with every fault at its index, and nothing is kept', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('tag', 'Theirs', { owner: 'blatt' }));
    await world.saved(article('theirs', { owner: 'blatt' }));
    const newsroom = newsroomOf(world);
    const sent = await newsroom.sendBatch(
      [
        content('Fine'),
        content('Not', { tags: [idOf('Theirs')], section: '#nothing' }),
        { withdrawContent: { id: idOf('theirs'), expectedVersion: 1 } },
      ],
      { atomic: true },
    );
    expect(sent.map(({ id, state, errors }) => [id, state, errors.map(({ code, field }) => [code, field])])).toEqual([
      [null, 'REJECTED', [['INVALID', 'commands[1]']]],
      [
        null,
        'REJECTED',
        [
          ['INVALID', 'content.section'],
          ['NOT_FOUND', 'content.tags[0]'],
        ],
      ],
      [null, 'REJECTED', [['NOT_FOUND', 'id']]],
    ]);
    expect((await world.records.scan({ table: 'receipts', segment: 0, of: 1, limit: 10 })).items).toEqual([]);
  });

  test('is refused whole where a version has changed, a slug is taken twice, or it is more than is done at once', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const newsroom = newsroomOf(world);
    const errorsOf = async (commands: readonly object[]): Promise<unknown> => {
      const sent = await newsroom.sendBatch(commands, { atomic: true });
      await world.apply();
      const done = await Promise.all(sent.map(({ id }) => newsroom.receipt(id ?? '')));
      return done.map((each) => each?.errors.map(({ code, field }) => [code, field]));
    };
    const tag = (name: string): object => ({ saveTag: { tag: { name } } });
    expect(
      await errorsOf([
        tag('Wind'),
        { updateContent: { id: idOf('story'), expectedVersion: 7, patch: { headline: 'x' } } },
      ]),
    ).toEqual([[['INVALID', 'commands[1]']], [['VERSION_CONFLICT', 'expectedVersion']]]);
    expect(await errorsOf([tag('Wind'), tag('Gale'), tag('Gale')])).toEqual([
      [['INVALID', 'commands[1]']],
      [['SLUG_TAKEN', 'tag.slug']],
      [['SLUG_TAKEN', 'tag.slug']],
    ]);
    await world.saved(article('first', { slug: 'ferry' }), { as: 'workingCopy' });
    await world.saved(article('second', { slug: 'ferry' }), { as: 'workingCopy' });
    const publish = (name: string): object => ({ publishContent: { id: idOf(name), expectedVersion: 1 } });
    expect(await errorsOf([publish('first'), publish('second')])).toEqual([
      [['SLUG_TAKEN', 'slug']],
      [['SLUG_TAKEN', 'slug']],
    ]);
    // One that another of them only leaves is not free before they are done.
    const { id } = await newsroom.applied('saveTag', { tag: { name: 'Calm' } });
    const leave = { saveTag: { id, expectedVersion: 1, tag: { name: 'Calm', slug: 'still' } } };
    expect(await errorsOf([leave, tag('Calm')])).toEqual([[['INVALID', 'commands[1]']], [['SLUG_TAKEN', 'tag.slug']]]);
    const many = Array.from({ length: 25 }, (_, at) => content(`Story ${at}`));
    expect(await errorsOf(many)).toEqual(many.map(() => [['INVALID', 'commands']]));
    const found = await world.records.scan({ table: 'content', segment: 0, of: 1, limit: 100 });
    expect(found.items.filter(({ pk }) => pk.startsWith('T#')).map(({ name }) => name)).toEqual(['Calm']);
  });

  test('of sections makes no circle', async () => {
    await using world = await openWorld();
    const sent = await newsroomOf(world).sendBatch(
      [
        { as: 'a', saveSection: { section: { name: 'A', parent: '#b' } } },
        { as: 'b', saveSection: { section: { name: 'B', parent: '#a' } } },
      ],
      { atomic: true },
    );
    expect(sent.map(({ errors }) => errors.map(({ code, field }) => [code, field]))).toEqual([
      [['INVALID', 'section.parent']],
      [['INVALID', 'section.parent']],
    ]);
  });
});

describe('a batch of commands by themselves', () => {
  test('takes each that may be taken, in order, and refuses the others', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const newsroom = newsroomOf(world);
    const id = idOf('story');
    const sent = await newsroom.sendBatch([
      { updateContent: { id, expectedVersion: 1, patch: { headline: 'Second' } } },
      content(' '),
      { publishContent: { id, expectedVersion: 2, correction: 'Two' } },
      { killContent: { id: idOf('nothing'), reason: 'x' } },
    ]);
    expect(sent.map(({ state, errors }) => [state, errors.map(({ field }) => field)])).toEqual([
      ['QUEUED', []],
      ['REJECTED', ['content.headline']],
      ['QUEUED', []],
      ['REJECTED', ['id']],
    ]);
    await world.apply();
    expect(await newsroom.receipt(sent[2]?.id ?? '')).toMatchObject({ state: 'APPLIED', version: 3 });
  });

  test('says what is no command, or has no such name', async () => {
    await using world = await openWorld();
    const newsroom = newsroomOf(world);
    const faults = async (commands: readonly object[], given: object = {}): Promise<unknown> =>
      (await newsroom.sendBatch(commands, { ...given })).map(({ errors }) => errors.map(({ field }) => field));
    expect(await faults([{}, { ...content('a'), saveTag: { tag: { name: 'b' } } }])).toEqual([[null], [null]]);
    expect(await faults([{ as: 'a', ...content('a') }])).toEqual([['as']]);
    expect(
      await faults(
        [
          { as: 'a', ...content('a') },
          { as: 'a', ...content('b') },
        ],
        { atomic: true },
      ),
    ).toEqual([['commands[1]'], ['as']]);
    const old = { id: idOf('story'), expectedVersion: 1 };
    expect(await faults([{ as: 'a', withdrawContent: old }], { atomic: true })).toEqual([['as']]);
    expect(await faults([{ ...content('a'), onBehalfOf: 'x'.repeat(201) }])).toEqual([['onBehalfOf']]);
    for (const commands of [[], Array.from({ length: 26 }, () => content('a'))])
      await expect(newsroom.sendBatch(commands, {})).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('asks of each its own role and section', async () => {
    await using world = await openWorld();
    await world.saved(article('story', { published: minutes(-5) }));
    const sent = await newsroomOf(world).sendBatch(
      [content('Mine'), { killContent: { id: idOf('story'), reason: 'x' } }],
      { as: writerOf({ roles: ['author'] }) },
    );
    expect(sent.map(({ state, errors }) => [state, errors.map(({ code }) => code)])).toEqual([
      ['QUEUED', []],
      ['REJECTED', ['FORBIDDEN']],
    ]);
  });
});

describe('media in a batch', () => {
  const picture = idOf('quay');
  const caption = { updateMedia: { id: picture, expectedVersion: 1, patch: { caption: '#quay', withheld: false } } };

  test('change together with a story, or not at all', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('quay'));
    const newsroom = newsroomOf(world);
    const send = async (more: object) => {
      const sent = await newsroom.sendBatch([content('The quay', { leadMedia: picture }), caption, more], {
        atomic: true,
      });
      await world.apply();
      const done = await Promise.all(sent.map(({ id }) => newsroom.receipt(id ?? '')));
      return done.map((each) => [each?.state, each?.version, each?.errors.map(({ field }) => field)]);
    };
    const stale = { deleteMedia: { id: idOf('pier'), expectedVersion: 7 } };
    await world.saveMedia(asset('pier'));
    expect(await send(stale)).toEqual([
      ['REJECTED', null, ['commands[2]']],
      ['REJECTED', null, ['commands[2]']],
      ['REJECTED', null, ['expectedVersion']],
    ]);
    expect(await world.mediaStore.states([picture])).toMatchObject([{ version: 1 }]);

    expect(await send({ deleteMedia: { id: idOf('pier'), expectedVersion: 1 } })).toEqual([
      ['APPLIED', 1, []],
      ['APPLIED', 2, []],
      ['APPLIED', 2, []],
    ]);
    // What is no place for a name is text.
    expect(await world.mediaStore.states([picture, idOf('pier')])).toMatchObject([
      { version: 2, caption: '#quay' },
      { live: false },
    ]);
  });

  test('are each taken or refused by themselves: their role, their owner, their fields', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('quay'), asset('theirs', { owner: 'blatt' }));
    const sent = await newsroomOf(world).sendBatch(
      [
        { updateMedia: { id: picture, expectedVersion: 1, patch: { altText: 'The quay' } } },
        { updateMedia: { id: picture, expectedVersion: 1, patch: { withheld: true } } },
        { updateMedia: { id: picture, expectedVersion: 1, patch: { focalPoint: { x: 2, y: 0 } } } },
        { deleteMedia: { id: idOf('theirs'), expectedVersion: 1 } },
        { as: 'new', updateMedia: { id: picture, expectedVersion: 1, patch: { altText: 'x' } } },
      ],
      { as: writerOf({ roles: ['editor'] }) },
    );
    expect(sent.map(({ state, errors }) => [state, errors.map(({ code, field }) => [code, field])])).toEqual([
      ['QUEUED', []],
      ['REJECTED', [['FORBIDDEN', 'patch.withheld']]],
      ['REJECTED', [['INVALID', 'patch.focalPoint.x']]],
      ['REJECTED', [['NOT_FOUND', 'id']]],
      [
        'REJECTED',
        [
          ['INVALID', 'as'],
          ['INVALID', 'as'],
        ],
      ],
    ]);
  });
});
