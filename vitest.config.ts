import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' } as const;
const apart = ['test/browser/**', 'test/readme/**', 'test/**/*.servers.test.ts'];

/** `embedded` needs Node and npm alone. The others are run by `.ci/run`: on real servers, in a browser, and over the README's own commands. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'embedded', include: ['test/**/*.test.ts'], exclude: apart } },
      { test: { ...shared, name: 'servers', include: ['test/contract/*.test.ts', 'test/**/*.servers.test.ts'] } },
      { test: { ...shared, name: 'browser', include: ['test/browser/**/*.test.ts'] } },
      { test: { ...shared, name: 'readme', include: ['test/readme/**/*.test.ts'] } },
    ],
  },
});
