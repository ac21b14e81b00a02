import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/telemetry.ts';
import { createContentDescriber } from '../../../subgraphs/content/describe.ts';
import { createContentSubgraph } from '../../../subgraphs/content/index.ts';
import { contentPk, contentTable, termPk } from '../../../subgraphs/content/keys.ts';
import type { Content } from '../../../subgraphs/content/record.ts';
import { createContentStore } from '../../../subgraphs/content/store.ts';
import { BadItem } from '../../../subgraphs/item.ts';
import { article, bodyOf, idOf, minutes, NOW, term } from '../../support/builders.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import type { Answered, World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

const news = { id: 'courier/news', delayMinutes: 0 };
const site = 'www.courier.example';

/** Every way that leads to a record named `story`. */
const WAYS = `{
  content(id: "${idOf('story')}") { headline }
  recent: content(id: "${idOf('story')}", minVersion: 1) { headline }
  contentBySlug(subsidiary: "courier", slug: "story") { headline }
  contentByAltId(subsidiary: "courier", role: "guid", value: "story") { headline }
  route(site: "${site}", path: "/story") { kind content { headline } }
  latestContent { edges { node { headline } } }
  section(id: "${idOf('Culture')}") { content { edges { node { headline } } } }
  _entities(representations: [{ __typename: "Content", id: "${idOf('story')}" }]) { ... on Content { headline } }
}`;
const story = (parts: Partial<Content> = {}): Content =>
  article('story', {
    section: idOf('Culture'),
    altIds: [{ role: 'guid', value: 'story' }],
    paths: [{ site, path: '/story' }],
    canonicalUrl: `https://${site}/story`,
    translationGroup: 'group',
    ...parts,
  });
const nowhere = {
  content: null,
  recent: null,
  contentBySlug: null,
  contentByAltId: null,
  route: null,
  latestContent: { edges: [] },
  section: { content: { edges: [] } },
  _entities: [null],
};
const codesOf = ({ errors }: Answered): unknown[] =>
  errors.map((error) =>
    error.originalError instanceof AnswerError ? error.originalError.code : (error.originalError ?? error),
  );

describe('a record', () => {
  test('is found in every way by who may see it', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'));
    await world.saved(story());
    const found = { headline: 'About story' };
    expect(await world.data('content', viewerOf(), WAYS)).toEqual({
      content: found,
      recent: found,
      contentBySlug: found,
      contentByAltId: found,
      route: { kind: 'CONTENT', content: found },
      latestContent: { edges: [{ node: found }] },
      section: { content: { edges: [{ node: found }] } },
      _entities: [found],
    });
  });

  test.each<[string, Partial<Content>]>([
    ['not yet published', { published: minutes(1) }],
    ['expired', { expires: minutes(0) }],
    ['withheld', { pubStatus: 'WITHHELD' }],
    ['canceled', { pubStatus: 'CANCELED' }],
    ['excluded where the viewer is', { excludedTerritories: ['AT'] }],
    ['of another house', { owner: 'blatt' }],
  ])('that is %s is nowhere', async (_, parts) => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'));
    await world.saved(story(parts));
    expect(await world.data('content', viewerOf({ territory: 'AT' }), WAYS)).toEqual(nowhere);
  });

  test('that is a working copy is nowhere, and beside a live one it shows in nothing', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('section', 'Culture'));
    const editor = viewerOf({ grants: ['read', 'preview', 'write'] });
    await world.saved(story({ headline: 'Draft' }), { as: 'workingCopy', body: bodyOf('draft') });
    expect(await world.data('content', editor, WAYS)).toEqual(nowhere);

    await world.saved(story());
    await world.saved(story({ headline: 'Secret plan' }), { as: 'workingCopy', body: bodyOf('Secret plan') });
    const { data } = await world.ask(
      'content',
      editor,
      `{ content(id: "${idOf('story')}") { headline version body { text } revisions { edges { node { version live headline } } pageInfo { hasNextPage } } } }`,
    );
    expect(data).toEqual({
      content: {
        headline: 'About story',
        version: 2,
        body: { text: 'The text of story.' },
        revisions: {
          edges: [{ node: { version: 2, live: true, headline: 'About story' } }],
          pageInfo: { hasNextPage: false },
        },
      },
    });
    await world.index();
    expect((await world.search.query({ text: 'Secret', filter: { kind: 'and', filters: [] }, size: 10 })).total).toBe(
      0,
    );
  });

  test('that has to be of a version is null until it is', async () => {
    await using world = await openWorld();
    await world.saved(story());
    const at = (version: number) =>
      world.data('content', viewerOf(), `{ content(id: "${idOf('story')}", minVersion: ${version}) { version } }`);
    expect(await at(1)).toEqual({ content: { version: 1 } });
    expect(await at(2)).toEqual({ content: null });
    await world.saved(story());
    expect(await at(2)).toEqual({ content: { version: 2 } });
  });

  test('shows no text of a version that came between and is not for this viewer', async () => {
    await using world = await openWorld();
    await world.saved(story({ packages: ['courier/news'] }), { body: bodyOf('for all') });
    const { data } = await world.ask(
      'content',
      partnerOf([news]),
      `{ content(id: "${idOf('story')}") { headline body { text } } }`,
    );
    expect(data).toEqual({ content: { headline: 'About story', body: { text: 'for all' } } });

    // Between the record's read and its text's, a new version is saved that leaves the package.
    const [before] = await world.records.getMany([{ table: 'content', pk: contentPk(idOf('story')), sk: 'META' }]);
    await world.saved(story({ headline: 'Later' }), { body: bodyOf('for ourselves') });
    const { subgraph, done } = stale(world, before);
    const answer = await subgraph.execute(
      { query: `{ content(id: "${idOf('story')}") { headline body { text } } }` },
      world.scope(partnerOf([news])),
    );
    expect(JSON.parse(JSON.stringify(answer))).toEqual({
      data: { content: { headline: 'About story', body: null } },
    });
    expect(done()).toBe(true);
  });
});

/** The content subgraph over records that once give an item as it was. */
const stale = (world: World, item: Awaited<ReturnType<World['records']['getMany']>>[number]) => {
  let given = false;
  const records: World['records'] = {
    ...world.records,
    getMany: async (keys, options) => {
      const items = await world.records.getMany(keys, options);
      if (given || options?.consistent) return items;
      return items.map((now, index) => {
        if (keys[index]?.sk !== 'META') return now;
        given = true;
        return item;
      });
    },
  };
  const { directory, cursors, objects, writes, newId } = world;
  return {
    subgraph: createContentSubgraph({
      records,
      store: createContentStore({ records, objects }),
      directory,
      cursors,
      writes,
      newId,
    }),
    done: () => given,
  };
};

describe('old addresses', () => {
  const route = (world: World, path: string, viewer = viewerOf(), at: string = site) =>
    world.data(
      'content',
      viewer,
      'query ($site: String!, $path: String!) { route(site: $site, path: $path) { kind status location content { id } } }',
      { site: at, path },
    );

  test('lead to the record, or to where it lies now', async () => {
    await using world = await openWorld();
    const url = `https://${site}/2026/story/`;
    const paths = ['/?p=17', '/2026/story/', '/old/caf%C3%A9/'].map((path) => ({ site, path }));
    await world.saved(story({ paths, canonicalUrl: url }));
    const content = { id: idOf('story') };
    const here = { route: { kind: 'CONTENT', status: 200, location: null, content } };
    const moved = { route: { kind: 'REDIRECT', status: 301, location: url, content } };
    expect(await route(world, '/2026/story')).toEqual(here);
    expect(await route(world, '/2026//story/#comments', viewerOf(), site.toUpperCase())).toEqual(here);
    expect(await route(world, '/?p=17')).toEqual(moved);
    expect(await route(world, '/old/café')).toEqual(moved);
    expect(await route(world, '/?p=18')).toEqual({ route: null });
    expect(await route(world, '/2026/story', viewerOf(), 'other.example')).toEqual({ route: null });
    expect(await route(world, '/2026/story', partnerOf([]))).toEqual({ route: null });
    expect(await route(world, '/2026/story', viewerOf(), 'x'.repeat(5_000))).toEqual({ route: null });
  });
});

describe('translations', () => {
  test('are those of the group that the viewer may see, without the record itself', async () => {
    await using world = await openWorld();
    const other = (name: string, parts: Partial<Content>): Content =>
      article(name, { translationGroup: 'group', ...parts });
    await world.saved(story());
    await world.saved(other('german', { language: 'de' }));
    await world.saved(other('french', { language: 'fr', published: minutes(1) }));
    await world.saved(other('italian', { language: 'it', translationGroup: 'other' }));
    const ask = () =>
      world.data('content', viewerOf(), `{ content(id: "${idOf('story')}") { translations { language } } }`);
    expect(await ask()).toEqual({ content: { translations: [{ language: 'de' }] } });
    await world.saved(other('german', { language: 'de', translationGroup: 'other' }));
    expect(await ask()).toEqual({ content: { translations: [] } });
  });
});

describe('revisions', () => {
  const QUERY = `query ($first: Int, $after: String) { content(id: "${idOf('story')}") { revisions(first: $first, after: $after) {
    edges { node { version headline author created live } } pageInfo { hasNextPage endCursor } } } }`;
  interface Found {
    readonly content: {
      readonly revisions: {
        readonly edges: readonly { readonly node: { readonly version: number } }[];
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
      } | null;
    };
  }
  const ask = async (world: World, first: number, after: string | null, viewer = viewerOf()): Promise<Found> => {
    const data = await world.data('content', viewer, QUERY, { first, after });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is the query's above
    return data as Found;
  };

  test('that readers saw come newest first, a page at a time, drafts left out', async () => {
    await using world = await openWorld();
    for (let version = 1; version <= 12; version += 1)
      await world.saved(story({ headline: `Version ${version}` }), { as: version % 3 === 0 ? 'live' : 'workingCopy' });
    const seen: number[] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page += 1) {
      const { content } = await ask(world, 3, after);
      seen.push(...(content.revisions?.edges.map(({ node }) => node.version) ?? []));
      after = content.revisions?.pageInfo.endCursor ?? null;
      if (!content.revisions?.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual([12, 9, 6, 3]);
    expect((await ask(world, 1, null)).content.revisions?.edges).toEqual([
      { node: { version: 12, headline: 'Version 12', author: 'ann', created: minutes(-1), live: true } },
    ]);
  });

  test('are their owner’s alone', async () => {
    await using world = await openWorld();
    await world.saved(story({ packages: ['courier/news'] }));
    const licensee = viewerOf({ organisation: 'blatt', packages: [news] });
    expect((await ask(world, 10, null, licensee)).content.revisions).toBeNull();
  });

  test('do not read texts, however long these are', async () => {
    await using world = await openWorld();
    await world.saved(story(), { body: bodyOf('long '.repeat(1_000)) });
    const [item] = (await world.records.query({ table: 'content-desk', pk: contentPk(idOf('story')), limit: 1 })).items;
    expect(Object.keys(item ?? {}).sort()).toEqual([
      'author',
      'created',
      'headline',
      'live',
      'pk',
      'sk',
      'v',
      'version',
    ]);
  });
});

describe('sections, tags and contributors', () => {
  const terms = [
    term('section', 'Culture', { parent: idOf('All') }),
    term('section', 'All'),
    term('tag', 'Harbour'),
    term('contributor', 'Ann'),
  ];
  const ALONE = `{ section(id: "${idOf('Culture')}") { name } tag(id: "${idOf('Harbour')}") { name } contributor(id: "${idOf('Ann')}") { name } }`;

  test('are looked up by their owner, and reached by others from a record that they see', async () => {
    await using world = await openWorld();
    await world.saveTerms(...terms);
    await world.saved(story({ packages: ['courier/news'], tags: [idOf('Harbour')], contributors: [idOf('Ann')] }));
    expect(await world.data('content', viewerOf(), ALONE)).toEqual({
      section: { name: 'Culture' },
      tag: { name: 'Harbour' },
      contributor: { name: 'Ann' },
    });
    const none = { section: null, tag: null, contributor: null };
    expect(await world.data('content', viewerOf({ organisation: 'blatt' }), ALONE)).toEqual(none);
    expect(await world.data('content', partnerOf([], { organisation: 'courier' }), ALONE)).toEqual(none);
    expect(
      await world.data(
        'content',
        partnerOf([news]),
        '{ latestContent { edges { node { byline section { name parent { name } } tags { name } contributors { name } } } } }',
      ),
    ).toEqual({
      latestContent: {
        edges: [
          {
            node: {
              byline: 'Ann',
              section: { name: 'Culture', parent: { name: 'All' } },
              tags: [{ name: 'Harbour' }],
              contributors: [{ name: 'Ann' }],
            },
          },
        ],
      },
    });
  });

  test.each([
    ['de', 'Ann, Bea und Cid'],
    ['en', 'Ann, Bea, and Cid'],
    ['de_AT is no tag', 'Ann, Bea, and Cid'],
  ])('make a byline in the language %s', async (language, byline) => {
    await using world = await openWorld();
    const names = ['Ann', 'Bea', 'Cid'];
    await world.saveTerms(...names.map((name) => term('contributor', name)));
    await world.saved(story({ language, contributors: names.map(idOf) }));
    expect(await world.data('content', viewerOf(), `{ content(id: "${idOf('story')}") { byline } }`)).toEqual({
      content: { byline },
    });
  });
});

describe('subsidiaries', () => {
  test('are known to everyone, partners to nobody', async () => {
    await using world = await openWorld();
    expect(
      await world.data(
        'content',
        partnerOf([]),
        '{ subsidiaries { id name site language } subsidiary(id: "blatt") { name } radio: subsidiary(id: "radio") { name } }',
      ),
    ).toEqual({
      subsidiaries: [
        { id: 'blatt', name: 'Das Blatt', site: null, language: 'de' },
        { id: 'courier', name: 'The Courier', site: 'https://www.courier.example', language: 'en' },
      ],
      subsidiary: { name: 'Das Blatt' },
      radio: null,
    });
    const bySlug = (id: string) =>
      world.data('content', viewerOf(), `{ contentBySlug(subsidiary: "${id}", slug: "x") { id } }`);
    expect(await bySlug('radio')).toEqual(await bySlug('nobody'));
  });

  test('without a language of their own ask for one with a slug', async () => {
    await using world = await openWorld();
    await world.directory.saveOrganisation({ id: 'many', kind: 'subsidiary', name: 'Many tongues' });
    await world.saved(story({ owner: 'many' }));
    const ask = (language: string) =>
      world.ask(
        'content',
        viewerOf({ organisation: 'many' }),
        `{ contentBySlug(subsidiary: "many", slug: "story"${language}) { id } }`,
      );
    expect(codesOf(await ask(''))).toEqual(['BAD_REQUEST']);
    expect((await ask(', language: "en"')).data).toEqual({ contentBySlug: { id: idOf('story') } });
  });
});

describe('an item that is not as it should be', () => {
  test('fails with its key for itself alone', async () => {
    await using world = await openWorld();
    await world.saved(article('good'));
    await world.saved(article('bad'));
    const pk = contentPk(idOf('bad'));
    await world.plant(contentTable.name, { pk, sk: 'META', v: 1, live: true, id: 'bad' });
    const { data, errors } = await world.ask(
      'content',
      viewerOf(),
      `{ good: content(id: "${idOf('good')}") { headline } bad: content(id: "${idOf('bad')}") { headline }
         latestContent { edges { node { headline } } } }`,
    );
    const good = { headline: 'About good' };
    expect(data).toMatchObject({ good, bad: null });
    expect(data).toHaveProperty('latestContent.edges', expect.arrayContaining([{ node: good }, { node: null }]));
    expect(errors.map(({ path }) => path?.[0])).toEqual(['bad', 'latestContent']);
    for (const { originalError } of errors) {
      expect(originalError).toBeInstanceOf(BadItem);
      expect(originalError?.message).toContain(`content ${pk} META`);
    }
  });

  test('as a text leaves the record and the other texts', async () => {
    await using world = await openWorld();
    for (const name of ['good', 'bad', 'worse']) await world.saved(article(name));
    const broken = { v: 1, version: 1, sk: 'BODY' };
    await world.plant(contentTable.name, { ...broken, pk: contentPk(idOf('bad')), data: Buffer.from('not zstd') });
    await world.plant(contentTable.name, { ...broken, pk: contentPk(idOf('worse')), object: 'bodies/away' });
    const { data, errors } = await world.ask(
      'content',
      viewerOf(),
      '{ latestContent { edges { node { slug body { text } } } } }',
    );
    expect(data).toHaveProperty(
      'latestContent.edges',
      expect.arrayContaining([
        { node: { slug: 'good', body: { text: 'The text of good.' } } },
        { node: { slug: 'bad', body: null } },
        { node: { slug: 'worse', body: null } },
      ]),
    );
    expect(errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`content ${contentPk(idOf('bad'))} BODY`),
        expect.stringContaining('bodies/away'),
      ]),
    );
  });

  test('as a tag or translation is left out, and logged once', async () => {
    await using world = await openWorld();
    await world.saveTerms(term('tag', 'Harbour'));
    const tags = [idOf('Harbour'), idOf('broken')];
    for (const name of ['story', 'second'])
      await world.saved(article(name, { tags, translationGroup: 'group', language: name === 'story' ? 'en' : 'de' }));
    await world.plant(contentTable.name, { pk: termPk('tag', idOf('broken')), sk: 'META', v: 1 });
    const logged: Record<string, unknown>[] = [];
    const note = (fields: Record<string, unknown>): void => void logged.push(fields);
    const log: Log = { debug: note, info: note, warn: note, error: note };
    const answer = await world.subgraphs.content.execute(
      { query: '{ latestContent { edges { node { tags { name } translations { language } } } } }' },
      { ...world.scope(viewerOf()), log },
    );
    expect(answer.errors).toBeUndefined();
    expect(JSON.stringify(answer.data)).toContain('{"tags":[{"name":"Harbour"}],"translations":[{"language":"de"}]}');
    expect(logged).toEqual([{ id: expect.any(String), err: expect.any(BadItem) }]);
  });

  test('does not keep the others from being indexed', async () => {
    await using world = await openWorld();
    for (const name of ['good', 'bad']) await world.saved(article(name));
    await world.plant(contentTable.name, { pk: contentPk(idOf('bad')), sk: 'META', v: 1, live: true });
    const ids = ['good', 'bad', 'never'].map((name) => `C#${idOf(name)}`);
    const described = await createContentDescriber(world.store).documents(ids, new AbortController().signal);
    expect(described.documents.map(({ id }) => id)).toEqual([ids[0]]);
    expect(described.failed).toEqual([{ id: ids[1], reason: expect.any(BadItem) }]);
  });
});

test('whatever a client writes into arguments, it is told nothing but an answer or what was wrong with them', async () => {
  await using world = await openWorld();
  await world.saved(story());
  const QUERY = `query ($id: ID!, $owner: ID!, $text: String!) {
    content(id: $id) { id } recent: content(id: $id, minVersion: 1) { id } section(id: $id) { id content { edges { cursor } } }
    tag(id: $id) { id } contributor(id: $id) { id } subsidiary(id: $id) { id }
    bySlug: contentBySlug(subsidiary: "courier", slug: $text, language: $text) { id } contentBySlug(subsidiary: $id, slug: $text) { id }
    contentByAltId(subsidiary: $id, role: $text, value: $text) { id }
    route(site: $text, path: $text) { kind } path: route(site: "${site}", path: $text) { kind }
    latestContent(filter: { section: $id, owner: $owner }, after: $text) { edges { cursor } }
  }`;
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\ud800', '\udc00', '#', '%', '/', '\u0000', 'a') }),
    fc.constant('x'.repeat(4_000)),
    fc.constant(''),
  );
  await fc.assert(
    fc.asyncProperty(anything, anything, async (id, text) => {
      for (const code of codesOf(await world.ask('content', viewerOf(), QUERY, { id, owner: text, text }, NOW)))
        expect(code).toBe('BAD_CURSOR');
    }),
    { numRuns: 60 },
  );
});
