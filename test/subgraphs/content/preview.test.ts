import { describe, expect, test } from 'vitest';
import { AnswerError } from '../../../platform/errors.ts';
import { createContentSubgraph } from '../../../subgraphs/content/index.ts';
import { contentPk, snapshotSk } from '../../../subgraphs/content/keys.ts';
import type { Content } from '../../../subgraphs/content/record.ts';
import { BadItem } from '../../../subgraphs/item.ts';
import { article, bodyOf, idOf, minutes } from '../../support/builders.ts';
import { tally } from '../../support/counted.ts';
import { openGraph } from '../../support/graph.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { Answered, World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { filled, filledAsset, filledBody, saveFilledTerms } from '../filled.ts';
import { named, SITE } from './previewWorld.ts';

const editor = viewerOf({ grants: ['read', 'preview'], roles: ['editor'] });
const blattsEditor = viewerOf({ ...editor, organisation: 'blatt', view: 'newsroom' });

const draft = (name: string, called: string, parts: Partial<Content> = {}): Content =>
  article(name, { headline: `Draft of ${name}`, workflow: { state: 'draft' }, ...named(called), ...parts });
const drafted = (world: World, content: Content, text = 'draft') =>
  world.saved(content, { as: 'workingCopy', body: bodyOf(text) });
const byNames = (called: string, owner = 'courier'): string => `{
  contentBySlug(subsidiary: "${owner}", slug: "${called}", language: "en", preview: true) { headline }
  route(site: "${SITE}", path: "/${called}", preview: true) { kind content { headline } }
}`;
const leadsTo = (headline: string) => ({
  contentBySlug: { headline },
  route: { kind: 'CONTENT', content: { headline } },
});
const nowhere = { contentBySlug: null, route: null };
/** What was refused, by path. */
const refusals = ({ errors }: Answered): unknown =>
  Object.fromEntries(
    errors.map(({ path, originalError }) => [
      path?.join('.'),
      originalError instanceof AnswerError ? `${originalError.code}: ${originalError.message}` : originalError,
    ]),
  );

describe('a working copy', () => {
  test('is shown whole through the graph: its own version, state, text and names, and none of the live version’s', async () => {
    await using world = await openWorld();
    await saveFilledTerms(world);
    await world.saveMedia(filledAsset('picture'));
    const live = filled('story');
    await world.saved(live, { body: filledBody });
    await world.saved(filled('relative'), { body: filledBody });
    await drafted(
      world,
      {
        ...live,
        headline: 'Corrected',
        workflow: { state: 'review', since: minutes(-5) },
        tags: [idOf('Ships')],
        slug: 'corrected',
        // What readers could not see of a live record is no bar to who edits it.
        pubStatus: 'WITHHELD',
        expires: minutes(-10),
      },
      'The corrected text.',
    );
    await world.index();
    const fields = `{
      id headline slug version versionCreated workflow { state since } pubStatus tags { name } section { name }
      body { text wordCount } extensions rights { packages } leadMedia { altText } owner { name } source { externalId }
      translations { headline } related(first: 3) { headline } revisions { edges { node { version live } } }
    }`;
    const { data, errors } = await openGraph(world).ask(
      editor,
      `{ draft: content(id: "${live.id}", preview: true) ${fields} live: content(id: "${live.id}") ${fields} }`,
    );
    expect(errors).toBeUndefined();
    const shared = {
      id: live.id,
      section: { name: 'Culture' },
      rights: { packages: ['courier/news'] },
      leadMedia: { altText: 'Picture of picture' },
      owner: { name: 'The Courier' },
      source: { externalId: '17' },
      translations: [{ headline: 'Ferry relative' }],
      related: [{ headline: 'Ferry relative' }],
      revisions: { edges: [{ node: { version: 1, live: true } }] },
    };
    expect(data).toEqual({
      draft: {
        ...shared,
        headline: 'Corrected',
        slug: 'corrected',
        version: 2,
        versionCreated: minutes(-1),
        workflow: { state: 'review', since: minutes(-5) },
        pubStatus: 'WITHHELD',
        tags: [{ name: 'Ships' }],
        body: { text: 'The corrected text.', wordCount: 3 },
        extensions: null,
      },
      live: expect.objectContaining({
        ...shared,
        headline: 'Ferry story',
        slug: 'story',
        version: 1,
        workflow: { state: 'published', since: minutes(-60) },
        extensions: { seen: [1] },
      }),
    });
  });

  test('that was never live is shown whole too', async () => {
    await using world = await openWorld();
    await drafted(world, draft('new', 'new'));
    const { data, errors } = await openGraph(world).ask(
      editor,
      `{ content(id: "${idOf('new')}", preview: true) { headline version body { text } translations { id } related(first: 3) { id } revisions { edges { node { version } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      content: {
        headline: 'Draft of new',
        version: 1,
        body: { text: 'draft' },
        translations: [],
        related: [],
        revisions: { edges: [] },
      },
    });
  });

  test('is there from the version on that is asked for', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await drafted(world, draft('story', 'story'));
    const at = (viewer: typeof editor, version: number) =>
      world.data(
        'content',
        viewer,
        `{ content(id: "${idOf('story')}", minVersion: ${version}, preview: true) { version } }`,
      );
    expect(await at(editor, 1)).toEqual({ content: { version: 2 } });
    expect(await at(editor, 2)).toEqual({ content: { version: 2 } });
    expect(await at(editor, 3)).toEqual({ content: null });
    // Who sees the live version alone is not told how far the draft is.
    const elsewhere = { ...editor, sections: [idOf('Sport')] };
    expect(await at(elsewhere, 1)).toEqual({ content: { version: 1 } });
    expect(await at(elsewhere, 2)).toEqual({ content: null });
  });

  test('shows the text of its own version, though another is saved while it is read', async () => {
    await using world = await openWorld();
    await drafted(world, draft('story', 'story'), 'first');
    // Between the record's read and its text's, the next version is saved.
    const content = createContentSubgraph({
      ...world,
      store: {
        ...world.store,
        snapshots: async (versions, options) => {
          await drafted(world, draft('story', 'story', { headline: 'Second' }), 'second');
          return world.store.snapshots(versions, options);
        },
      },
    });
    const query = `{ content(id: "${idOf('story')}", preview: true) { headline version body { text } } }`;
    const { data } = await content.execute({ query }, world.scope(editor));
    expect(data).toEqual({ content: { headline: 'Draft of story', version: 1, body: { text: 'first' } } });
    expect(await world.data('content', editor, query)).toEqual({
      content: { headline: 'Second', version: 2, body: { text: 'second' } },
    });
  });

  test('of a long text is read from object storage', async () => {
    await using world = await openWorld();
    const noise = Array.from({ length: 30_000 }, (_, index) => idOf(`noise ${index}`)).join(' ');
    await drafted(world, draft('story', 'story'), noise);
    const query = `{ content(id: "${idOf('story')}", preview: true) { body { text } } }`;
    expect(await world.data('content', editor, query)).toEqual({ content: { body: { text: noise } } });
  });

  test('whose text is not there shows all else, and the fault is its text’s alone', async () => {
    await using world = await openWorld();
    await drafted(world, draft('story', 'story'));
    await world.records.transact([
      { kind: 'delete', key: { table: 'content-desk', pk: contentPk(idOf('story')), sk: snapshotSk(1) } },
    ]);
    const answer = await world.ask(
      'content',
      editor,
      `{ content(id: "${idOf('story')}", preview: true) { headline body { text } } }`,
    );
    expect(answer.data).toEqual({ content: { headline: 'Draft of story', body: null } });
    expect(refusals(answer)).toEqual({ 'content.body': expect.any(BadItem) });
  });
});

describe('by its slug or address a working copy', () => {
  test('is found though it was never live, and no reader finds it', async () => {
    await using world = await openWorld();
    await drafted(world, draft('new', 'new'));
    expect(await world.data('content', editor, byNames('new'))).toEqual(leadsTo('Draft of new'));
    expect(await world.data('content', editor, byNames('new').replaceAll(', preview: true', ''))).toEqual(nowhere);
    expect(await world.data('content', blattsEditor, byNames('new'))).toEqual(nowhere);
  });

  test('is found by the slug that it is to have and by the one that readers know', async () => {
    await using world = await openWorld();
    await world.saved(article('story', named('old')));
    await drafted(world, draft('story', 'next'));
    const slugs = `{ old: contentBySlug(subsidiary: "courier", slug: "old", preview: true) { slug } next: contentBySlug(subsidiary: "courier", slug: "next", preview: true) { slug } }`;
    expect(await world.data('content', editor, slugs)).toEqual({ old: { slug: 'next' }, next: { slug: 'next' } });
    // The address that readers know leads to where it is going to lie.
    const route = `{ route(site: "${SITE}", path: "/old", preview: true) { kind location content { slug } } }`;
    expect(await world.data('content', editor, route)).toEqual({
      route: { kind: 'REDIRECT', location: `https://${SITE}/next`, content: { slug: 'next' } },
    });
  });

  test('is no longer found by names that it has left, and neither when it has gone live elsewhere', async () => {
    await using world = await openWorld();
    await drafted(world, draft('story', 'first'));
    await drafted(world, draft('story', 'second'));
    expect(await world.data('content', editor, byNames('first'))).toEqual(nowhere);
    expect(await world.data('content', editor, byNames('second'))).toEqual(leadsTo('Draft of story'));
    await world.saved(article('story', named('third')));
    expect(await world.data('content', editor, byNames('second'))).toEqual(nowhere);
    expect(await world.data('content', editor, byNames('third'))).toEqual(leadsTo('About story'));
  });

  test('stands behind the live record that has the name, and before one that only redirects from it', async () => {
    await using world = await openWorld();
    await world.saved(article('holder', named('name')));
    await drafted(world, draft('claimant', 'name'));
    expect(await world.data('content', editor, byNames('name'))).toEqual(leadsTo('About holder'));
    await world.saved(
      article('holder', {
        ...named('moved'),
        paths: [
          { site: SITE, path: '/moved' },
          { site: SITE, path: '/name' },
        ],
      }),
    );
    expect(await world.data('content', editor, byNames('name'))).toEqual(leadsTo('Draft of claimant'));
  });

  test('is the one of several that was saved last, and each house has its own', async () => {
    await using world = await openWorld();
    await drafted(world, draft('one', 'name'));
    await drafted(world, draft('two', 'name'));
    await drafted(world, draft('foreign', 'name', { owner: 'blatt' }));
    expect(await world.data('content', editor, byNames('name'))).toEqual(leadsTo('Draft of two'));
    await drafted(world, draft('one', 'name'));
    expect(await world.data('content', editor, byNames('name'))).toEqual(leadsTo('Draft of one'));
    expect(await world.data('content', blattsEditor, byNames('name', 'blatt'))).toEqual(leadsTo('Draft of foreign'));
  });

  test('takes the place of what has gone', async () => {
    await using world = await openWorld();
    await world.saved(article('gone', named('name')));
    await world.takeDown(idOf('gone'));
    const route = `{ route(site: "${SITE}", path: "/name", preview: true) { kind content { headline } } }`;
    expect(await world.data('content', editor, route)).toEqual({ route: { kind: 'GONE', content: null } });
    await drafted(world, draft('new', 'name'));
    expect(await world.data('content', editor, byNames('name'))).toEqual(leadsTo('Draft of new'));
  });
});

describe('who may not preview', () => {
  const message =
    'Working copies need a key with the grant `preview` and a token with the role editor, publisher or administrator.';
  const ASKED = `{
    there: content(id: "${idOf('story')}", preview: true) { id }
    absent: content(id: "${idOf('nothing')}", preview: true) { id }
    noId: content(id: "x", minVersion: 1, preview: true) { id }
    slug: contentBySlug(subsidiary: "nobody", slug: "x", preview: true) { id }
    route(site: "x", path: "x", preview: true) { kind }
  }`;

  test('is told so at every field that asks, in the same words, whatever there is, and nothing is read', async () => {
    await using world = await openWorld();
    await world.saved(article('story'));
    await drafted(world, draft('story', 'story'));
    world.calls.length = 0;
    const answer = await world.ask('content', viewerOf({ grants: ['read', 'preview'], roles: ['author'] }), ASKED);
    expect(answer.data).toEqual({ there: null, absent: null, noId: null, slug: null, route: null });
    const told = `FORBIDDEN: ${message}`;
    expect(refusals(answer)).toEqual({ there: told, absent: told, noId: told, slug: told, route: told });
    expect(world.calls).toEqual([]);
  });
});

test('previews of many records read them together', async () => {
  await using world = await openWorld();
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) await drafted(world, draft(name, name));
  world.calls.length = 0;
  const fields = names.map((name) => `${name}: content(id: "${idOf(name)}", preview: true) { headline body { text } }`);
  await world.data('content', editor, `{ ${fields.join(' ')} }`);
  expect(tally(world.calls)).toEqual({ 'records.getMany': 2 });
});
