import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Loads files of `entrypoints/`, and says which packages came with them; `node:fetch` where Node's own did. */
const packagesOf = async (files: readonly string[]): Promise<readonly string[]> => {
  const listing = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load: (url, context, next) => {
        const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
        if (name) packages.add(name);
        return next(url, context);
      },
    });
    for (const file of ${JSON.stringify(files)}) await import('./entrypoints/' + file + '.ts');
    if (process.moduleLoadList.some((name) => name.includes('deps/undici'))) packages.add('node:fetch');
    process.stdout.write(JSON.stringify([...packages]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', listing], {
    cwd: ROOT,
  });
  return z.array(z.string()).parse(JSON.parse(stdout));
};

const clients = /^(@aws-sdk|@smithy|@opensearch-project|ioredis|rate-limiter-flexible)/;
const seldom = /^(sharp|@img|exifreader|saxes)/;

it('a process that serves the graph from embedded backends loads no client of a server, nothing that looks into pictures, and nothing that reads exports', async () => {
  const packages = await packagesOf(['backends', 'services', 'serveGraph']);
  expect(packages).toContain('graphql');
  expect(packages).toContain('@apollo/query-planner');
  expect(packages.filter((name) => clients.test(name) || seldom.test(name))).toEqual([]);
});

it('with Redis it loads the client of Redis, and of no other server', async () => {
  const packages = await packagesOf(['backends', 'services', 'serveGraph', 'remote/redis']);
  expect(packages).toContain('ioredis');
  expect(packages.filter((name) => clients.test(name) && !/redis|rate-limiter/.test(name))).toEqual([]);
});

it.each(['remote/redis', 'remote/subgraphs', 'remote/dynamodb', 'remote/sqs', 'remote/s3', 'remote/opensearch'])(
  'nothing loads Node’s own fetch: not what serves the graph, and %s neither',
  async (remote) => {
    const packages = await packagesOf(['serveGraph', 'openServices', remote]);
    expect(packages).toContain('graphql');
    expect(packages).not.toContain('node:fetch');
  },
);
