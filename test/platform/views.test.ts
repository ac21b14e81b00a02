import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visibilityTags } from '../../platform/viewer.ts';
import { builtInViews, parseViews, viewName, viewOf } from '../../platform/views.ts';
import { elementsOf, graphTypesOf } from '../../schema/elements.ts';
import { subgraphDocument, subgraphNames } from '../../schema/sdl.ts';

const says = { version: 1, tags: ['public'], hidden: [] };
const hiding = (...hidden: readonly string[]) => parseViews({ own: { ...says, hidden } }).get('own')?.hidden;

describe('views', () => {
  test('that are built in widen from partner to newsroom', () => {
    expect(Object.fromEntries(Array.from(builtInViews, ([name, { tags }]) => [name, tags]))).toEqual({
      partner: ['public'],
      subsidiary: ['public', 'rights'],
      newsroom: ['public', 'rights', 'editorial', 'provenance'],
    });
  });

  test('are frozen, with tags and coordinates in one order', () => {
    const view = parseViews({ own: { version: 1, tags: ['rights', 'public'], hidden: ['B.b', 'A'] } }).get('own');
    expect(view).toEqual({
      name: 'own',
      version: 1,
      tags: ['public', 'rights'],
      hidden: ['A', 'B.b'],
      anonymous: false,
    });
    expect([view, view?.tags, view?.hidden].every((part) => Object.isFrozen(part))).toBe(true);
  });

  test('that say the same in another order, or twice, are the same', () => {
    const coordinates = ['A', 'A.b', 'A.b(c:)', 'B.C'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...visibilityTags], { minLength: 1 }),
        fc.shuffledSubarray(coordinates),
        (tags, hidden) => {
          const parsed = parseViews({
            one: { version: 1, tags, hidden },
            other: { version: 1, tags: [...tags, ...tags].toReversed(), hidden: [...hidden, ...hidden].toReversed() },
          });
          expect(parsed.get('other')).toEqual({ ...parsed.get('one'), name: 'other' });
        },
      ),
    );
  });

  test('are anonymous only where they say so', () => {
    const parsed = parseViews({ own: says, not: { ...says, anonymous: false }, site: { ...says, anonymous: true } });
    expect([...parsed.values()].map(({ anonymous }) => anonymous)).toEqual([false, false, true]);
    expect(viewOf('own', { version: 1, tags: ['public'], hidden: [] }).anonymous).toBe(false);
    expect(() => parseViews({ own: { ...says, anonymous: 'false' } })).toThrow('own.anonymous');
  });

  test('can hide whatever the graph has', () => {
    const types = graphTypesOf(subgraphNames.map(subgraphDocument));
    const all = [...types.values()].flatMap((type) => [
      type.name,
      ...elementsOf(type).map(({ coordinate }) => coordinate),
    ]);
    for (const coordinate of all) expect(hiding(coordinate)).toEqual([coordinate]);
  });

  test.each([
    ['of nothing', ''],
    ['that begin with a digit', '1A'],
    ['of a field without a type', '.b'],
    ['of a field without a name', 'A.'],
    ['of a field that begins with a digit', 'A.1b'],
    ['of a field in a field', 'A.b.c'],
    ['of an argument without a name', 'A.b()'],
    ['of an argument without its colon', 'A.b(c)'],
    ['of a type’s argument', 'A(c:)'],
    ['of two arguments', 'A.b(c:)(d:)'],
    ['with words before them', 'the A'],
    ['with words behind them', 'A.b too'],
    ['on two lines', 'A.b\nC.d'],
    ['with a hyphen', 'A-b'],
  ])('hide no coordinates %s', (_, coordinate) => {
    expect(() => hiding(coordinate)).toThrow(
      'own.hidden.0: must be `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` or `Enum.VALUE`',
    );
  });

  test('hide 200 coordinates of 200 characters, and no more', () => {
    const most = Array.from({ length: 200 }, (_, n) => `A${n}`);
    expect(hiding(...most)).toHaveLength(200);
    expect(() => hiding(...most, 'B')).toThrow('own.hidden');
    expect(hiding('A'.repeat(200))).toHaveLength(1);
    expect(() => hiding('A'.repeat(201))).toThrow('own.hidden.0');
  });

  test.each(['partner', 'a', 'a-1', 'a'.repeat(40)])('can be called %s', (name) => {
    expect([...parseViews({ [name]: says }).keys()]).toEqual([name]);
  });

  test.each(['', 'Partner', '1a', '-a', 'a_b', 'a b', 'the partner!', 'a'.repeat(41), 'a\nb'])(
    'cannot be called %j',
    (name) => {
      expect(viewName.safeParse(name).error?.issues).toMatchObject([
        { message: 'must be lower-case letters, digits and hyphens' },
      ]);
      expect(() => parseViews({ [name]: says })).toThrow(name);
    },
  );

  test.each([
    ['a version', { tags: ['public'], hidden: [] }, 'own.version'],
    ['a version from 1', { ...says, version: 0 }, 'own.version'],
    ['a whole version', { ...says, version: 1.5 }, 'own.version'],
    ['a tag', { ...says, tags: [] }, 'own.tags'],
    ['tags that there are', { ...says, tags: ['public', 'secret'] }, 'own.tags.1'],
    ['a list of what they hide', { version: 1, tags: ['public'] }, 'own.hidden'],
    ['nothing else', { ...says, hides: ['A'] }, 'own: '],
  ])('say %s', (_, content, place) => {
    expect(() => parseViews({ own: content })).toThrow(`views are malformed:\n  ${place}`);
  });

  test('that are malformed are refused with every fault and its place, a line each', () => {
    const bad = { Loud: says, own: { version: 0, tags: [], hidden: ['a b'] } };
    expect(() => parseViews(bad)).toThrow(
      /^views are malformed:\n {2}Loud: .+\n {2}own\.version: .+\n {2}own\.tags: .+\n {2}own\.hidden\.0: must be .+$/,
    );
  });
});
