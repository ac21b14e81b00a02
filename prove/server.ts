import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../test/system/masthead.ts';

const entrypoint = (name: string): string => fileURLToPath(new URL(`../entrypoints/${name}.ts`, import.meta.url));

const METER = new URL('meter.ts', import.meta.url).href;

/** The product in a process of its own on the loopback, over the sample newspapers in a folder that goes with it. */
export interface Server extends AsyncDisposable {
  readonly origin: string;
  /** A key of the Harbour Courier with a quota of its own. */
  readonly key: (quota: number) => Promise<string>;
  /** What it has used: processor time since it began, user and system; memory that the system has given it; memory in use after garbage was collected. */
  readonly used: (what: 'cpuMs' | 'residentBytes' | 'keptBytes') => Promise<number>;
}

const READY_WITHIN_MS = 60_000;

/** Starts it as an operator would, in this environment but for where it listens and keeps its data. */
export const startServer = async (surroundings: NodeJS.ProcessEnv): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'masthead-prove-'));
  const port = await freePort();
  const env = { ...surroundings, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'error', NODE_ENV: 'production' };
  const child = spawn(process.execPath, ['--expose-gc', `--import=${METER}`, entrypoint('start')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const origin = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${origin}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  for (let waited = 0; !(await isReady()); waited += 200) {
    if (child.exitCode !== null || waited > READY_WITHIN_MS) throw new Error('the server did not start');
    await pause(200);
  }
  const masthead = async (line: string): Promise<string> =>
    (await promisify(execFile)(process.execPath, [entrypoint('cli'), ...line.split(' ')], { env })).stdout.trim();
  await masthead('applications add prove --subsidiary harbour-courier --name Prove --channel web');
  return {
    origin,
    key: (quota) =>
      masthead(
        `keys add --subsidiary harbour-courier --application prove --view subsidiary --grants read --quota ${quota}`,
      ),
    used: async (what) => {
      const answered = once(child, 'message');
      child.send(what);
      return Number((await answered)[0]);
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
