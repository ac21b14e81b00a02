import { median } from '../statistics.ts';
import type { Desk } from './desk.ts';

/** How long a subsidiary's writes take to be applied, from when they are accepted, in milliseconds: medians. */
export interface Neighbours {
  readonly alone: number;
  /** Beside another that is at its bound of unfinished commands all the time. */
  readonly beside: number;
  /** What two hundred of the other's take, from the first sending until the last is applied. */
  readonly twoHundred: number;
}

const BOUND = 200;
/** Who writes for the other at once, without waiting until anything is applied: each begins the next story as soon as one is taken, and tries ten times a second where none is. */
export const CROWD = 250;
const STORIES = 15;

const timeToApplied = async (desk: Desk, wordOf: () => string): Promise<number> => {
  const { receipt } = await desk.create(wordOf());
  const { acceptedAt, appliedAt } = await desk.applied(receipt);
  return appliedAt - acceptedAt;
};

/** Measures one subsidiary alone and beside another that sends more than it may. */
export const measureNeighbours = async (calm: Desk, greedy: Desk, wordOf: () => string): Promise<Neighbours> => {
  const sample = async (): Promise<number> => {
    const took: number[] = [];
    for (let story = 0; story < STORIES; story += 1) took.push(await timeToApplied(calm, wordOf));
    return median(took);
  };
  const alone = await sample();

  const began = Date.now();
  const all = await Promise.all(Array.from({ length: BOUND }, () => greedy.create(wordOf())));
  const applied = await Promise.all(all.map(({ receipt }) => greedy.applied(receipt)));
  const twoHundred = Math.max(...applied.map(({ appliedAt }) => appliedAt)) - began;

  const enough = new AbortController();
  const flood = Promise.all(
    Array.from({ length: CROWD }, async () => {
      while (!enough.signal.aborted) await greedy.create(wordOf());
    }),
  );
  const beside = await sample();
  enough.abort();
  await flood;
  return { alone, beside, twoHundred };
};
