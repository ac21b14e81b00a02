import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTouched, MOST_TAGS, untouched } from '../../subgraphs/touched.ts';
import { seeded } from '../prove/random.ts';
import { article, asset, bodyOf, idOf, minutes, NOW, term } from '../support/builders.ts';
import { tally } from '../support/counted.ts';
import { openGraph } from '../support/graph.ts';
import { viewerOf } from '../support/viewers.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';
import { anyQuestion } from './asking.ts';
import { anybody, changeSomething, fillSomehow } from './changing.ts';

/** Choices that a number alone decides, so that what failed can be had again. */
const anyChoices = fc.noShrink(fc.integer().map(seeded));
const ask = (field: string, name: string): string => `{ ${field}(id: "${idOf(name)}") { headline } }`;
const slugged = (slug: string): string => `{ contentBySlug(subsidiary: "courier", slug: "${slug}") { id } }`;
const termed = (kind: string, name: string): string => `{ ${kind}(id: "${idOf(name)}") { name } }`;
const rename = (id: string) => (world: World) =>
  world.directory.saveOrganisation({ id, kind: 'subsidiary', name: 'New', language: 'en' });
const QUESTIONS = 25;
const CHANGES = 30;

/** What was asked, what then happened, and how the answer must be another one. */
const CASES: readonly (readonly [string, string, (world: World) => Promise<unknown>])[] = [
  ['a record', ask('content', 'story'), (world) => world.saved(article('story', { headline: 'New' }))],
  [
    'a text',
    `{ content(id: "${idOf('story')}") { body { text } } }`,
    (world) => world.saved(article('story'), { body: bodyOf('New') }),
  ],
  ['a record that is not there yet', ask('content', 'new'), (world) => world.saved(article('new'))],
  ['a record that is taken down', ask('content', 'story'), (world) => world.takeDown(idOf('story'))],
  ['a slug that is free', slugged('new'), (world) => world.saved(article('new'))],
  ['a slug that is left', slugged('moving'), (world) => world.saved(article('story', { slug: 'moving' }))],
  [
    'an alternative id',
    '{ contentByAltId(subsidiary: "courier", role: "guid", value: "1") { id } }',
    (world) => world.saved(article('story', { altIds: [{ role: 'guid', value: '1' }] })),
  ],
  [
    'an address',
    '{ route(site: "WWW.courier.example", path: "/new/") { kind content { id } } }',
    (world) => world.saved(article('story', { paths: [{ site: 'www.courier.example', path: '/new' }] })),
  ],
  ['the latest content', '{ latestContent { edges { node { id } } } }', (world) => world.saved(article('new'))],
  [
    'a section’s content',
    `{ section(id: "${idOf('Culture')}") { content { edges { node { id } } } } }`,
    (world) => world.saved(article('story', { section: idOf('Culture') })),
  ],
  ...['group', `a group ${'g'.repeat(600)}`].map(
    (translationGroup) =>
      [
        `translations in ${translationGroup.slice(0, 7)}`,
        `{ content(id: "${idOf(`of ${translationGroup}`)}") { translations { id } } }`,
        (world: World) => world.saved(article('story', { translationGroup })),
      ] as const,
  ),
  ['a section', termed('section', 'Culture'), (world) => world.saveTerms(term('section', 'Culture', { name: 'Arts' }))],
  ['a tag that is not there yet', termed('tag', 'Ships'), (world) => world.saveTerms(term('tag', 'Ships'))],
  [
    'a byline',
    `{ content(id: "${idOf('signed')}") { byline } }`,
    (world) => world.saveTerms(term('contributor', 'Ann', { name: 'Ann Smith' })),
  ],
  [
    'an asset',
    `{ mediaAsset(id: "${idOf('picture')}") { caption } }`,
    (world) => world.saveMedia(asset('picture', { caption: 'New' })),
  ],
  [
    'an asset that is not there yet',
    `{ mediaAsset(id: "${idOf('new')}") { id } }`,
    (world) => world.saveMedia(asset('new')),
  ],
  ['an owner’s name', `{ content(id: "${idOf('story')}") { owner { name } } }`, rename('courier')],
  ['who there is', '{ subsidiaries { name } }', rename('hafen')],
];

describe('what an answer was made from', () => {
  test.each(CASES)('is purged by what changes it: %s', async (_, question, change) => {
    await using world = await openWorld();
    const graph = openGraph(world);
    await world.saveTerms(term('section', 'Culture'), term('contributor', 'Ann'));
    await world.saveMedia(asset('picture'));
    for (const name of ['story', 'other']) await world.saved(article(name));
    await world.saved(article('signed', { contributors: [idOf('Ann')] }));
    for (const translationGroup of ['group', `a group ${'g'.repeat(600)}`])
      await world.saved(article(`of ${translationGroup}`, { slug: translationGroup.slice(0, 7), translationGroup }));
    await world.purged();
    const before = await graph.ask(viewerOf(), question);
    await change(world);
    const purged = await world.purged();
    expect((await graph.ask(viewerOf(), question)).data).not.toEqual(before.data);
    expect(before.touched.tags.intersection(purged)).not.toEqual(new Set());
  });

  test('is purged by whatever changes the answer', async () => {
    const counts = { changed: 0, kept: 0 };
    await fc.assert(
      fc.asyncProperty(anyChoices, async (choose) => {
        await using world = await openWorld();
        const graph = openGraph(world);
        await fillSomehow(world, choose);
        const asked = Array.from({ length: QUESTIONS }, () => {
          const who = anybody(choose);
          const question = anyQuestion(graph.schema, choose);
          return { question, ask: () => graph.ask(who, question) };
        });
        let known = await Promise.all(asked.map(({ ask }) => ask()));
        await world.purged();
        for (let turn = 0; turn < CHANGES; turn += 1) {
          const what = await changeSomething(world, choose);
          const purged = await world.purged();
          const now = await Promise.all(asked.map(({ ask }) => ask()));
          for (const [index, { data, touched }] of known.entries()) {
            const isPurged = !touched.tags.isDisjointFrom(purged);
            const isSame = JSON.stringify(now[index]?.data) === JSON.stringify(data);
            if (!isPurged) counts.kept += 1;
            if (isSame) continue;
            counts.changed += 1;
            expect(isPurged, `${what}: ${asked[index]?.question} was ${JSON.stringify(data)}`).toBe(true);
          }
          known = now;
        }
      }),
      { numRuns: 8 },
    );
    expect(counts.changed).toBeGreaterThan(20);
    // Who purges everything is always right.
    expect(counts.kept).toBeGreaterThan(counts.changed);
  });

  test('says until when the answer stays what it is while nothing is written', async () => {
    const edges = [-1, 0, 1, 5, 10, 20, 25, 30, 50, 60, 80, 100].flatMap((each) => [
      Date.parse(minutes(each)) - 1,
      Date.parse(minutes(each)),
    ]);
    let ended = 0;
    await fc.assert(
      fc.asyncProperty(anyChoices, async (choose) => {
        await using world = await openWorld();
        const graph = openGraph(world);
        await fillSomehow(world, choose, 20);
        for (let turn = 0; turn < QUESTIONS; turn += 1) {
          const who = anybody(choose);
          const question = anyQuestion(graph.schema, choose);
          const { data, touched } = await graph.ask(who, question);
          expect(touched).toMatchObject({ notKept: undefined, endsAt: expect.any(Number) });
          expect(touched.endsAt).toBeGreaterThan(NOW);
          for (const at of edges) {
            if (at <= NOW || at >= touched.endsAt) continue;
            const then = await graph.ask(who, question, {}, at);
            expect(then.data, `${question} at ${new Date(at).toISOString()}`).toEqual(data);
          }
          if (touched.endsAt === Number.POSITIVE_INFINITY) continue;
          const then = await graph.ask(who, question, {}, touched.endsAt);
          if (JSON.stringify(then.data) !== JSON.stringify(data)) ended += 1;
        }
      }),
      { numRuns: 8 },
    );
    expect(ended).toBeGreaterThan(0);
  });

  test.each([
    ['hits', '{ search(query: "story") { edges { node { ... on Content { id } } highlights { text } } } }'],
    ['an asset among hits', '{ search(filter: { kinds: [MEDIA] }) { edges { node { ... on MediaAsset { id } } } } }'],
    ['the hit beyond a page', '{ search(first: 1, sort: NEWEST) { pageInfo { hasNextPage } } }'],
    ['a tag’s content', `{ tag(id: "${idOf('Ships')}") { content { edges { node { id } } } } }`],
    ['what is like a record', `{ content(id: "${idOf('other')}") { related { id } } }`],
    ['what a record is like', `{ content(id: "${idOf('story')}") { related { id } } }`],
  ])('of the index is purged by what leaves it, and ends after 15 s: %s', async (_, question) => {
    await using world = await openWorld();
    const graph = openGraph(world);
    const tags = [idOf('Ships')];
    await world.saveTerms(term('tag', 'Ships'));
    await world.saved(article('story', { tags, published: minutes(-2) }));
    await world.saved(article('other', { tags, published: minutes(-1) }));
    await world.saveMedia(asset('picture', { published: minutes(-3) }));
    await world.index();
    await world.purged();
    const before = await graph.ask(viewerOf(), question);
    expect(before.touched.endsAt).toBe(NOW + 15_000);
    await world.takeDown(idOf('story'));
    await world.saveMedia(asset('picture', { pubStatus: 'WITHHELD' }));
    const purged = await world.purged();
    await world.index();
    expect((await graph.ask(viewerOf(), question)).data).not.toEqual(before.data);
    expect(before.touched.tags.intersection(purged)).not.toEqual(new Set());
  });

  test.each([
    ['counts', '{ search { totalCount facets { values { value } } } }'],
    ['suggestions', '{ suggest(prefix: "About") { text } }'],
  ])('of %s ends after 15 s', async (_, question) => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await world.index();
    expect((await openGraph(world).ask(viewerOf(), question)).touched.endsAt).toBe(NOW + 15_000);
  });

  test.each([
    ['a working copy', `{ content(id: "${idOf('story')}", preview: true) { id } }`, 'it was asked of working copies'],
    [
      'a working copy by its slug',
      '{ contentBySlug(subsidiary: "courier", slug: "story", preview: true) { id } }',
      'it was asked of working copies',
    ],
    [
      'a version',
      `{ content(id: "${idOf('story')}", minVersion: 1) { id } }`,
      'a version was asked for, which is read past every cache',
    ],
  ])('is not kept where it is %s', async (_, question, why) => {
    await using world = await openWorld();
    await world.saved(article('story'));
    const { data, touched } = await openGraph(world).ask(viewerOf({ grants: ['read', 'preview'] }), question);
    expect(JSON.stringify(data)).toContain(idOf('story'));
    expect(touched).toMatchObject({ notKept: why, endsAt: Number.NEGATIVE_INFINITY });
  });

  test('ends at half the life of a link in it', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture'));
    const { data, touched } = await openGraph(world).ask(
      viewerOf(),
      `{ mediaAsset(id: "${idOf('picture')}") { original { expiresAt } } }`,
    );
    const [expiresAt = ''] = /2026-[^"]*/.exec(JSON.stringify(data)) ?? [];
    expect(touched.endsAt - NOW).toBe((Date.parse(expiresAt) - NOW) / 2);
  });

  test('counts as old as what was remembered of organisations', async () => {
    await using world = await openWorld();
    const graph = openGraph(world);
    const { readAt } = await world.directory.organisations();
    const later = NOW + 5_000;
    const { touched } = await graph.ask(viewerOf(), '{ subsidiaries { name } }', {}, later);
    expect(touched.since).toBe(readAt);
    expect(touched.since).toBeLessThan(later);
    expect((await graph.ask(viewerOf(), ask('content', 'story'), {}, later)).touched.since).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test('is not kept where it is more than a cache takes', () => {
    const touched = createTouched();
    for (let at = 0; at < MOST_TAGS; at += 1) touched.tag(`tag ${at}`);
    touched.tag('tag 0');
    touched.endBy(NOW, 'shown');
    expect(touched).toMatchObject({ notKept: undefined, endsAt: NOW, shownUntil: NOW });
    touched.tag('one more');
    expect(touched.tags.size).toBe(MOST_TAGS);
    expect(touched).toMatchObject({ notKept: `it is made from more than ${MOST_TAGS} things`, endsAt: -Infinity });
  });

  test('is not looked for where nobody keeps the answer', async () => {
    await using world = await openWorld();
    world.calls.length = 0;
    const scope = { ...world.scope(viewerOf()), touched: untouched };
    await world.subgraphs.content.execute({ query: '{ latestContent { edges { node { id } } } }' }, scope);
    expect(tally(world.calls)).toEqual({ 'records.query': 1 });
    expect(untouched.tags.size).toBe(0);
  });
});
