import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Ask, Begin } from './messages.ts';
import { toParent } from './messages.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/** Whoever asked learns nothing: the process was killed. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

/** A process that can be killed. */
export interface Child {
  ask(question: Ask): Promise<Answer>;
  /** No more faults from now on. */
  calm(): void;
  kill(): void;
  /** The signal that killed it. Rejects where it ended by itself. */
  readonly killed: Promise<string>;
}

interface Loaded {
  begin(how: Begin): Promise<Child>;
  readonly end: () => Promise<void>;
}

/** A process that has loaded, which takes most of a start. */
const load = async (env: Readonly<Record<string, string>>): Promise<Loaded> => {
  const child: ChildProcess = fork(CHILD, { env });
  const answers = new Map<number, PromiseWithResolvers<Answer>>();
  const begun = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const killed = Promise.withResolvers<string>();
  let asked = 0;
  child.on('message', (given) => {
    const message = toParent.parse(given);
    if (message.kind === 'ready') ready.resolve();
    else if (message.kind === 'begun') begun.resolve();
    else {
      answers.get(message.id)?.resolve(message);
      answers.delete(message.id);
    }
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of answers.values()) reject(new Gone('the process was killed'));
    answers.clear();
    const end = new Error(`the process ended by itself with ${code}`);
    ready.reject(end);
    if (!signal) {
      begun.reject(end);
      killed.reject(end);
      return;
    }
    // One that is killed while it begins has begun.
    begun.resolve();
    killed.resolve(signal);
  });
  for (const { promise } of [begun, ready, killed]) promise.catch(() => undefined);
  const send = (message: object): void => {
    // Nothing reaches a process that was killed just now; its end is told all the same.
    if (child.connected) child.send(message, () => undefined);
  };
  await ready.promise;
  return {
    begin: async (how) => {
      send({ kind: 'begin', ...how });
      await begun.promise;
      return {
        ask: (question) => {
          if (!child.connected) return Promise.reject(new Gone('the process was killed'));
          asked += 1;
          const answer = Promise.withResolvers<Answer>();
          answers.set(asked, answer);
          send({ kind: 'ask', id: asked, ...question });
          return answer.promise;
        },
        calm: () => send({ kind: 'calm' }),
        kill: () => void child.kill('SIGKILL'),
        killed: killed.promise,
      };
    },
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
};

/** Processes over the same backends, of which some live. */
export interface Fleet extends AsyncDisposable {
  /** Begins one; the next is loaded meanwhile. */
  launch(how: Begin): Promise<Child>;
  /** Asks one that lives, as soon as there is one. @throws {@link Gone} where it is killed before it answers. */
  ask(question: Ask): Promise<Answer>;
}

/** How often it is tried to begin one: on a busy machine a backend that lives does not answer in time either. */
const BEGINS = 20;

/** An empty {@link Fleet}. @param env - the environment of its processes, as an operator would write it. */
export const openFleet = (env: Readonly<Record<string, string>>): Fleet => {
  const all = new Set<Loaded>();
  const living: Child[] = [];
  let turn = 0;
  let arrival = Promise.withResolvers<void>();
  const loadOne = async (): Promise<Loaded> => {
    const one = await load(env);
    all.add(one);
    return one;
  };
  let next = loadOne();
  /** As whoever watches over processes would: one that finds a backend away when it begins is begun again. */
  const begin = async (how: Begin, left = BEGINS): Promise<{ readonly loaded: Loaded; readonly child: Child }> => {
    const loaded = await next;
    next = loadOne();
    try {
      return { loaded, child: await loaded.begin(how) };
    } catch (error) {
      all.delete(loaded);
      if (left <= 1) throw error;
      return begin(how, left - 1);
    }
  };
  return {
    launch: async (how) => {
      const { loaded, child } = await begin(how);
      living.push(child);
      const leave = (): void => {
        living.splice(living.indexOf(child), 1);
        all.delete(loaded);
      };
      child.killed.then(leave, leave);
      arrival.resolve();
      arrival = Promise.withResolvers<void>();
      return child;
    },
    ask: async (question) => {
      while (living.length === 0) await arrival.promise;
      turn += 1;
      const child = living[turn % living.length];
      if (!child) throw new Gone('nobody lives');
      return child.ask(question);
    },
    [Symbol.asyncDispose]: async () => {
      await next.catch(() => undefined);
      await Promise.all([...all].map(({ end }) => end()));
    },
  };
};
