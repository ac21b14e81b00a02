import type { LoadResult, LoadTask } from './client.ts';
import type { Worker } from './process.ts';
import type { Variant } from './variants.ts';

/** How long, and how often. */
export interface Alternation {
  /** Each variant is asked in so many rounds. */
  readonly rounds: number;
  /** How long in a round, in milliseconds. */
  readonly ms: number;
}

/** What came of one round. */
export interface Round {
  /** Requests for each second of processor time of all the variant's processes. */
  readonly perCpuSecond: number;
  /** Share of that time in the process that clients ask. */
  readonly atTheFront: number;
  /** Mean milliseconds from request to answer. */
  readonly latencyMs: number;
}

const WARM_UP_MS = 3_000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const measure = async (client: Worker<unknown>, variant: Variant, task: LoadTask): Promise<Round> => {
  const before = await variant.cpu();
  const { requests, ms } = await client.ask<LoadResult>(task);
  const after = await variant.cpu();
  const used = after.map((micros, at) => micros - (before[at] ?? 0));
  return {
    perCpuSecond: requests / (sum(used) / 1_000_000),
    atTheFront: (used[0] ?? 0) / sum(used),
    latencyMs: (ms * task.connections) / requests,
  };
};

/** Asks the variants in turn, each first as often as any other, after a warming up. */
export const alternate = async (
  client: Worker<unknown>,
  variants: readonly Variant[],
  taskOf: (variant: Variant, ms: number) => LoadTask,
  { rounds, ms }: Alternation,
): Promise<ReadonlyMap<Variant, readonly Round[]>> => {
  const measured = new Map<Variant, Round[]>(variants.map((variant) => [variant, []]));
  for (const variant of variants) await client.ask(taskOf(variant, WARM_UP_MS));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % variants.length;
    for (const variant of [...variants.slice(first), ...variants.slice(0, first)])
      measured.get(variant)?.push(await measure(client, variant, taskOf(variant, ms)));
  }
  return measured;
};
