import { defineConfig } from 'vitest/config';
import { embedded } from '../../vitest.config.ts';

/** For `npm run mutate`, which names the tests that hold the module that it changes. */
export default defineConfig({
  ...embedded,
  test: { ...embedded.test, include: process.env.MUTATION_TESTS?.split(',') ?? [] },
});
