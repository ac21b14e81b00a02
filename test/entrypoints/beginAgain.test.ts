import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ENTRYPOINTS = new URL('../../entrypoints/', import.meta.url).href;

/** Says at each beginning who it is and whether TypeScript was read for it; told `forgetful`, it loses what was compiled; told `ended`, it is asked to end as it closes. */
const ENTRY = `
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { beginAgain } from '${ENTRYPOINTS}beginAgain.ts';
import { endSignal } from '${ENTRYPOINTS}run.ts';

const say = (line: object): void => console.log(JSON.stringify(line));
const args = process.argv.slice(2);
const compiled = process.moduleLoadList.some((name: string) => name.includes('/amaro/'));
say({ pid: process.pid, compiled, flags: process.execArgv, args });
if (args.includes('forgetful')) rmSync(process.env.NODE_COMPILE_CACHE, { recursive: true });
const opened = {
  [Symbol.asyncDispose]: async () => {
    say({ closed: process.pid });
    if (!args.includes('ended')) return;
    const told = once(process, 'SIGTERM');
    const awake = setInterval(() => undefined, 10);
    process.kill(process.pid, 'SIGTERM');
    await told;
    clearInterval(awake);
  },
};
await beginAgain(opened, endSignal(), args.includes('filled') ? { filled: true, args: ['once'] } : {});
process.exitCode = 3;
`;

const place = () => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-again-'));
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, ENTRY);
  const env = { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: join(folder, 'compiled') };
  return {
    start: async (args: readonly string[], environment: Readonly<Record<string, string>> = env) => {
      const running = promisify(execFile)(process.execPath, ['--max-semi-space-size=8', entry, ...args], {
        env: environment,
      });
      const { pid } = running.child;
      const { stdout, code } = await running.then(
        ({ stdout }) => ({ stdout, code: 0 }),
        (failed: { stdout: string; code: number }) => failed,
      );
      const said: readonly unknown[] = stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      const begun = (compiled: boolean, args: readonly string[]) => ({
        pid,
        compiled,
        flags: ['--max-semi-space-size=8'],
        args,
      });
      return { code, said, begun, closed: { closed: pid } };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
};

describe.skipIf(process.platform === 'win32')('a process that had more to do than it will have again', () => {
  it('begins again as itself once it has compiled, and closes first what is open; the next start need not', async () => {
    using at = place();
    const { code, said, begun, closed } = await at.start(['a', 'b']);
    expect(code).toBe(3);
    expect(said).toEqual([begun(true, ['a', 'b']), closed, begun(false, ['a', 'b'])]);

    const next = await at.start(['a', 'b']);
    expect(next.said).toEqual([next.begun(false, ['a', 'b'])]);
  });

  it('begins again once it has filled, without what told it to', async () => {
    using at = place();
    await at.start([]);
    const { said, begun, closed } = await at.start(['filled']);
    expect(said).toEqual([begun(false, ['filled']), closed, begun(false, ['once'])]);
  });

  it('goes on as it is where what was compiled is kept nowhere', async () => {
    using at = place();
    const { code, said, begun } = await at.start([], { PATH: process.env.PATH ?? '' });
    expect([code, said]).toEqual([3, [begun(true, [])]]);
  });

  it('does so once, even where what was compiled is lost', async () => {
    using at = place();
    const { code, said, begun, closed } = await at.start(['forgetful']);
    expect([code, said]).toEqual([3, [begun(true, ['forgetful']), closed, begun(true, ['forgetful'])]]);
  });

  it('does not where it is asked to end meanwhile', async () => {
    using at = place();
    const { code, said, begun, closed } = await at.start(['ended']);
    expect([code, said]).toEqual([3, [begun(true, ['ended']), closed]]);
  });
});
