import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

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

const nextMessage = (child: ChildProcess, file: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const gone = (code: number | null, signal: NodeJS.Signals | null): void => {
      child.off('message', heard);
      reject(new Error(`${file} ended with ${String(code ?? signal)} before it answered`));
    };
    const heard = (message: unknown): void => {
      child.off('exit', gone);
      if (typeof message === 'object' && message !== null && 'error' in message)
        reject(new Error(`${file}: ${String(message.error)}`));
      else resolve(message);
    };
    child.once('message', heard);
    child.once('exit', gone);
  });

/** Starts a file of this folder with a task, and waits until it is ready. Its children end with it. */
export const startWorker = async <Ready>(file: string, task: unknown): Promise<Worker<Ready>> => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    // As it runs in production: no introspection, no stack traces in answers, nothing reported to anybody.
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' },
    execArgv: process.env.BENCH_PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROFILE}`] : [],
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

/**
 * The child's end: does its task, answers questions, and ends when its parent does.
 * @param begin - makes what answers; what it resolves with first is told to the parent.
 */
export const work = async <Task>(
  begin: (task: Task) => Promise<{
    readonly ready: unknown;
    readonly answer: (question: unknown) => Promise<unknown>;
    readonly end: () => Promise<void>;
  }>,
): Promise<void> => {
  const send = (message: unknown): void => void process.send?.(message);
  const fail = (error: unknown): void =>
    send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  try {
    const [first]: unknown[] = await once(process, 'message');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parent is a file of this folder, which sends just that
    const { task } = first as { readonly task: Task };
    const { ready, answer, end } = await begin(task);
    process.on('message', (message) => {
      const question: unknown =
        typeof message === 'object' && message !== null && 'ask' in message ? message.ask : undefined;
      answer(question).then(send, fail);
    });
    process.on('disconnect', () => {
      end().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
    send(ready);
  } catch (error) {
    fail(error);
    process.exitCode = 1;
    process.disconnect?.();
  }
};

/** What a server of the bench answers: its processor time. */
export const answerCpu = async (question: unknown): Promise<unknown> => {
  if (question !== 'cpu') throw new TypeError(`a server answers 'cpu' alone, not ${JSON.stringify(question)}`);
  return { micros: cpuMicros() };
};
