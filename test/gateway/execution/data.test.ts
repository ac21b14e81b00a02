import { describe, expect, test } from 'vitest';
import { merge, objectsAt, placeOf } from '../../../gateway/execution/data.ts';

const tree = () => ({
  edges: [
    { node: { id: 'a', related: [{ id: 'b' }, null] } },
    { node: null },
    { node: { id: 'c', related: [{ id: 'd' }] } },
  ],
});

describe('what subgraphs answered', () => {
  test('is found along a path, through lists, without what is missing', () => {
    expect(objectsAt(tree(), ['edges', '@', 'node', 'related', '@'])).toEqual([{ id: 'b' }, { id: 'd' }]);
    expect(objectsAt(tree(), ['edges', '@', 'nothing'])).toEqual([]);
    expect(objectsAt(tree(), [])).toEqual([tree()]);
  });

  test('is placed by where it stands', () => {
    const data = tree();
    const path = ['edges', '@', 'node', 'related', '@'];
    for (const object of objectsAt(data, path)) {
      const place = placeOf(data, path, object);
      expect(place?.reduce<unknown>((value, step) => Reflect.get(Object(value), step), data)).toBe(object);
    }
    expect(placeOf(data, path, {})).toBeUndefined();
  });

  test('is merged object by object and entry by entry', () => {
    const target = { id: 'a', list: [{ id: 'x' }, { id: 'y' }], inner: { one: 1 }, gone: null };
    merge(target, { list: [{ more: 1 }, { more: 2 }], inner: { two: 2 }, gone: { back: true }, fresh: [1] });
    expect(target).toEqual({
      id: 'a',
      list: [
        { id: 'x', more: 1 },
        { id: 'y', more: 2 },
      ],
      inner: { one: 1, two: 2 },
      gone: { back: true },
      fresh: [1],
    });
  });
});
