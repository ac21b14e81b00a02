import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { representationOf, typesOf } from '../../../gateway/execution/representation.ts';
import { applyRewrites } from '../../../gateway/execution/rewrites.ts';

const isOfType = typesOf(
  buildSchema(
    'interface Media { id: ID } type Image implements Media { id: ID } type Film implements Media { id: ID } type Query { m: Media }',
  ),
);

describe('a representation', () => {
  const represent = representationOf(
    [
      {
        kind: 'InlineFragment',
        typeCondition: 'Media',
        selections: [
          { kind: 'Field', name: '__typename' },
          { kind: 'Field', name: 'id' },
        ],
      },
      {
        kind: 'InlineFragment',
        typeCondition: 'Film',
        selections: [{ kind: 'Field', name: 'maker', selections: [{ kind: 'Field', name: 'name' }] }],
      },
    ],
    isOfType,
  );

  test('holds what its subgraph knows it by, and nothing else', () => {
    expect(represent({ __typename: 'Image', id: 'a', alt: 'x', maker: { name: 'n' } })).toEqual({
      __typename: 'Image',
      id: 'a',
    });
    expect(represent({ __typename: 'Film', id: 'a', maker: { name: 'n', age: 3 } })).toEqual({
      __typename: 'Film',
      id: 'a',
      maker: { name: 'n' },
    });
  });

  test('is none where its key is missing, or it is of another type', () => {
    expect(represent({ __typename: 'Image' })).toBeUndefined();
    expect(represent({ __typename: 'Story', id: 'a' })).toBeUndefined();
    expect(represent({ id: 'a' })).toBeUndefined();
  });
});

describe('rewrites', () => {
  test('give fields back their names where the planner gave them others', () => {
    const data = { nodes: [{ __typename: 'Image', id__alias_0: 'a' }, { __typename: 'Film', id__alias_0: 'b' }, null] };
    applyRewrites(
      [{ kind: 'KeyRenamer', path: ['nodes', '... on Image', 'id__alias_0'], renameKeyTo: 'id' }],
      data,
      isOfType,
    );
    expect(data).toEqual({ nodes: [{ __typename: 'Image', id: 'a' }, { __typename: 'Film', id__alias_0: 'b' }, null] });
  });

  test('set a name that a subgraph knows by another', () => {
    const representation = { __typename: 'Image', id: 'a' };
    applyRewrites(
      [{ kind: 'ValueSetter', path: ['... on Media', '__typename'], setValueTo: 'Media' }],
      representation,
      isOfType,
    );
    expect(representation).toEqual({ __typename: 'Media', id: 'a' });
  });
});
