import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParsedAnswer } from '../support/answer.ts';
import { parsedAnswer } from '../support/answer.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A port that nothing listens on, as far as anybody can know. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
};

/** A folder that goes away with its test. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { readonly path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'masthead-system-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

/** One of the project's processes, as an operator runs it. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  /** What it has printed on both its outputs. */
  output(): string;
  /** Resolves when a line holds the text. Rejects where the process ends before. */
  printed(text: string): Promise<void>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** The exit code, null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs an entry point with an environment of its own: nothing of the test's configuration leaks in. */
export const runEntryPoint = (
  entryPoint: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running => {
  const inherited = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
  const child = spawn(process.execPath, [join(root, 'entrypoints', entryPoint), ...args], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    output: () => output,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then((code) =>
          reject(new Error(`${entryPoint} ended with ${code} before it printed ${JSON.stringify(text)}:\n${output}`)),
        );
      }),
    stop,
    ended,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
};

/** Masthead all in one, listening. */
export interface Masthead extends Running {
  readonly url: string;
  /** The sample keys by their newspaper's or partner's name, in the order printed. */
  readonly keys: readonly { readonly name: string; readonly key: string }[];
  ask(
    query: string,
    options?: { readonly key?: string; readonly variables?: Readonly<Record<string, unknown>> },
  ): Promise<Answer>;
}

/** What the graph answered. */
export type Answer = ParsedAnswer & { readonly status: number };

/** Asks a graph over HTTP. */
export const ask = async (
  url: string,
  key: string | undefined,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-api-key': key }) },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...parsedAnswer(await response.text()) };
};

/** Starts Masthead as `npm start` does, on a free port, and waits until it listens. */
export const startMasthead = async (
  dataDir: string,
  options: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly port?: number;
  } = {},
): Promise<Masthead> => {
  const port = options.port ?? (await freePort());
  const running = runEntryPoint('start.ts', options.args ?? [], {
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...options.env,
  });
  await running.printed('Ctrl-C stops it');
  const url = `http://localhost:${port}`;
  const keys = [...running.output().matchAll(/^ {2}(\S.*?) {2,}(mh_\S+)$/gm)].map(([, name = '', key = '']) => ({
    name,
    key,
  }));
  return {
    ...running,
    url,
    keys,
    ask: (query, asked = {}) => ask(url, asked.key ?? keys[0]?.key, query, asked.variables),
  };
};
