import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** Waits for its turn, then makes the call; nobody else's step begins before it has ended. */
export type Step = <T>(call: () => Promise<T>) => Promise<T>;

/** Somebody who acts in one of the processes. */
export interface Actor {
  readonly process: number;
  readonly act: () => Promise<void>;
}

interface Place {
  readonly actor: number;
  readonly process: number;
}

interface Waiting {
  readonly place: Place | undefined;
  readonly go: () => void;
}

/** Turns of the event loop without a step after which none is on its way. */
const STILL = 3;

/**
 * Runs actors step by step, one step at a time, in an order that a tape of numbers up to 999 decides: below 700 goes on with the same actor,
 * so that one often does all it has to do between two steps of another; else it picks one. An empty tape takes them as they come.
 *
 * @param kill A process that ends, as by `kill -9`, when it has made so many steps: whatever it waits for never comes.
 */
export function createSteps(tape: readonly number[], kill?: { readonly process: number; readonly after: number }) {
  const places = new AsyncLocalStorage<Place>();
  const waiting: Waiting[] = [];
  const killed = Promise.withResolvers<void>();
  let busy = 0;
  let position = 0;
  let last: number | undefined;
  let made = 0;

  const isKilled = (place: Place | undefined): boolean =>
    kill !== undefined && place?.process === kill.process && made >= kill.after;

  const step: Step = async (call) => {
    await new Promise<void>((go) => {
      waiting.push({ place: places.getStore(), go });
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
    const same = waiting.findIndex(({ place }) => place !== undefined && place.actor === last);
    const index = number < 700 && same >= 0 ? same : number % waiting.length;
    return waiting.splice(index, 1)[0];
  };

  const goOn = (): boolean => {
    const chosen = waiting.length > 0 ? next() : undefined;
    if (chosen === undefined) return false;
    if (isKilled(chosen.place)) {
      killed.resolve();
      return true;
    }
    last = chosen.place?.actor;
    if (kill !== undefined && chosen.place?.process === kill.process) made += 1;
    chosen.go();
    return true;
  };

  return {
    step,
    /** Makes a call whose steps are nobody's, and so happen though whoever set them going is killed. */
    apart: <T>(call: () => T): T => places.exit(call),
    /** Ends when every actor has, and all that they have set going. @throws what the first of them that failed threw. */
    async run(all: readonly Actor[]): Promise<void> {
      const left = { actors: all.length };
      const everyone = Promise.allSettled(
        all.map(({ process, act }, actor) => {
          const acting = places.run({ actor, process }, act);
          const ends = kill?.process === process ? Promise.race([acting, killed.promise]) : acting;
          return ends.finally(() => {
            left.actors -= 1;
          });
        }),
      );
      let still = 0;
      while (left.actors > 0 || still < STILL) {
        await turn();
        still += 1;
        // What has just ended takes its next step, or none, within a turn.
        if (busy > 0 || goOn()) still = 0;
      }
      for (const outcome of await everyone) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}
