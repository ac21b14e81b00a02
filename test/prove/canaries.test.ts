import { expect, test } from 'vitest';
import { proveCanaries } from './canaries.ts';
import { coordinatesOf } from './coordinates.ts';
import { wholeSchema } from './schema.ts';
import { hideable, tags } from './shown.ts';

test('the table of tags is of this graph, each element once', () => {
  expect([...tags.keys()].sort()).toEqual(coordinatesOf(wholeSchema).sort());
  const names = Object.entries(hideable).flatMap(([name, others]) => [name, ...others.split(' ').filter(Boolean)]);
  expect(names.filter((name) => !tags.has(name) && !wholeSchema.getType(name))).toEqual([]);
});

test('no answer holds a value that its viewer may not read, and none lacks one that it may', async () => {
  const totals = await proveCanaries(20_261_127, 2_000);
  expect(totals.leaks).toEqual([]);
  expect(totals.wrong).toEqual([]);
  // What is looked at must be worth it.
  expect(totals.leaves).toBeGreaterThan(15_000);
  expect(totals.allowed).toBeGreaterThan(700);
  expect(totals.kept).toBeGreaterThan(200);
  for (const kind of ['valid', 'kept', 'hidden', 'introspection', 'entities', 'cursors'])
    expect(totals.kinds[kind], kind).toBeGreaterThan(40);
});
