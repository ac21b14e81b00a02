import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/*
 * Servers and the client each run in a process of their own, so that the time of one is never counted as another's. They talk by Node's own channel:
 *
 *   parent                    child
 *   { task }            ──►
 *                       ◄──   what it answers when it is ready
 *   { ask }             ──►
 *                       ◄──   { answer }
 */

/** A process under measurement, or the one that measures. */
export interface Worker<Ready> extends AsyncDisposable {
  readonly ready: Ready;
  /** Sends a question, and waits for its answer. One at a time. */
  ask<T>(question: unknown): Promise<T>;
}

/** What every server answers to `cpu`: processor time used since it began, user and system, in microseconds. */
export const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const ENDING_MS = 5_000;

const nextMessage = (child: ChildProcess, file: URL): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.off('message', heard);
      reject(new Error(`${file.pathname} ended with ${String(code ?? signal)} before it answered`));
    };
    const heard = (message: unknown): void => {
      child.off('exit', gone);
      if (typeof message === 'object' && message !== null && 'error' in message)
        reject(new Error(`${file.pathname}: ${String(message.error)}`));
      else resolve(message);
    };
    child.once('message', heard);
    child.once('exit', gone);
  });

/** With what a child is started beside what is inherited: Node's own flags, and variables. */
export interface Surroundings {
  readonly flags: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a file of this folder with a task, and waits until it is ready. Its children end with it. */
export const startWorker = async <Ready>(
  file: URL,
  task: unknown,
  { flags, environment }: Surroundings = { flags: [] },
): Promise<Worker<Ready>> => {
  const child = fork(fileURLToPath(file), {
    // As it runs in production: no introspection, no stack traces in answers, nothing reported to anybody.
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', ...environment },
    execArgv: [
      ...flags,
      ...(process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : []),
    ],
  });
  const begun = nextMessage(child, file);
  child.send({ task });
  const ready = await begun;
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end is a file of this folder, which sends just that
    ready: ready as Ready,
    ask: async <T>(question: unknown): Promise<T> => {
      const answer = nextMessage(child, file);
      child.send({ ask: question });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      return (await answer) as T;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      const late = setTimeout(() => child.kill('SIGKILL'), ENDING_MS);
      await exited;
      clearTimeout(late);
    },
  };
};

/** What a child does once it has its task. */
export interface Work {
  /** Told to the parent when the child is ready. */
  readonly ready: unknown;
  readonly answer: (question: unknown) => Promise<unknown>;
  readonly end: () => Promise<void>;
}

const messageSchema = z.object({ task: z.unknown().optional(), ask: z.unknown().optional() });

/** The child's end: reads its task, does what it says, answers questions, and ends when its parent does. */
export const work = <Task>(taskSchema: z.ZodType<Task>, begin: (task: Task) => Promise<Work>): void => {
  const send = (message: unknown): void => void process.send?.(message);
  const fail = (error: unknown): void =>
    send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  let working: Promise<Work> | undefined;
  const hear = async (message: unknown): Promise<unknown> => {
    const { task, ask } = messageSchema.parse(message);
    if (working) return (await working).answer(ask);
    working = begin(taskSchema.parse(task));
    return (await working).ready;
  };
  process.on('message', (message) => {
    hear(message).then(send, fail);
  });
  process.on('disconnect', () => {
    (working?.then(({ end }) => end()) ?? Promise.resolve()).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
};

/** What a server of the bench answers: its processor time, or the memory that it holds in bytes. */
export const answerUsage = async (question: unknown): Promise<unknown> => {
  if (question === 'cpu') return { micros: cpuMicros() };
  if (question === 'memory') return { bytes: process.memoryUsage.rss() };
  throw new TypeError(`a server answers 'cpu' and 'memory' alone, not ${JSON.stringify(question)}`);
};
