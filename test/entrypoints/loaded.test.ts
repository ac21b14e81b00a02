import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Loads what serves the graph, and says which packages came with it. */
const LISTING = `
import { registerHooks } from 'node:module';
const packages = new Set();
registerHooks({
  load: (url, context, next) => {
    const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
    if (name) packages.add(name);
    return next(url, context);
  },
});
for (const file of ['backends', 'services', 'serveGraph']) await import('./entrypoints/' + file + '.ts');
process.stdout.write(JSON.stringify([...packages]));
`;

it('a process that serves the graph from embedded backends loads no client of a server, nothing that looks into pictures, and nothing that reads exports', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', LISTING], {
    cwd: ROOT,
  });
  const packages: readonly string[] = JSON.parse(stdout);
  expect(packages).toContain('graphql');
  expect(packages).toContain('@apollo/query-planner');
  const unwanted = /^(@aws-sdk|@smithy|@opensearch-project|ioredis|rate-limiter-flexible|sharp|@img|exifreader|saxes)/;
  expect(packages.filter((name) => unwanted.test(name))).toEqual([]);
});
