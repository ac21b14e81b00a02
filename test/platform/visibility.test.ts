import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { View } from '../../platform/viewer.ts';
import { visibilityTags } from '../../platform/viewer.ts';
import { builtInViews } from '../../platform/views.ts';
import { createVisibility } from '../../platform/visibility.ts';
import { elementsOf, graphTypesOf } from '../../schema/elements.ts';
import { oracles } from '../../schema/oracles.ts';
import { subgraphDocument, subgraphNames } from '../../schema/sdl.ts';

const types = graphTypesOf(subgraphNames.map(subgraphDocument));
const visibility = createVisibility(types);
const all = [...types.values()].flatMap(elementsOf);

const viewOf = (hidden: readonly string[], tags: View['tags'] = visibilityTags): View => ({
  name: 'own',
  version: 1,
  tags,
  hidden,
  anonymous: false,
});
/** What goes when a view that shows everything hides this. */
const goneWith = (...hidden: readonly string[]): string[] => {
  const { coordinates } = visibility.of(viewOf(hidden));
  return all.map(({ coordinate }) => coordinate).filter((coordinate) => !coordinates.has(coordinate));
};
const faultsWith = (...hidden: readonly string[]): string[] => visibility.faultsOf(viewOf(hidden));
/** What views show of a graph of its own. */
const visibilityOf = (sdl: string) => createVisibility(graphTypesOf([parse(sdl)]));

describe('what a view shows', () => {
  test('of the views that are built in is what carries one of their tags, and all of it can be asked', () => {
    for (const view of builtInViews.values()) {
      const tagged = all.filter(({ tags }) => tags.every((tag) => view.tags.some((each) => each === tag)));
      expect([...visibility.of(view).coordinates].toSorted()).toEqual(
        tagged.map(({ coordinate }) => coordinate).toSorted(),
      );
      expect(visibility.faultsOf(view)).toEqual([]);
    }
  });

  test.each([
    [
      'a field',
      ['Content.slug'],
      [
        'Content.slug',
        'Query.contentBySlug',
        'Query.contentBySlug(subsidiary:)',
        'Query.contentBySlug(slug:)',
        'Query.contentBySlug(language:)',
        'Query.contentBySlug(preview:)',
      ],
    ],
    [
      'a field with the type that nothing else leads to',
      ['Content.seo'],
      ['Content.seo', 'Seo.title', 'Seo.description'],
    ],
    ['an argument', ['Query.content(minVersion:)'], ['Query.content(minVersion:)']],
    ['an input field', ['SearchFilter.languages'], ['SearchFilter.languages']],
    ['a value of an enum that is asked with', ['FacetField.KIND'], ['FacetField.KIND']],
    [
      'a field with its arguments',
      ['Section.content'],
      ['Section.content', 'Section.content(first:)', 'Section.content(after:)'],
    ],
    ['a type with its fields and what leads to it', ['Seo'], ['Content.seo', 'Seo.title', 'Seo.description']],
    [
      'a type of which every field is hidden',
      ['Seo.title', 'Seo.description'],
      ['Content.seo', 'Seo.title', 'Seo.description'],
    ],
    [
      'an input type that is left empty',
      ['LatestContentFilter.section', 'LatestContentFilter.owner'],
      ['LatestContentFilter.section', 'LatestContentFilter.owner', 'Query.latestContent(filter:)'],
    ],
    [
      'what tells of a hidden field',
      ['Content.tags'],
      [
        'Content.tags',
        'FacetField.TAG',
        'SearchFilter.tags',
        'Tag.content',
        'Tag.content(first:)',
        'Tag.content(after:)',
      ],
    ],
    [
      'what tells of two fields where one of them is hidden',
      ['MediaAsset.owner'],
      ['MediaAsset.owner', 'SearchFilter.owners', 'FacetField.OWNER'],
    ],
  ])('is without %s, and nothing else', (_, hidden, gone) => {
    expect(goneWith(...hidden).toSorted()).toEqual(gone.toSorted());
    expect(faultsWith(...hidden)).toEqual([]);
  });

  test('is without media, and searches content all the same, where their type is hidden', () => {
    expect(faultsWith('MediaAsset')).toEqual([]);
    const gone = goneWith('MediaAsset');
    expect(gone).toEqual(expect.arrayContaining(['Content.leadMedia', 'PictureBlock.media', 'Query.mediaAsset']));
    expect(gone.filter((coordinate) => coordinate.startsWith('SearchFilter.'))).toEqual([]);
  });

  test.each([
    [
      'what is not there',
      ['Content.nothing', 'Nothing'],
      ['`Content.nothing` is not in the graph', '`Nothing` is not in the graph'],
    ],
    ['everything', ['Query'], ['nothing is left that could be asked']],
    ['the key of an entity', ['Content.id'], ['`Content.id` is the key of its type: hide `Content` instead']],
    [
      'an argument that must be given',
      ['Query.content(id:)'],
      ['`Query.content(id:)` must be given: hide `Query.content` instead'],
    ],
    [
      'a default',
      ['SearchSort.RELEVANCE'],
      ['`SearchSort.RELEVANCE` is what `Query.search(sort:)` is when it is not given: hide that too'],
    ],
    [
      'a value that answers hold',
      ['ContentType.PAGE'],
      ['`Content.type` answers with `ContentType.PAGE`: hide that field too'],
    ],
    ['a part of texts', ['GalleryBlock'], ['`GalleryBlock` is one of the parts of `Block`: hide `Block` instead']],
  ])('cannot be all but %s, and the reason is told', (_, hidden, faults) => {
    expect(faultsWith(...hidden)).toEqual(faults);
  });

  test('is public alone where the view is anonymous', () => {
    const anonymous: View = { ...viewOf([], ['public']), anonymous: true };
    expect(visibility.faultsOf(anonymous)).toEqual([]);
    expect(visibility.faultsOf({ ...anonymous, tags: ['public', 'rights', 'editorial'], hidden: ['Nothing'] })).toEqual(
      [
        'an anonymous view shows what is public alone: take away the tag rights',
        'an anonymous view shows what is public alone: take away the tag editorial',
        '`Nothing` is not in the graph',
      ],
    );
  });

  test.each([
    ['Content.headline', [], undefined],
    ['Content.rights', [], 'it is rights, and the view shows what is public alone'],
    ['Content.nothing', [], '`Content.nothing` is not in the graph'],
    ['Seo.title', ['Seo.title'], 'the view hides `Seo.title` by name'],
    ['Seo.title', ['Seo'], 'the view hides `Seo` by name'],
    ['Section.content(first:)', ['Section.content'], 'the view hides `Section.content` by name'],
    ['Tag.content(first:)', ['Content.tags'], 'the view does not show `Tag.content`'],
    ['SearchFilter.tags', ['Content.tags'], 'it tells of `Content.tags`, which the view does not show'],
    ['Content.seo', ['Seo'], 'it is of `Seo`, of which the view shows nothing'],
    ['Seo.title', ['Content.seo'], 'nothing that the view shows leads to `Seo`'],
  ])('of %s, without %j, has a reason', (coordinate, hidden, reason) => {
    expect(visibility.reasonHidden(viewOf(hidden, ['public']), coordinate)).toBe(reason);
  });

  test('has no type that nothing leads to', () => {
    const own = visibilityOf(`type Query { a: A @tag(name: "public") c: Int @tag(name: "public") }
      type A { b: B @tag(name: "public") } type B { a: A @tag(name: "public") }`);
    const typesOf = (view: View): string[] =>
      ['Query', 'A', 'B', 'C', 'Int'].filter((name) => own.of(view).hasType(name));
    expect(typesOf(viewOf([]))).toEqual(['Query', 'A', 'B']);
    expect(typesOf(viewOf(['Query.a']))).toEqual(['Query']);
    expect([...own.of(viewOf(['Query.a'])).coordinates]).toEqual(['Query.c']);
  });

  test('is without a union of which every part is hidden', () => {
    const own = visibilityOf(`type Query { a: A @tag(name: "public") one: One @tag(name: "public") }
      union One = A | B type A { a: Int @tag(name: "public") } type B { b: Int @tag(name: "public") }`);
    const view = viewOf(['A', 'B', 'Query.a']);
    expect(own.faultsOf({ ...view, hidden: ['B'] })).toEqual(['`B` is one of the parts of `One`: hide `One` instead']);
    expect(own.of(view).has('Query.one')).toBe(false);
    expect(own.of(view).hasType('One')).toBe(false);
  });

  test('is what carries several tags only where the view has all of them', () => {
    const own = visibilityOf(
      'type Query { a: Int @tag(name: "public") b: Int @tag(name: "public") @tag(name: "rights") @tag(name: "editorial") }',
    );
    const some = viewOf([], ['public', 'rights']);
    expect([...own.of(some).coordinates]).toEqual(['Query.a']);
    expect(own.reasonHidden(some, 'Query.b')).toBe('it is editorial, and the view shows what is public, rights alone');
    expect(own.of(viewOf([], ['public', 'rights', 'editorial'])).has('Query.b')).toBe(true);
  });

  test('hides a value that an input field is when it is not given only with that field', () => {
    const own = visibilityOf(`type Query { find(by: By @tag(name: "public")): Int @tag(name: "public") }
      input By { order: Order = NEWEST @tag(name: "public") word: String @tag(name: "public") }
      enum Order { NEWEST @tag(name: "public") OLDEST @tag(name: "public") }`);
    expect(own.faultsOf(viewOf(['Order.NEWEST']))).toEqual([
      '`Order.NEWEST` is what `By.order` is when it is not given: hide that too',
    ]);
    expect(own.faultsOf(viewOf(['Order.NEWEST', 'By.order']))).toEqual([]);
    expect(own.faultsOf(viewOf(['Order.OLDEST']))).toEqual([]);
  });

  test('hides an input field that must be given only with its input', () => {
    const own = visibilityOf(`type Query { find(by: By @tag(name: "public")): Int @tag(name: "public") }
      input By { a: Int! @tag(name: "public") b: Int @tag(name: "public") }`);
    expect(own.faultsOf(viewOf(['By.a']))).toEqual(['`By.a` must be given with `By`: hide `By` instead']);
    expect(own.faultsOf(viewOf(['By']))).toEqual([]);
  });

  test('knows nothing of a field that no client sees, and needs no tag on it, be it a key', () => {
    const own = visibilityOf(`type Query { picture: Picture @tag(name: "public") }
      type Picture @key(fields: "id") @key(fields: "reference") { id: ID! @tag(name: "public") reference: ID! @inaccessible }`);
    expect([...own.of(viewOf([])).coordinates]).toEqual(['Query.picture', 'Picture.id']);
    expect(own.faultsOf(viewOf([]))).toEqual([]);
    const alone = visibilityOf(`type Query { picture: Picture @tag(name: "public") }
      type Picture @key(fields: "reference", resolvable: false) { reference: ID! @inaccessible }`);
    expect(alone.of(viewOf([])).has('Query.picture')).toBe(true);
  });

  test('is asked of a graph in which everything has a tag and nothing is an interface', () => {
    expect(() => visibilityOf('type Query { open: Int @tag(name: "public") forgotten: Int }')).toThrow(
      'Query.forgotten has no visibility tag',
    );
    expect(() => visibilityOf('interface Thing { id: ID }')).toThrow('Thing is an interface');
  });

  test('is worked out once for all views that say the same, and for one that is in use however many others are', () => {
    const own = visibilityOf('type Query { a: Int @tag(name: "public") b: Int @tag(name: "public") }');
    const first = viewOf(['Query.a']);
    const shown = own.of(first);
    expect(own.of(viewOf(['Query.a']))).toBe(shown);
    for (let version = 2; version < 1_000; version += 1) own.of({ ...first, version });
    expect(own.of(first)).toBe(shown);
  });

  test('shrinks with every tag that is taken away and every name that is hidden', () => {
    const coordinate = fc.constantFrom(...all.map((each) => each.coordinate), ...types.keys());
    const view = fc.record({
      tags: fc.subarray([...visibilityTags], { minLength: 1 }),
      hidden: fc.array(coordinate, { maxLength: 8 }),
    });
    fc.assert(
      fc.property(view, fc.array(coordinate, { maxLength: 3 }), ({ tags, hidden }, more) => {
        const wide = visibility.of(viewOf(hidden, tags));
        const narrow = visibility.of(viewOf([...hidden, ...more], tags.slice(0, Math.max(1, tags.length - 1))));
        // A type that is gone takes what told of it out of question: nothing else comes to be shown.
        const grown = narrow.coordinates.difference(wide.coordinates);
        const toldOfGone = (coordinate: string): boolean =>
          (oracles[coordinate] ?? []).some((told) => !narrow.hasType(told.split('.')[0] ?? ''));
        expect([...grown].filter((each) => !toldOfGone(each))).toEqual([]);
      }),
    );
  });

  test('shows nothing that leads to what is hidden', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...all.map((each) => each.coordinate), ...types.keys()), { maxLength: 12 }),
        (hidden) => {
          const shown = visibility.of(viewOf(hidden));
          const wrong = [...types.values()].flatMap((type) =>
            elementsOf(type).filter(
              ({ coordinate, target = '' }) =>
                shown.has(coordinate) &&
                (hidden.includes(coordinate) ||
                  hidden.includes(type.name) ||
                  (types.has(target) && !shown.hasType(target))),
            ),
          );
          expect(wrong).toEqual([]);
        },
      ),
    );
  });
});
