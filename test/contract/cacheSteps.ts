import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** Waits for its turn, then makes the call; nobody else's step begins before it has ended. */
export type Step = <T>(call: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly actor: number | undefined;
  readonly go: () => void;
}

/**
 * Runs actors step by step, one step at a time, in an order that a tape of numbers up to 999 decides: below 700 goes on with the same actor,
 * so that one often does all it has to do between two steps of another; else it picks one. An empty tape takes them as they come.
 */
export function createSteps(tape: readonly number[]) {
  const actors = new AsyncLocalStorage<number>();
  const waiting: Waiting[] = [];
  let busy = 0;
  let position = 0;
  let last: number | undefined;

  const step: Step = async (call) => {
    await new Promise<void>((go) => {
      waiting.push({ actor: actors.getStore(), go });
    });
    busy += 1;
    try {
      return await call();
    } finally {
      busy -= 1;
    }
  };

  const next = (): Waiting | undefined => {
    const number = tape[position] ?? 0;
    position += 1;
    const same = waiting.findIndex(({ actor }) => actor === last);
    const index = number < 700 && same >= 0 ? same : number % waiting.length;
    return waiting.splice(index, 1)[0];
  };

  return {
    step,
    /** Ends when every actor has. @throws what the first of them that failed threw. */
    async run(all: readonly (() => Promise<void>)[]): Promise<void> {
      const left = { actors: all.length };
      const everyone = Promise.allSettled(
        all.map((actor, number) =>
          actors.run(number, actor).finally(() => {
            left.actors -= 1;
          }),
        ),
      );
      while (left.actors > 0) {
        await turn();
        // What has just ended takes its next step, or none, within a turn.
        if (busy > 0 || waiting.length === 0) continue;
        const chosen = next();
        last = chosen?.actor;
        chosen?.go();
      }
      for (const outcome of await everyone) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}
