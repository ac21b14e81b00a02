import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lean } from '../../bench/product.ts';

const LEAN = fileURLToPath(new URL('../../entrypoints/lean.mjs', import.meta.url));
const run = promisify(execFile);

/** Says how it was started. */
const ENTRY = `
const said: object = { pid: process.pid, flags: process.execArgv, args: process.argv.slice(2), env: process.env };
console.log(JSON.stringify(said));
process.exitCode = 3;
`;

const start = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-lean-'));
  using _ = { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, ENTRY);
  const running = run(process.execPath, [LEAN, entry, ...args], { env: { PATH: process.env.PATH, ...env } });
  const { stdout, code } = await running.then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failed: { stdout: string; code: number }) => failed,
  );
  return { pid: running.child.pid, code, said: JSON.parse(stdout) };
};

describe.skipIf(process.platform === 'win32')('entrypoints/lean.mjs', () => {
  it('becomes the entry point, with its arguments, its exit code, and what makes it lean', async () => {
    const { pid, code, said } = await start(['--fresh', 'twice']);
    expect(code).toBe(3);
    expect(said).toEqual({
      pid,
      flags: lean().flags,
      args: ['--fresh', 'twice'],
      env: expect.objectContaining({
        ...lean().environment,
        NODE_COMPILE_CACHE: expect.stringContaining('node_modules'),
      }),
    });
  });

  it('leaves as it is what is set already', async () => {
    const { said } = await start([], { MALLOC_ARENA_MAX: '4', NODE_COMPILE_CACHE: '' });
    expect(said).toMatchObject({ env: { MALLOC_ARENA_MAX: '4', NODE_COMPILE_CACHE: '' } });
  });

  it('says what it wants', async () => {
    await expect(run(process.execPath, [LEAN])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('node entrypoints/lean.mjs entrypoints/start.ts'),
    });
  });
});
