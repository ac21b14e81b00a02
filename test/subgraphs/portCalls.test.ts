import { describe, expect, test } from 'vitest';
import { idOf, minutes, NOW } from '../support/builders.ts';
import { tally } from '../support/counted.ts';
import { openGraph } from '../support/graph.ts';
import { partnerOf, viewerOf } from '../support/viewers.ts';
import type { World } from '../support/world.ts';
import { openWorld } from '../support/world.ts';
import { filled, filledAsset, filledBody, saveFilledTerms } from './filled.ts';

const FIELDS = `
  headline byline owner { name } section { name parent { name } } tags { name } contributors { name }
  body { html wordCount blocks { ... on PictureBlock { media { altText } } ... on GalleryBlock { pictures { altText } } } }
  translations { headline } leadMedia { altText renditions { url } original { url } } media { caption }
  rights { packages } altIds { value } extensions related(first: 3) { headline leadMedia { altText } }`;

const PAGES: Readonly<Record<string, (size: number) => string>> = {
  'the latest content': (size) => `{ latestContent(first: ${size}) { edges { node { ${FIELDS} } } } }`,
  'a section': (size) =>
    `{ section(id: "${idOf('Culture')}") { content(first: ${size}) { edges { node { ${FIELDS} } } } } }`,
  'a tag': (size) => `{ tag(id: "${idOf('Harbour')}") { content(first: ${size}) { edges { node { ${FIELDS} } } } } }`,
  'a search': (size) =>
    `{ search(query: "ferry", filter: { kinds: [CONTENT] }, first: ${size}) { totalCount edges { node { ... on Content { ${FIELDS} } ... on MediaAsset { owner { name } } } highlights { html } } } }`,
  'tags of records': (size) =>
    `{ latestContent(first: ${size}) { edges { node { tags { name content(first: 2) { edges { node { headline } } } } contributors { content(first: 2) { edges { node { headline } } } } } } } }`,
};

/** Sixty records, each with terms, pictures and relatives of its own, so that nothing is read once for all of them. */
const fill = async (world: World): Promise<void> => {
  await saveFilledTerms(world);
  for (let index = 0; index < 60; index += 1) {
    const pictures = [`lead-${index}`, `other-${index}`];
    await world.saved(
      filled(`story-${index}`, {
        published: minutes(-60 - index),
        translationGroup: `group ${index}`,
        leadMedia: idOf(`lead-${index}`),
        media: pictures.map(idOf),
      }),
      {
        body: {
          ...filledBody,
          blocks: [...filledBody.blocks, { kind: 'picture', mediaId: idOf(`other-${index}`) }],
        },
      },
    );
    await world.saveMedia(...pictures.map((name) => filledAsset(name)));
  }
  await world.index();
};

describe('a page costs as many calls of the ports with fifty entries as with ten', () => {
  test.each(Object.keys(PAGES))('%s', async (name) => {
    const query = PAGES[name];
    if (!query) throw new RangeError(name);
    await using world = await openWorld();
    await fill(world);
    const graph = openGraph(world);
    const cost = async (size: number): Promise<Readonly<Record<string, number>>> => {
      world.calls.length = 0;
      const { data, errors } = await graph.ask(viewerOf(), query(size));
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data).split('"node":').length - 1).toBeGreaterThanOrEqual(size);
      const { 'objects.signedGet': links, ...calls } = tally(world.calls);
      return calls;
    };
    const ten = await cost(10);
    expect(await cost(50)).toEqual(ten);
    expect(Object.values(ten).reduce((sum, count) => sum + count, 0)).toBeLessThan(20);
  });

  test('and a viewer of many packages pays two queries for each, of what there is and of what comes next', async () => {
    await using world = await openWorld();
    await fill(world);
    const packages = ['news', 'best', 'sport'].map((name) => ({ id: `courier/${name}`, delayMinutes: 0 }));
    await world.data('content', partnerOf(packages), '{ latestContent(first: 50) { edges { node { headline } } } }');
    expect(tally(world.calls)).toEqual({ 'records.getMany': 1, 'records.query': 6 });
  });
});

test('records of one section read the same page of it once', async () => {
  await using world = await openWorld();
  await fill(world);
  world.calls.length = 0;
  await world.data(
    'content',
    viewerOf(),
    '{ latestContent(first: 50) { edges { node { section { content(first: 2) { edges { node { id } } } } } } } }',
  );
  expect(tally(world.calls)).toMatchObject({ 'records.query': 4 });
});

test('nothing that one request has read is known to the next', async () => {
  await using world = await openWorld();
  const record = filled('story');
  await world.saved(record);
  const ask = () => world.data('content', viewerOf(), `{ content(id: "${record.id}") { headline } }`, {}, NOW);
  await ask();
  await world.saved({ ...record, headline: 'Changed' });
  expect(await ask()).toEqual({ content: { headline: 'Changed' } });
});
