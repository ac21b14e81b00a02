import type { Delivery, Queue } from '../platform/queue/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { Apply, Outcome } from './apply.ts';

/** Waits, and ends early and without an error when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** What became of a batch: the message ids of those that come again, and of those that lie with the dead letters. All others are done. */
export interface BatchResult {
  readonly failed: readonly string[];
  readonly dead: readonly string[];
  /** Whether a backend is away, so that more of the same would come to nothing. */
  readonly away: boolean;
}

/** What {@link createBatchHandler} stands on. */
export interface BatchParts {
  readonly queue: Pick<Queue, 'extend' | 'release'>;
  readonly apply: Apply;
  readonly wait: Wait;
  readonly log: Log;
}

/** How long what is received stays hidden, in milliseconds; extended while it is worked on. */
export const VISIBILITY_MS = 10_000;
const EXTEND_EVERY_MS = 5_000;
/** The first pause before what failed comes again, in milliseconds; doubled with each delivery. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

const pauseFor = ({ receiveCount }: Delivery): number =>
  Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, receiveCount - 1), LONGEST_PAUSE_MS);

const comesAgain = (outcome: Outcome): boolean => outcome === 'failed' || outcome === 'away';

/**
 * Applies a batch of deliveries, whoever received it: a loop in this process, or a function with an event source. Groups go side by side, each in its order;
 * nothing after the first failure of a group is applied. What failed is hidden for a while, what stood behind it is given back.
 */
export const createBatchHandler = ({ queue, apply, wait, log }: BatchParts) => {
  const quietly = async (what: string, delivery: Delivery, step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      // Its time runs out by itself, and it comes again.
      log.debug({ message: delivery.messageId, err: error }, `a message could not be ${what}`);
    }
  };

  /** Keeps deliveries hidden until they are out of hand. */
  const keepHidden = async (inHand: ReadonlySet<Delivery>, over: AbortSignal): Promise<void> => {
    for (;;) {
      await wait(EXTEND_EVERY_MS, over);
      if (over.aborted) return;
      const all = [...inHand];
      await Promise.all(all.map((each) => quietly('kept hidden', each, () => queue.extend(each, VISIBILITY_MS))));
    }
  };

  return async (deliveries: readonly Delivery[], signal: AbortSignal): Promise<BatchResult> => {
    const inHand = new Set(deliveries);
    const outcomes = new Map<Delivery, Outcome>();
    const groups = Map.groupBy(deliveries, ({ group }) => group);
    const over = new AbortController();
    const hiding = keepHidden(inHand, over.signal);

    const applyGroup = async (members: readonly Delivery[]): Promise<void> => {
      let stopped: Outcome | undefined;
      for (const delivery of members) {
        const outcome = stopped ?? (await apply(delivery, signal));
        inHand.delete(delivery);
        outcomes.set(delivery, outcome);
        if (stopped !== undefined) await quietly('given back', delivery, () => queue.release(delivery));
        else if (comesAgain(outcome)) {
          stopped = outcome;
          await quietly('put off', delivery, () => queue.extend(delivery, pauseFor(delivery)));
        }
      }
    };
    await Promise.all([...groups.values()].map(applyGroup));
    over.abort();
    await hiding;

    const those = (fits: (outcome: Outcome) => boolean): string[] =>
      [...outcomes].filter(([, outcome]) => fits(outcome)).map(([{ messageId }]) => messageId);
    return {
      failed: those(comesAgain),
      dead: those((outcome) => outcome === 'dead'),
      away: [...outcomes.values()].includes('away'),
    };
  };
};
