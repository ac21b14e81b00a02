import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { subgraphNames } from '../schema/sdl.ts';

/** A process of the product, as an operator runs it. */
export interface Product extends AsyncDisposable {
  readonly origin: string;
  /** Bytes that it holds now. */
  memory(): Promise<number>;
}

/** What is inherited, and this beside it. */
type Environment = Readonly<Record<string, string>>;

const ROOT = new URL('..', import.meta.url);
const READY_WITHIN_MS = 60_000;
const LOOK_MS = 50;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
};

const leanSchema = z.object({ flags: z.array(z.string()), environment: z.record(z.string(), z.string()) });

/** With what `entrypoints/lean.mjs` starts a process: so runs whatever stands for the product. */
export const lean = (): z.infer<typeof leanSchema> =>
  leanSchema.parse(JSON.parse(readFileSync(new URL('entrypoints/lean.json', ROOT), 'utf8')));

const launch = (entry: string, env: Environment) => {
  const child = spawn(process.execPath, ['entrypoints/lean.mjs', `entrypoints/${entry}`], {
    cwd: fileURLToPath(ROOT),
    env: { ...process.env, LOG_LEVEL: 'silent', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    child,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
};

/** Starts a process that listens on the loopback, and waits until it is ready. */
const startListening = async (entry: string, env: Environment): Promise<Product> => {
  const port = await freePort();
  await using started = new AsyncDisposableStack();
  const { child } = started.use(launch(entry, { ...env, PORT: String(port) }));
  const origin = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${origin}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  for (let waited = 0; !(await isReady()); waited += LOOK_MS) {
    if (child.exitCode !== null || waited > READY_WITHIN_MS) throw new Error(`${entry} did not start`);
    await pause(LOOK_MS);
  }
  const running = started.move();
  return {
    origin,
    memory: async () => {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)]);
      return Number(stdout) * 1_024;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};

/** All in one process, as `npm start` runs it. */
export const startProduct = (env: Environment): Promise<Product> => startListening('start.ts', env);

/** The gateway in a process of its own; its subgraphs and the worker run beside it, and end with it. */
export const startGateway = async (env: Environment): Promise<Product> => {
  await using started = new AsyncDisposableStack();
  const urls: Record<string, string> = {};
  for (const name of subgraphNames) {
    const { origin } = started.use(
      await startListening('subgraph.ts', { ...env, SUBGRAPH: name, PUBLIC_URL: 'http://127.0.0.1' }),
    );
    urls[`SUBGRAPH_${name.toUpperCase()}_URL`] = origin;
  }
  started.use(launch('worker.ts', env));
  const gateway = started.use(await startListening('gateway.ts', { ...env, ...urls }));
  const running = started.move();
  return { ...gateway, [Symbol.asyncDispose]: () => running.disposeAsync() };
};
