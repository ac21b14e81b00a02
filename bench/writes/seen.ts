import type { Desk } from './desk.ts';

/** The way of a write, leg by leg: from its sending to the yes, and from the yes to each place where it is seen. */
export const legs = ['sent → yes', 'yes → applied', 'yes → in search', 'yes → seen by a cached reader'] as const;
/** One of {@link legs}. */
export type Leg = (typeof legs)[number];

/** Between two looks, in milliseconds. */
const LOOK_EVERY_MS = 2;

const until = async (isSo: () => Promise<boolean>): Promise<number> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  return Date.now();
};

/** Makes one story live after the other, and looks for each until it is seen everywhere. Answers how many milliseconds each leg took, story by story. */
export const measureSeen = async (
  desk: Desk,
  stories: number,
  wordOf: () => string,
): Promise<Readonly<Record<Leg, readonly number[]>>> => {
  const took: Record<Leg, number[]> = {
    'sent → yes': [],
    'yes → applied': [],
    'yes → in search': [],
    'yes → seen by a cached reader': [],
  };
  for (let story = 0; story < stories; story += 1) {
    const word = wordOf();
    const { subject, receipt: made } = await desk.create(word);
    await desk.applied(made);
    // Answers that the write is to end are kept.
    await desk.newest();
    await desk.newest();
    const sent = Date.now();
    const { receipt } = await desk.publish(subject, 1);
    const yes = Date.now();
    const [searched, seen] = await Promise.all([
      until(async () => (await desk.found(word)) === 1),
      until(async () => (await desk.newest()) === word),
    ]);
    took['sent → yes'].push(yes - sent);
    // It may be applied before its yes has come.
    took['yes → applied'].push(Math.max(0, (await desk.applied(receipt)).appliedAt - yes));
    took['yes → in search'].push(searched - yes);
    took['yes → seen by a cached reader'].push(seen - yes);
  }
  return took;
};
