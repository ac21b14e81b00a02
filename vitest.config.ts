import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;
const apart = ['test/browser/**', 'test/readme/**', 'test/**/*.servers.test.ts'];
/** Suites over adapters that need no server. */
const serverless = ['test/contract/*.{files,memory,sqlite}.test.ts'];

/** Vite would take graphql's ES modules, Node and every library here take its CommonJS ones: two of it cannot work together. */
const resolve = { alias: [{ find: /^graphql$/, replacement: createRequire(import.meta.url).resolve('graphql') }] };

/** The tests that need Node and npm alone. */
export const embedded = {
  resolve,
  test: { ...shared, name: 'embedded', include: ['test/**/*.test.ts'], exclude: apart },
};

/** The other projects are run by `.ci/run`: on real servers, in a browser, and over the README's own commands. */
export default defineConfig({
  test: {
    projects: [
      embedded,
      {
        resolve,
        test: {
          ...shared,
          name: 'servers',
          include: ['test/contract/*.test.ts', 'test/**/*.servers.test.ts'],
          exclude: serverless,
        },
      },
      { resolve, test: { ...shared, name: 'browser', include: ['test/browser/**/*.test.ts'] } },
      { resolve, test: { ...shared, name: 'readme', include: ['test/readme/**/*.test.ts'] } },
    ],
  },
});
