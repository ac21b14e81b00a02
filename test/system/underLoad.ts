import { createHash } from 'node:crypto';
import { Pool } from 'undici';
import { expect, vi } from 'vitest';
import type { Running } from './masthead.ts';
import { freePort, runEntryPoint } from './masthead.ts';

/** An answer to what is kept. */
export interface Told {
  readonly status: number;
  readonly text: string;
  /** `hit`, or `miss` where it was executed for its asker. */
  readonly outcome: string | undefined;
  /** Where a `hit` came from. */
  readonly from: string | undefined;
  /** Seconds. */
  readonly age: number;
}

/** A process that answers, and that a test asks by an operation's hash. */
export interface Answering extends AsyncDisposable {
  readonly running: Running;
  ask(query: string, variables: object): Promise<Told>;
  /** Has it know an operation's text. */
  learn(query: string, variables: object): Promise<void>;
}

const SECONDS = { timeout: 40_000, interval: 50 };
const CONNECTIONS = 8;

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** Starts a process all in one, and waits until it listens. @param key - with the grants `apq` and `explore`. */
export const startAnswering = async (env: Readonly<Record<string, string>>, key: string): Promise<Answering> => {
  const port = await freePort();
  const running = runEntryPoint('start.ts', [], { ...env, PORT: String(port), LOG_LEVEL: 'debug' });
  await running.printed('Masthead listens');
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS });
  const post = async (query: string, body: object): Promise<Told> => {
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const {
      statusCode,
      headers,
      body: sent,
    } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ ...body, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
    return {
      status: statusCode,
      text: await sent.text(),
      outcome: headerOf(headers['x-cache']),
      from: headerOf(headers['x-cache-reason']),
      age: Number(headerOf(headers.age)),
    };
  };
  return {
    running,
    ask: (query, variables) => post(query, { variables }),
    learn: async (query, variables) => {
      await post(query, { query, variables });
    },
    [Symbol.asyncDispose]: async () => {
      await pool.destroy();
      await running[Symbol.asyncDispose]();
    },
  };
};

/** What is asked, over and over, and the answer that it must have. */
export interface Question {
  readonly query: string;
  readonly variables: object;
  readonly answer: string;
}

/** Clients that ask without a pause. */
export interface Load {
  /** Lets so many more be answered. Rejects where one is not. */
  answered(more: number): Promise<void>;
  /**
   * How often a process executed the question that it executed most often for its asker, and how often it may have: once, once more whenever it said
   * that Redis failed it or was late, as it is on a busy machine, and every two seconds where it had given Redis up.
   */
  executions(process: Answering): { readonly most: number; readonly allowed: number };
  /** Ends it, and says what was answered otherwise than it must be. Rejects where a request was not answered at all. */
  stop(): Promise<readonly string[]>;
}

/** Asks several processes at once, each on all its connections. */
export const loadOn = (processes: readonly Answering[], questionAt: (turn: number) => Question): Load => {
  const faults: string[] = [];
  const began = Date.now();
  /** What each printed before, and how often it executed each question since. */
  const watched = new Map(
    processes.map((process) => [
      process,
      { printed: process.running.output().length, executed: new Map<string, number>() },
    ]),
  );
  const going = new AbortController();
  let turn = 0;
  let answers = 0;
  const one = async (process: Answering): Promise<void> => {
    while (!going.signal.aborted) {
      turn += 1;
      const { query, variables, answer } = questionAt(turn);
      const { status, text, outcome } = await process.ask(query, variables).catch((cause: unknown) => {
        const printed = process.running.output().slice(-2_000);
        throw new Error(`process ${process.running.pid} did not answer; it printed:\n${printed}`, { cause });
      });
      answers += 1;
      if (status !== 200 || text !== answer) faults.push(`${status}: ${text.slice(0, 300)}`);
      const executed = watched.get(process)?.executed;
      const name = JSON.stringify(variables);
      if (outcome !== 'hit') executed?.set(name, (executed.get(name) ?? 0) + 1);
    }
  };
  const clients = Promise.all(processes.flatMap((process) => Array.from({ length: CONNECTIONS }, () => one(process))));
  clients.catch(() => going.abort());
  return {
    answered: async (more) => {
      const until = answers + more;
      await vi.waitFor(() => expect(going.signal.aborted || answers >= until).toBe(true), SECONDS);
      // Whoever was not answered has ended it.
      if (going.signal.aborted) await clients;
    },
    executions(process) {
      const seen = watched.get(process);
      if (!seen) throw new RangeError('the process is not asked by this load');
      const said = process.running.output().slice(seen.printed);
      const failures = said.split('The cache could not be').length - 1;
      const away = said.includes('The cache is away') ? Math.ceil((Date.now() - began) / 2_000) : 0;
      return { most: Math.max(0, ...seen.executed.values()), allowed: 1 + failures + away };
    },
    stop: async () => {
      going.abort();
      await clients;
      return faults;
    },
  };
};
