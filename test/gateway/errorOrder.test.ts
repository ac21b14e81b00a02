import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { inAnswerOrder } from '../../gateway/errorOrder.ts';

const data = {
  b: null,
  a: {
    list: [
      { y: null, x: null },
      { y: null, x: null },
    ],
    z: null,
  },
};
const paths = [
  undefined,
  ['b'],
  ['a', 'list', 0, 'y'],
  ['a', 'list', 0, 'x'],
  ['a', 'list', 1, 'y'],
  ['a', 'list', 1, 'x'],
  ['a', 'z'],
];

test('errors stand in the order of the answer’s fields, in whatever order they came', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(paths), (came) => {
      const ordered = inAnswerOrder(
        came.map((path) => new GraphQLError('gone', path ? { path } : {})),
        data,
      );
      expect(ordered.map(({ path }) => path)).toEqual(paths.filter((path) => came.includes(path)));
    }),
  );
});

test('what is not in the answer stands where its path leaves it, and errors of one place stay as they came', () => {
  const at = (message: string, ...path: (string | number)[]) => new GraphQLError(message, { path });
  const errors = [at('3', 'a', 'z'), at('1', 'a', '_entities', 4), at('2', 'a', 'nowhere'), at('0', 'b')];
  expect(inAnswerOrder(errors, data).map(({ message }) => message)).toEqual(['0', '1', '2', '3']);
  expect(inAnswerOrder(errors, null).map(({ message }) => message)).toEqual(['3', '1', '2', '0']);
});
