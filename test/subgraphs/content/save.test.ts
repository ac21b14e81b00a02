import { describe, expect, test } from 'vitest';
import type { Operation, Records } from '../../../platform/records/port.ts';
import { contentPk, latestList, revisionSk, sectionList, snapshotSk } from '../../../subgraphs/content/keys.ts';
import type { Block, Content } from '../../../subgraphs/content/record.ts';
import { createContentWriter } from '../../../subgraphs/content/save.ts';
import { article, bodyOf, idOf, minutes } from '../../support/builders.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

/** A record with every field filled, and as many of everything as it may have. */
const largest = (name: string, generation: number): Content =>
  article(name, {
    type: 'LIVEBLOG',
    section: idOf(`section ${generation}`),
    tags: [idOf('tag')],
    contributors: [idOf('person')],
    byline: 'By Ann',
    alternativeHeadline: 'Another headline',
    standfirst: 'What it is about',
    translationGroup: `group ${generation}`,
    slug: `${name}-${generation}`,
    formerSlugs: ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${name}-${letter}-${generation}`),
    canonicalUrl: `https://www.courier.example/${name}-0`,
    seo: { title: 'Title', description: 'Description' },
    leadMedia: idOf('picture'),
    media: [idOf('picture'), idOf('other')],
    updated: minutes(-50),
    expires: minutes(500),
    correction: 'It was Tuesday.',
    usageTerms: 'Online only',
    copyrightHolder: 'Courier',
    copyrightNotice: '© Courier',
    packages: Array.from({ length: 10 }, (_, index) => `courier/p${generation}-${index}`),
    excludedTerritories: ['AT', 'CH'],
    workflow: { state: 'published', sourceStatus: 'publish', since: minutes(-60) },
    altIds: Array.from({ length: 10 }, (_, index) => ({ role: 'guid', value: `${name} ${generation} ${index}` })),
    paths: Array.from({ length: 12 }, (_, index) => ({ site: 'www.courier.example', path: `/${name}-${index}` })),
    source: {
      system: 'wordpress',
      dataCentre: 'north',
      site: 'www.courier.example',
      externalId: '17',
      editUrl: 'https://www.courier.example/wp-admin/post.php?post=17',
      exportFile: 'courier.xml',
      byteRange: [10, 20],
      runId: 'run',
      sourceHash: 'f'.repeat(64),
      repairs: ['a stray ampersand'],
    },
    editedHere: true,
  });

const simple: Exclude<Block, { kind: 'post' }>[] = [
  { kind: 'paragraph', html: 'A <em>paragraph</em>' },
  { kind: 'heading', level: 2, html: 'A heading' },
  { kind: 'list', ordered: true, items: ['one', 'two'] },
  { kind: 'quote', html: '<p>Said</p>', citation: 'Ann' },
  { kind: 'picture', mediaId: idOf('picture'), caption: 'A caption', credit: 'Ann' },
  { kind: 'gallery', mediaIds: [idOf('picture')], caption: 'Pictures' },
  { kind: 'embed', url: 'https://video.example/1', provider: 'video', caption: 'A film' },
  { kind: 'table', head: [['a']], rows: [['1']], caption: 'Figures' },
  { kind: 'html', html: '<div>other</div>' },
];
const fullBody = {
  blocks: [...simple, { kind: 'post', id: 'p1', published: minutes(-55), title: 'News', blocks: simple }] as Block[],
  extensions: { seen: [1, null, { deep: true }] },
};

/** Bytes that do not compress. */
const noise = (bytes: number): string => {
  let text = '';
  for (let seed = 1; text.length < bytes; seed += 1) text += idOf(`noise ${seed}`);
  return text;
};

const noted = (world: World): { writer: World['writer']; written: (readonly Operation[])[] } => {
  const written: (readonly Operation[])[] = [];
  const records: Records = {
    ...world.records,
    transact: (operations, options) => {
      written.push(operations);
      return world.records.transact(operations, options);
    },
  };
  return { writer: createContentWriter({ records, objects: world.objects }), written };
};

const by = { author: 'ann', at: minutes(-1) };
const raw = Buffer.from('<item/>');
const keysOf = async (world: World, pk: string, table = 'content'): Promise<string[]> =>
  (await world.records.query({ table, pk, limit: 200 })).items.map(({ sk }) => sk);

describe('saving content', () => {
  test('gives back every field of a live record and its text', async () => {
    await using world = await openWorld();
    const content = largest('full', 1);
    await world.saved(content, { body: fullBody, raw });
    const [whole] = await world.store.whole([content.id]);
    expect(whole).toEqual({
      meta: { ...content, v: 1, live: true, version: 1, versionCreated: by.at },
      part: { version: 1, body: fullBody },
    });
    expect((await world.store.bodies([content.id]))[0]).toEqual({ version: 1, body: fullBody });
  });

  test('gives back every field of a working copy', async () => {
    await using world = await openWorld();
    const content = largest('draft', 1);
    await world.saved(content, { body: fullBody, as: 'workingCopy', due: minutes(90) });
    expect(await world.store.states([content.id])).toEqual([
      {
        meta: undefined,
        work: { ...content, v: 1, version: 1, versionCreated: by.at, due: minutes(90) },
      },
    ]);
  });

  test('takes as many operations as its table says, at most 100', async () => {
    await using world = await openWorld();
    const { writer, written } = noted(world);
    const id = idOf('big');
    const state = async () => (await world.store.states([id]))[0] ?? { meta: undefined, work: undefined };
    const parts = { body: fullBody, raw, ...by };
    const moved = { ...largest('big', 2), id, owner: 'blatt' };

    await writer.save({ content: { ...largest('big', 0), id }, as: 'workingCopy', ...parts }, await state());
    await writer.save({ content: { ...largest('big', 1), id }, as: 'live', ...parts }, await state());
    await writer.save({ content: moved, as: 'workingCopy', ...parts }, await state());
    expect(await writer.save({ content: moved, as: 'live', ...parts }, await state())).toMatchObject({
      outcome: 'saved',
    });
    await writer.takeDown(id, await state(), by);
    expect(written.map(({ length }) => length)).toEqual([17, 57, 17, 81, 27]);
  });

  test('keeps texts beyond 300 KB in object storage and gives them back', async () => {
    await using world = await openWorld();
    const content = article('long');
    const body = bodyOf(noise(600_000));
    await world.saved(content, { body, raw: Buffer.from(noise(500_000)) });
    const stored = await Array.fromAsync(world.objects.list(''), ({ key }) => key.split('/')[0]);
    expect(stored).toEqual(['bodies', 'desk', 'raw']);
    expect((await world.store.bodies([content.id]))[0]).toEqual({ version: 1, body });
    expect(await world.data('content', viewerOf(), `{ content(id: "${content.id}") { body { wordCount } } }`)).toEqual({
      content: { body: { wordCount: 1 } },
    });
  });

  test('never lets a save that lost replace the text of the one that won', async () => {
    await using world = await openWorld();
    const content = article('raced');
    const nothing = { meta: undefined, work: undefined };
    const winner = bodyOf(`winner ${noise(600_000)}`);
    expect(await world.writer.save({ content, body: winner, as: 'live', ...by }, nothing)).toMatchObject({
      outcome: 'saved',
    });
    const late = { content, body: bodyOf(`loser ${noise(700_000)}`), as: 'live', ...by } as const;
    expect(await world.writer.save(late, nothing)).toEqual({ outcome: 'stale' });
    expect((await world.store.bodies([content.id]))[0]).toEqual({ version: 1, body: winner });
  });

  test('refuses what has changed since it was read', async () => {
    await using world = await openWorld();
    const content = article('stale');
    const nothing = { meta: undefined, work: undefined };
    await world.saved(content);
    const [first = nothing] = await world.store.states([content.id]);
    await world.saved({ ...content, headline: 'Second' });
    const again = { content: { ...content, headline: 'Third' }, body: bodyOf('x'), as: 'live', ...by } as const;
    expect(await world.writer.save(again, first)).toEqual({ outcome: 'stale' });
    expect(await world.writer.takeDown(content.id, first, by)).toEqual({ outcome: 'stale' });
    expect((await world.store.metas([content.id]))[0]).toMatchObject({ headline: 'Second', version: 2 });
  });

  test('counts live versions and working copies in one row, so that two that save at once do not share a number', async () => {
    await using world = await openWorld();
    const content = article('both');
    await world.saved(content);
    const [state = { meta: undefined, work: undefined }] = await world.store.states([content.id]);
    const next = { content, body: bodyOf('x'), ...by };
    expect(await world.writer.save({ ...next, as: 'workingCopy' }, state)).toEqual({ outcome: 'saved', version: 2 });
    expect(await world.writer.save({ ...next, as: 'live' }, state)).toEqual({ outcome: 'stale' });
    expect(await world.writer.takeDown(content.id, state, by)).toEqual({ outcome: 'stale' });
    expect(await keysOf(world, contentPk(content.id), 'content-desk')).toEqual([
      ...[1, 2].map(revisionSk),
      ...[1, 2].map(snapshotSk),
      'WORK',
    ]);
  });

  test('removes the working copy that goes live', async () => {
    await using world = await openWorld();
    const content = article('goes-live');
    await world.saved(content, { as: 'workingCopy' });
    await world.saved(content);
    expect(await world.store.states([content.id])).toMatchObject([{ meta: { version: 2 }, work: undefined }]);
  });

  test.each([
    ['packages', { packages: Array.from({ length: 11 }, (_, index) => `courier/p${index}`) }],
    ['altIds', { altIds: Array.from({ length: 11 }, (_, index) => ({ role: 'r', value: `${index}` })) }],
    ['paths', { paths: Array.from({ length: 13 }, (_, index) => ({ site: 's.example', path: `/${index}` })) }],
    ['published', { published: '2026-11-02' }],
    ['tags.0', { tags: ['not an id'] }],
  ])('refuses a record that could not be read again, naming %s', async (field, fault) => {
    await using world = await openWorld();
    await expect(world.save(article('bad', fault))).rejects.toThrow(field);
    expect(await world.store.metas([idOf('bad')])).toEqual([undefined]);
  });

  test('takes a record that names a package or an address twice', async () => {
    await using world = await openWorld();
    const address = { site: 'www.courier.example', path: '/twice' };
    await world.saved(
      article('twice', {
        packages: ['courier/news', 'courier/news'],
        formerSlugs: ['twice', 'before', 'before'],
        altIds: [
          { role: 'guid', value: '1' },
          { role: 'guid', value: '1' },
        ],
        paths: [address, { ...address, path: '/twice/' }],
      }),
    );
    expect(await world.store.metas([idOf('twice')])).toMatchObject([{ live: true }]);
  });
});

describe('names', () => {
  test('a slug that another record holds is refused, with its holder', async () => {
    await using world = await openWorld();
    await world.saved(article('first', { slug: 'same' }));
    expect(await world.save(article('second', { slug: 'same' }))).toEqual({
      outcome: 'taken',
      name: 'slug',
      holder: idOf('first'),
      pointing: { kind: 'slug', subsidiary: 'courier', language: 'en', slug: 'same' },
    });
    expect(await world.store.metas([idOf('second')])).toEqual([undefined]);
    await world.saved(article('german', { slug: 'same', language: 'de' }));
    await world.saved(article('other-house', { slug: 'same', owner: 'blatt' }));
  });

  test.each([
    ['altId', { altIds: [{ role: 'guid', value: 'g' }] }],
    ['path', { paths: [{ site: 'www.courier.example', path: '/p' }], canonicalUrl: 'https://www.courier.example/p/' }],
  ] satisfies [string, Partial<Content>][])(
    'the %s that another record holds is refused, with its holder',
    async (name, names) => {
      await using world = await openWorld();
      const of = (slug: string): Content => article(slug, names);
      await world.saved(of('first'));
      expect(await world.save(of('second'))).toMatchObject({ outcome: 'taken', name, holder: idOf('first') });
    },
  );

  test('an old slug leads to its record, which shows the present one', async () => {
    await using world = await openWorld();
    await world.saved(article('story', { slug: 'old' }));
    await world.saved(article('story', { slug: 'new' }));
    const query = '{ contentBySlug(subsidiary: "courier", slug: "old", language: "en") { id slug } }';
    expect(await world.data('content', viewerOf(), query)).toEqual({
      contentBySlug: { id: idOf('story'), slug: 'new' },
    });
  });

  test('a redirect may be taken over by a live record', async () => {
    await using world = await openWorld();
    const site = 'www.courier.example';
    const at = (path: string): Partial<Content> => ({
      paths: [
        { site, path: '/old' },
        { site, path },
      ],
      canonicalUrl: `https://${site}${path}`,
    });
    await world.saved(article('story', { slug: 'old', ...at('/old') }));
    await world.saved(article('story', { slug: 'new', ...at('/new') }));
    await world.saved(article('heir', { slug: 'old', ...at('/old') }));
    const query = `{ slug: contentBySlug(subsidiary: "courier", slug: "old") { id }
      route(site: "${site}", path: "/old") { kind content { id } } }`;
    expect(await world.data('content', viewerOf(), query)).toEqual({
      slug: { id: idOf('heir') },
      route: { kind: 'CONTENT', content: { id: idOf('heir') } },
    });
  });

  test('an address is the present one whatever the spelling of the canonical URL', async () => {
    await using world = await openWorld();
    const site = 'www.Courier.example';
    await world.saved(
      article('cafe', { paths: [{ site, path: '/caf%C3%A9/' }], canonicalUrl: 'http://www.courier.example/café' }),
    );
    const thief = article('thief', { paths: [{ site, path: '/café' }], canonicalUrl: `https://${site}/elsewhere` });
    expect(await world.save(thief)).toMatchObject({ outcome: 'taken', name: 'path', holder: idOf('cafe') });
  });
});

describe('lists', () => {
  test('hold a live record once for its owner and once for each package, and follow it when it moves', async () => {
    await using world = await openWorld();
    const pk = contentPk(idOf('moves'));
    const links = async () => (await keysOf(world, pk)).filter((sk) => sk.startsWith('IN#'));
    const expected = (section: string | undefined, audiences: string[]): string[] =>
      audiences
        .flatMap((audience) => [
          `IN#${latestList(audience)}`,
          ...(section === undefined ? [] : [`IN#${sectionList(section, audience)}`]),
        ])
        .toSorted();

    await world.saved(article('moves', { section: idOf('culture'), packages: ['courier/news'] }));
    expect(await links()).toEqual(expected(idOf('culture'), ['courier', 'courier/news']));
    await world.saved(article('moves', { section: idOf('sport'), packages: ['courier/best', 'courier/news'] }));
    expect(await links()).toEqual(expected(idOf('sport'), ['courier', 'courier/best', 'courier/news']));
    await world.saved(article('moves'));
    expect(await links()).toEqual(expected(undefined, ['courier']));
    await world.takeDown(idOf('moves'));
    expect(await links()).toEqual([]);
  });

  test('do not hold working copies', async () => {
    await using world = await openWorld();
    await world.saved(article('draft', { packages: ['courier/news'] }), { as: 'workingCopy' });
    expect(await keysOf(world, contentPk(idOf('draft')))).toEqual([]);
  });

  test('of due working copies are ordered by minute', async () => {
    await using world = await openWorld();
    await world.saved(article('later'), { as: 'workingCopy', due: '2026-11-03T08:00:59.000Z' });
    await world.saved(article('sooner'), { as: 'workingCopy', due: '2026-11-03T08:00:01.000Z' });
    await world.saved(article('never'), { as: 'workingCopy' });
    const due = async () =>
      (await world.records.query({ table: 'content-desk', index: 'due', pk: 'DUE', limit: 10 })).items.map(
        ({ pk }) => pk,
      );
    expect(await due()).toEqual([contentPk(idOf('sooner')), contentPk(idOf('later'))]);
    await world.saved(article('sooner'), { as: 'workingCopy' });
    await world.saved(article('later'));
    expect(await due()).toEqual([]);
  });
});

describe('taking down', () => {
  test('leaves a tombstone without content, text or links, and the names', async () => {
    await using world = await openWorld();
    const content = largest('gone', 1);
    await world.saved(content, { body: fullBody });
    expect(await world.takeDown(content.id, minutes(-5))).toEqual({ outcome: 'saved', version: 2 });
    expect(await keysOf(world, contentPk(content.id))).toEqual(['META']);
    const [tombstone] = await world.records.getMany([{ table: 'content', pk: contentPk(content.id), sk: 'META' }]);
    expect(tombstone).toEqual({
      pk: contentPk(content.id),
      sk: 'META',
      v: 1,
      live: false,
      id: content.id,
      owner: 'courier',
      packages: content.packages,
      published: content.published,
      pubStatus: 'USABLE',
      excludedTerritories: ['AT', 'CH'],
      version: 2,
      versionCreated: minutes(-5),
    });
    expect(await world.store.translations(['group 1'])).toEqual([[]]);
    expect(await world.save(article('heir', { slug: content.slug }))).toMatchObject({ outcome: 'taken' });
  });

  test('is refused for what is not live', async () => {
    await using world = await openWorld();
    expect(await world.takeDown(idOf('nothing'))).toEqual({ outcome: 'stale' });
    await world.saved(article('gone'));
    await world.takeDown(idOf('gone'));
    expect(await world.takeDown(idOf('gone'))).toEqual({ outcome: 'stale' });
  });

  test('is told to those for whom it was there, and to nobody else', async () => {
    await using world = await openWorld();
    const news = { id: 'courier/news', delayMinutes: 0 };
    const route = async (viewer: ReturnType<typeof viewerOf>): Promise<unknown> =>
      world.data(
        'content',
        viewer,
        '{ route(site: "www.courier.example", path: "/gone") { kind status content { id } } }',
      );
    const gone = { route: { kind: 'GONE', status: 410, content: null } };
    const unknown = { route: null };
    await world.saved(
      article('gone', {
        packages: ['courier/news'],
        excludedTerritories: ['AT'],
        expires: minutes(-6),
        paths: [{ site: 'www.courier.example', path: '/gone' }],
      }),
    );
    await world.takeDown(idOf('gone'), minutes(-5));

    expect(await route(viewerOf())).toEqual(gone);
    expect(await route(partnerOf([news]))).toEqual(gone);
    expect(await route(partnerOf([news], { territory: 'CH' }))).toEqual(gone);
    expect(await route(partnerOf([news], { territory: 'AT' }))).toEqual(unknown);
    expect(await route(partnerOf([{ ...news, delayMinutes: 56 }]))).toEqual(unknown);
    expect(await route(partnerOf([{ id: 'courier/other', delayMinutes: 0 }]))).toEqual(unknown);
    expect(await route(viewerOf({ organisation: 'blatt' }))).toEqual(unknown);
  });

  test('can be undone by saving again', async () => {
    await using world = await openWorld();
    await world.saved(article('back'));
    await world.takeDown(idOf('back'));
    await world.saved(article('back'));
    expect(await world.data('content', viewerOf(), '{ latestContent { edges { node { id } } } }')).toEqual({
      latestContent: { edges: [{ node: { id: idOf('back') } }] },
    });
  });
});
