import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, temporaryFolder } from '../system/masthead.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const fenced = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
const blocks = (language: string): string[] =>
  fenced.flatMap(([, written = '', text = '']) => (written === language ? [text] : []));
const commands = blocks('sh').flatMap((text) => text.split('\n').filter(Boolean));

/** What `.ci/run` runs itself; the rest is run here. */
const ciRun = readFileSync(join(root, '.ci/run'), 'utf8');
const runByCi = (command: string): boolean =>
  ciRun.includes(command) || ciRun.includes(command.replace('npm run', 'npm run --silent'));

describe('the README', () => {
  const stack = new AsyncDisposableStack();
  let folder: { readonly path: string };
  beforeAll(async () => {
    folder = stack.use(await temporaryFolder());
  });
  afterAll(() => stack.disposeAsync());

  it('names commands that are run: by .ci/run, or by this test', () => {
    const here = ['npm start', 'npm run masthead -- import wordpress'];
    for (const command of commands)
      expect(runByCi(command) || here.some((known) => command.startsWith(known)), command).toBe(true);
    expect(commands.slice(0, 2)).toEqual(['npm start', 'npm test']);
  });

  it('shows what `npm start` prints', async () => {
    const child = spawn('npm', ['start'], {
      cwd: root,
      detached: true,
      env: { ...process.env, DATA_DIR: folder.path, PORT: String(await freePort()) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const over = once(child, 'close');
    const listening = new Promise<void>((resolve) => {
      child.stdout.on('data', () => printed.includes('Ctrl-C stops it') && resolve());
    });
    await Promise.race([listening, over]);
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await over;
    const [shown] = blocks('').filter((text) => text.includes('Masthead listens'));
    const lines = (shown ?? '').split('\n').filter((line) => line.trim() && line !== '…');
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) {
      const [beginning = ''] = line.split('…');
      expect(printed).toContain(beginning.replaceAll(/:4000.*/g, ':').trimEnd());
    }
  }, 300_000);

  it('imports as it says into what the start made', async () => {
    const [command] = commands.filter((each) => each.includes('import wordpress'));
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command ?? 'exit 9'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, DATA_DIR: folder.path },
    });
    expect(`${stdout}${stderr}`).toContain('quarantined');
    expect(status).toBe(0);
  }, 300_000);

  it('leads nowhere that is not there', () => {
    for (const file of ['README.md', 'docs/architecture.md', 'CHANGELOG.md']) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(existsSync(join(root, dirname(file), target)), `${file} → ${target}`).toBe(true);
    }
  });

  it('names the folders that are there', () => {
    for (const [, folder = ''] of readme.matchAll(/^\| `([a-z]+)\/`/gm))
      expect(existsSync(join(root, folder)), folder).toBe(true);
  });
});
