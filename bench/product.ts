import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The product, all in one process of its own, as an operator runs it. */
export interface Product extends AsyncDisposable {
  readonly origin: string;
  /** Bytes that it holds now. */
  memory(): Promise<number>;
}

const ROOT = new URL('..', import.meta.url);
const manifest = z.object({ scripts: z.object({ start: z.string() }) });
const READY_WITHIN_MS = 60_000;
const LOOK_MS = 50;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
};

/** What `npm start` runs after its first step: `node`, its flags, and the file. */
export const startCommand = (): readonly string[] =>
  manifest.parse(JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'))).scripts.start.split(' ');

/** Node's flags in it: with these runs whatever stands for the product. */
export const startFlags = (): readonly string[] => startCommand().filter((word) => word.startsWith('--'));

/** Starts it on the loopback, with this configuration beside what is inherited, and waits until it is ready. */
export const startProduct = async (env: Readonly<Record<string, string>>): Promise<Product> => {
  const port = await freePort();
  const [, ...args] = startCommand();
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, PORT: String(port), LOG_LEVEL: 'silent', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${origin}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  for (let waited = 0; !(await isReady()); waited += LOOK_MS) {
    if (child.exitCode !== null || waited > READY_WITHIN_MS) throw new Error('the product did not start');
    await pause(LOOK_MS);
  }
  return {
    origin,
    memory: async () => {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)]);
      return Number(stdout) * 1_024;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};
