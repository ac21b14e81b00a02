import type { Choose } from '../support/documents.ts';

/** Numbers that a seed alone decides (mulberry32), so that what failed can be had again. */
export const seeded = (seed: number): Choose => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** One of these. @throws `RangeError` where there is none. */
export const oneOf = <T>(choose: Choose, things: readonly T[]): T => {
  const thing = things[choose(things.length)];
  if (thing === undefined) throw new RangeError('there is nothing to choose from');
  return thing;
};

/** Some of these, each with a chance of one in `of`. */
export const someOf = <T>(choose: Choose, things: readonly T[], of = 2): T[] => things.filter(() => choose(of) === 0);
