import { expect, test } from 'vitest';
import { proveWorlds } from './worlds.ts';

test('what a viewer cannot see changes no byte of its answers', async () => {
  const totals = await proveWorlds(20_261_103, 500);
  expect(totals.differences).toEqual([]);
  // What is compared must be worth it.
  expect(totals.telling).toBeGreaterThan(800);
});
