import { seeded } from '../samples/draw.ts';

/** Repeatable choices: the same seed makes the same ones on every machine. */
export interface Random {
  /** From 0 up to 1, 1 left out. */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True in this share of cases, 0 to 1. */
  chance(share: number): boolean;
  /** One of the values. @throws `RangeError` where there are none. */
  pick<T>(values: readonly T[]): T;
  /** So many of the values, each at most once, in their order. */
  some<T>(values: readonly T[], count: number): T[];
}

/** {@link Random} of a seed. */
export const createRandom = (seed: string): Random => {
  const next = seeded(seed);
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    chance: (share) => next() < share,
    pick: (values) => {
      const [first] = values;
      if (first === undefined) throw new RangeError('there is nothing to choose from');
      return values[integer(0, values.length - 1)] ?? first;
    },
    some: (values, count) => {
      const chosen = new Set<number>();
      while (chosen.size < Math.min(count, values.length)) chosen.add(integer(0, values.length - 1));
      return values.filter((_, at) => chosen.has(at));
    },
  };
};
