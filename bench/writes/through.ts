import { performance } from 'node:perf_hooks';
import type { Desk } from './desk.ts';

/** What it took to bring writes through everything. */
export interface Through {
  readonly writes: number;
  /** Until the last of them was said yes to. */
  readonly yesSeconds: number;
  /** Until all were applied, the index found them all, and a cached reader saw the last. */
  readonly seconds: number;
}

/** Stories that a writer makes before it makes them live. */
const BATCH = 10;
/** Between two looks whether all is through, in milliseconds. */
const LOOK_EVERY_MS = 20;

/**
 * Sends writes as fast as they are taken, half of them creations and half of them what makes these live, and looks until all are through.
 * @param writers - at once, over all desks.
 */
export const measureThrough = async (
  desks: readonly Desk[],
  { writes, writers, wordOf }: { readonly writes: number; readonly writers: number; readonly wordOf: () => string },
): Promise<Through> => {
  const mark = wordOf();
  const [first] = desks;
  if (!first) throw new RangeError('nobody writes');
  const stories = Math.floor(writes / 2);
  let begun = 0;
  const write = async (desk: Desk): Promise<void> => {
    while (begun < stories) {
      const size = Math.min(BATCH, stories - begun);
      begun += size;
      const made = [];
      for (let at = 0; at < size; at += 1) made.push(await desk.create(`${mark} ${wordOf()}`));
      for (const { subject } of made) await desk.publish(subject, 1);
    }
  };
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(desks[writer % desks.length] ?? first)));
  const yesSeconds = seconds();
  const last = wordOf();
  const { subject } = await first.create(last);
  await first.publish(subject, 1);
  while ((await foundBy(desks, mark)) < stories || (await first.newest()) !== last)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  return { writes: stories * 2, yesSeconds, seconds: seconds() };
};

const foundBy = async (desks: readonly Desk[], words: string): Promise<number> => {
  let found = 0;
  for (const desk of desks) found += await desk.found(words);
  return found;
};
