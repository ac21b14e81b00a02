import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { fragmentsOf } from '../../../subgraphs/execution/fragments.ts';

test('fragments are found by their names, those too that mean something in an object', () => {
  const names = ['__proto__', 'constructor', 'F'];
  const text = names.map((name) => `fragment ${name} on T { ${name} }`).join(' ');
  const fragments = fragmentsOf(parse(`{ a } ${text}`));
  expect([...fragments.keys()]).toEqual(names);
  expect([...fragments.values()].map(({ name }) => name.value)).toEqual(names);
  for (const none of ['toString', 'kind', 'a']) expect(fragments.has(none)).toBe(false);
});
