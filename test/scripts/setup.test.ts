import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';

/** Stands for npm's cli: notes that it was called, does as `behaviour` says, and leaves what `npm ci` would. */
const NPM = `
const fs = require('node:fs');
const { behaviour, version } = JSON.parse(fs.readFileSync('npm.json', 'utf8'));
fs.appendFileSync('calls.log', process.argv.slice(2).join(' ') + '\\n');
fs.rmSync('node_modules', { recursive: true, force: true });
const succeed = () => {
  // Left behind by a setup that was killed, it may find its folder removed, where a recursive mkdir never ends.
  if (!fs.existsSync('npm.json')) process.exit(1);
  if (behaviour !== 'without scripts') {
    fs.mkdirSync('node_modules/node/bin', { recursive: true });
    fs.writeFileSync('node_modules/node/package.json', '{}');
    fs.writeFileSync('node_modules/node/bin/node', '#!/bin/sh\\necho v' + version + '\\n', { mode: 0o755 });
  }
  fs.mkdirSync('node_modules', { recursive: true });
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
};
if (behaviour === 'fail') {
  console.error('npm error code E404');
  process.exitCode = 7;
} else if (behaviour === 'hang') {
  fs.mkdirSync('node_modules/half', { recursive: true });
  setInterval(() => undefined, 1000);
} else if (behaviour === 'slow') setTimeout(succeed, 400);
else succeed();
`;

interface Npm {
  readonly behaviour: 'well' | 'slow' | 'hang' | 'fail' | 'without scripts';
  readonly version: string;
}

/** A checkout of its own with a lock that names Node alone. */
async function checkout() {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-setup-test-'));
  const at = (...parts: string[]): string => join(folder, ...parts);
  await mkdir(at('scripts'));
  await copyFile(new URL('../../scripts/setup.mjs', import.meta.url), at('scripts', 'setup.mjs'));
  await writeFile(at('npm-cli.js'), NPM);
  const lockWith = (version: string) =>
    writeFile(
      at('package-lock.json'),
      JSON.stringify({ packages: { '': {}, 'node_modules/node': { version, integrity: `sha512-${version}` } } }),
    );
  const npmDoes = (npm: Npm) => writeFile(at('npm.json'), JSON.stringify(npm));
  await lockWith('24.1.0');
  await npmDoes({ behaviour: 'well', version: '24.1.0' });

  const begin = (): ChildProcess & { readonly ended: Promise<{ code: unknown; out: string; err: string }> } => {
    const child = spawn(process.execPath, [at('scripts', 'setup.mjs')], {
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH,
        TMPDIR: folder,
        npm_execpath: at('npm-cli.js'),
        npm_node_execpath: process.execPath,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
      ([[code], out, err]: [unknown[], string, string]) => ({ code, out, err }),
    );
    return Object.assign(child, { ended });
  };
  return {
    at,
    lockWith,
    npmDoes,
    begin,
    setup: () => begin().ended,
    calls: async () =>
      (await readFile(at('calls.log'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}

describe('setup', () => {
  it('installs once, says so, and is silent ever after', async () => {
    await using here = await checkout();
    const first = await here.setup();
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^Installing the packages .*\nInstalled in \d+\.\d s\.\n$/);
    expect(await here.calls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
    expect(await here.setup()).toEqual({ code: 0, out: '', err: '' });
    expect(await here.calls()).toHaveLength(1);
  });

  it('installs again when the lock has changed', async () => {
    await using here = await checkout();
    await here.setup();
    await here.lockWith('24.2.0');
    await here.npmDoes({ behaviour: 'well', version: '24.2.0' });
    expect(await here.setup()).toMatchObject({ code: 0 });
    expect(await here.calls()).toHaveLength(2);
  });

  it('leaves alone what a npm install has already brought to the lock', async () => {
    await using here = await checkout();
    await here.setup();
    await rm(here.at('node_modules', '.masthead-setup'));
    expect(await here.setup()).toEqual({ code: 0, out: '', err: '' });
    expect(await here.calls()).toHaveLength(1);
  });

  it('heals packages that went missing', async () => {
    await using here = await checkout();
    await here.setup();
    await rm(here.at('node_modules', 'node'), { recursive: true });
    expect(await here.setup()).toMatchObject({ code: 0 });
    expect(await here.calls()).toHaveLength(2);
  });

  it('hands on what npm says when it fails, with a line of its own, and begins anew the next time', async () => {
    await using here = await checkout();
    await here.npmDoes({ behaviour: 'fail', version: '24.1.0' });
    const failed = await here.setup();
    expect(failed.code).toBe(1);
    expect(failed.err).toBe(
      'npm error code E404\nnpm ci failed with exit code 7: its own words stand above. Mend that and start again.\n',
    );
    await here.npmDoes({ behaviour: 'well', version: '24.1.0' });
    expect(await here.setup()).toMatchObject({ code: 0 });
  });

  it('takes npm with it when it is ended, and the next one heals what is left', async () => {
    await using here = await checkout();
    await here.npmDoes({ behaviour: 'hang', version: '24.1.0' });
    const running = here.begin();
    await vi.waitFor(() => readFile(here.at('calls.log')), { timeout: 20_000 });
    running.kill('SIGTERM');
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 1, err: 'npm ci was stopped by SIGTERM; the next start begins anew.\n' });
    await here.npmDoes({ behaviour: 'well', version: '24.1.0' });
    expect(await here.setup()).toMatchObject({ code: 0 });
  });

  it('is not stopped by the lock of one that was killed', async () => {
    await using here = await checkout();
    await here.npmDoes({ behaviour: 'slow', version: '24.1.0' });
    const running = here.begin();
    await vi.waitFor(() => readFile(here.at('calls.log')), { timeout: 20_000 });
    running.kill('SIGKILL');
    await running.ended;
    await here.npmDoes({ behaviour: 'well', version: '24.1.0' });
    expect(await here.setup()).toMatchObject({ code: 0, err: '' });
    expect((await here.calls()).length).toBeGreaterThan(0);
  });

  it('installs once when several begin at once', async () => {
    await using here = await checkout();
    await here.npmDoes({ behaviour: 'slow', version: '24.1.0' });
    const ended = await Promise.all([here.setup(), here.setup(), here.setup(), here.setup()]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(await here.calls()).toHaveLength(1);
  });

  it.each([
    { behaviour: 'well', version: '22.0.0' },
    { behaviour: 'without scripts', version: '24.1.0' },
  ] as const)('says that Node is missing or another: npm $behaviour, $version', async (npm) => {
    await using here = await checkout();
    await here.npmDoes(npm);
    for (let times = 0; times < 2; times += 1) {
      const failed = await here.setup();
      expect(failed.code).toBe(1);
      expect(failed.err).toMatch(/^npm has not installed Node v24\.1\.0 \(.*ignore-scripts"\.\n$/);
    }
  });

  it('refuses a Node older than 20 with one line', async () => {
    await using here = await checkout();
    // An old Node is played by a Node that says so of itself.
    await writeFile(here.at('old.cjs'), "Object.defineProperty(process.versions, 'node', { value: '18.20.4' });");
    await chmod(here.at('old.cjs'), 0o644);
    const child = spawn(process.execPath, ['--require', here.at('old.cjs'), here.at('scripts', 'setup.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [[code], err] = (await Promise.all([once(child, 'close'), text(child.stderr)])) as [unknown[], string];
    expect({ code, err }).toEqual({
      code: 1,
      err: 'Masthead needs Node 20 or newer to install itself; this is Node 18.20.4. See https://nodejs.org.\n',
    });
  });

  it('says that a checkout without a lock is none', async () => {
    await using here = await checkout();
    await rm(here.at('package-lock.json'));
    const failed = await here.setup();
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/^package-lock\.json cannot be read .*: is this a whole checkout\?\n$/);
  });
});
