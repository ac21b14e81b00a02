import { describe, expect, test } from 'vitest';
import type { View, Viewer } from '../../../platform/viewer.ts';
import { article, asset, bodyOf, idOf, minutes, term } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';

/** The newsroom's view without some names, by somebody who asks the subgraph past the gateway. */
const hiding = (...hidden: readonly string[]): Viewer => {
  const { view, ...viewer } = viewerOf();
  const own: View = { ...view, name: 'own', hidden };
  return { ...viewer, view: own };
};

const fill = async (): Promise<World> => {
  const world = await openWorld();
  await world.saveTerms(term('section', 'Culture'), term('tag', 'Harbour'), term('contributor', 'Ann Quill'));
  await world.saved(
    article('ferry', {
      headline: 'Night ferry',
      standfirst: 'A lighthouse in between',
      section: idOf('Culture'),
      tags: [idOf('Harbour')],
      contributors: [idOf('Ann Quill')],
      published: minutes(-10),
    }),
    { body: bodyOf('It sails at midnight.') },
  );
  await world.saved(article('tram', { tags: [idOf('Harbour')], published: minutes(-20) }));
  await world.saveMedia(asset('ship', { altText: 'A steamer', published: minutes(-15) }));
  await world.index();
  return world;
};

const totals = (query: string): string => `{ search(query: "${query}") { totalCount } }`;
const found = (total: number) => ({ data: { search: { totalCount: total } }, errors: [] });
const forbidden = (...path: readonly (string | number)[]): unknown[] => [
  expect.objectContaining({ path, originalError: expect.objectContaining({ code: 'FORBIDDEN' }) }),
];

describe('the search subgraph on its own', () => {
  test.each([
    ['the standfirst', 'Content.standfirst', 'lighthouse'],
    ['names of contributors', 'Content.contributors', 'quill'],
    ['names of tags', 'Content.tags', 'harbour'],
    ['the text', 'Content.body', 'midnight'],
    ['headlines', 'Content.headline', 'ferry'],
  ])('looks for no word in %s where the view hides it', async (_, hidden, word) => {
    await using world = await fill();
    expect((await world.ask('search', viewerOf(), totals(word))).data).not.toEqual(found(0).data);
    expect(await world.ask('search', hiding(hidden), totals(word))).toEqual(found(0));
  });

  test('cuts no highlight out of a hidden field', async () => {
    await using world = await fill();
    const query = '{ search(query: "night") { edges { highlights { field } } } }';
    const both = '{ search(query: "a") { edges { highlights { field text } } } }';
    expect(JSON.stringify((await world.ask('search', viewerOf(), both)).data)).toContain('lighthouse');
    expect(JSON.stringify((await world.ask('search', hiding('Content.standfirst'), both)).data)).not.toContain(
      'lighthouse',
    );
    expect(JSON.stringify((await world.ask('search', hiding('Content.standfirst'), query)).data)).toContain('headline');
  });

  test('completes nothing from a hidden field', async () => {
    await using world = await fill();
    const texts = async (viewer: Viewer, prefix: string) =>
      (await world.ask('search', viewer, `{ suggest(prefix: "${prefix}") { text } }`)).data;
    expect(await texts(viewerOf(), 'harb')).toEqual({ suggest: [{ text: 'Harbour' }] });
    expect(await texts(hiding('Content.tags'), 'harb')).toEqual({ suggest: [] });
    expect(await texts(hiding('Content.tags'), 'night')).toEqual({ suggest: [{ text: 'Night ferry' }] });
    expect(await texts(hiding('Content.tags', 'Content.headline'), 'night')).toEqual({ suggest: [] });
  });

  test.each([
    ['by its own name', 'SearchFilter.tags'],
    ['since the field it tells of is hidden', 'Content.tags'],
  ])('takes no filter that the view hides, %s', async (_, hidden) => {
    await using world = await fill();
    const query = 'query ($f: SearchFilter) { search(filter: $f) { totalCount } }';
    const asked = { f: { tags: [idOf('Harbour')] } };
    expect(await world.ask('search', viewerOf(), query, asked)).toEqual(found(2));
    expect(await world.ask('search', hiding(hidden), query, asked)).toEqual({
      data: { search: null },
      errors: forbidden('search'),
    });
    expect(await world.ask('search', hiding(hidden), query, { f: { kinds: ['CONTENT'] } })).toEqual(found(2));
  });

  test('takes no order that the view hides', async () => {
    await using world = await fill();
    const query = '{ search(sort: OLDEST) { totalCount } }';
    for (const hidden of ['SearchSort.OLDEST', 'Content.published'])
      expect(await world.ask('search', hiding(hidden), query)).toEqual({
        data: { search: null },
        errors: forbidden('search'),
      });
  });

  test('counts by no facet that the view hides, nor by default', async () => {
    await using world = await fill();
    const fields = (asked: string) => `{ search { facets${asked} { field } } }`;
    for (const hidden of ['FacetField.TAG', 'Content.tags']) {
      expect(await world.ask('search', hiding(hidden), fields('(fields: [KIND, TAG])'))).toEqual({
        data: { search: { facets: null } },
        errors: forbidden('search', 'facets'),
      });
      for (const byDefault of [fields(''), `query ($fields: [FacetField!]) ${fields('(fields: $fields)')}`])
        expect((await world.ask('search', hiding(hidden), byDefault)).data).toEqual({
          search: { facets: [{ field: 'TYPE' }, { field: 'SECTION' }] },
        });
    }
  });

  test('finds, counts and completes no media where the view hides them', async () => {
    await using world = await fill();
    const query =
      '{ search { totalCount edges { node { __typename } } facets(fields: [KIND]) { values { value } } } suggest(prefix: "steam") { text } }';
    expect(await world.ask('search', hiding('MediaAsset'), query)).toEqual({
      data: {
        search: {
          totalCount: 2,
          edges: [{ node: { __typename: 'Content' } }, { node: { __typename: 'Content' } }],
          facets: [{ values: [{ value: 'CONTENT' }] }],
        },
        suggest: [],
      },
      errors: [],
    });
    expect(await world.ask('search', hiding('MediaAsset'), totals('ferry'))).toEqual(found(1));
  });

  test('relates by nothing that the view hides', async () => {
    await using world = await fill();
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Content { related { id } } } }';
    const asked = { r: [{ __typename: 'Content', id: idOf('ferry') }] };
    const related = async (viewer: Viewer) => (await world.ask('search', viewer, query, asked)).data;
    expect(await related(viewerOf())).toEqual({ _entities: [{ related: [{ id: idOf('tram') }] }] });
    expect(await related(hiding('Content.tags'))).toEqual({ _entities: [{ related: [] }] });
    expect(await related(hiding('Content.tags', 'Content.section', 'Content.contributors'))).toEqual({
      _entities: [{ related: [] }],
    });
  });

  test('refuses words where nothing is left to look in', async () => {
    await using world = await fill();
    const viewer = hiding(
      'Content.headline',
      'Content.standfirst',
      'Content.contributors',
      'Content.tags',
      'Content.body',
    );
    expect((await world.ask('search', viewer, totals('ferry'))).errors).toEqual(forbidden('search'));
    expect(await world.ask('search', viewer, '{ search { totalCount } }')).toEqual(found(3));
  });
});
