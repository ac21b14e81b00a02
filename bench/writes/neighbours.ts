import { setTimeout as pause } from 'node:timers/promises';
import { MOST_UNFINISHED } from '../../writes/slots.ts';
import { median } from '../statistics.ts';
import type { Desk } from './desk.ts';

/** How long a subsidiary's writes take to be applied, from when they are accepted, in milliseconds: medians. */
export interface Neighbours {
  readonly alone: number;
  /** Beside another that is at its bound of unfinished commands all the time. */
  readonly beside: number;
  /** What the other's own take meanwhile: each has those two hundred before it, and nothing else. */
  readonly twoHundred: number;
}

/** Who writes for the other at once, without waiting until anything is applied: each begins the next story as soon as one is taken, and tries ten times a second where none is. */
export const CROWD = 250;
const STORIES = 15;
/** How many of the other's are looked at, spread evenly. */
const MOST_LOOKED_AT = 200;
const LOOK_MS = 10;

/** Waits until as many of the other's were taken as may be unfinished: from then on whatever comes has its like before it. */
const untilBound = async (taken: readonly string[]): Promise<void> => {
  while (taken.length < MOST_UNFINISHED) await pause(LOOK_MS);
};

const timeToApplied = async (desk: Desk, receipt: string): Promise<number> => {
  const { acceptedAt, appliedAt } = await desk.applied(receipt);
  return appliedAt - acceptedAt;
};

/** Measures one subsidiary alone and beside another that sends more than it may. */
export const measureNeighbours = async (calm: Desk, greedy: Desk, wordOf: () => string): Promise<Neighbours> => {
  const sample = async (): Promise<number> => {
    const took: number[] = [];
    for (let story = 0; story < STORIES; story += 1) {
      const { receipt } = await calm.create(wordOf());
      took.push(await timeToApplied(calm, receipt));
    }
    return median(took);
  };
  const alone = await sample();

  const enough = new AbortController();
  const taken: string[] = [];
  const flood = Promise.all(
    Array.from({ length: CROWD }, async () => {
      while (!enough.signal.aborted) taken.push((await greedy.create(wordOf())).receipt);
    }),
  );
  await untilBound(taken);
  const from = taken.length;
  const beside = await sample();
  // Looked at only now, so that nothing weighs on what is measured.
  const meanwhile = taken.slice(from);
  enough.abort();
  await flood;
  const every = Math.ceil(meanwhile.length / MOST_LOOKED_AT);
  const took: number[] = [];
  for (const receipt of meanwhile.filter((_, at) => at % every === 0)) took.push(await timeToApplied(greedy, receipt));
  return { alone, beside, twoHundred: median(took) };
};
