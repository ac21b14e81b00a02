import { Pool } from 'undici';
import { median, shown } from '../bench/statistics.ts';
import { PAGE_COST, percentile, sendAt, sendInTurn } from './load.ts';
import type { Server } from './server.ts';
import { startServer } from './server.ts';

const ROUNDS = 5;
const ROUND_SECONDS = 5;
/** Of the neighbour who keeps within its quota, a second. */
const CALM = 40;
/** Points a minute of the neighbour who does not, and what it sends a second: ten times as much. */
const QUOTA = 120_000;
const FLOOD = (10 * QUOTA) / PAGE_COST / 60;
const UNLIMITED = 100_000_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const verdict = (holds: boolean, what: string): boolean => {
  say(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  return holds;
};

const poolOf = (stack: AsyncDisposableStack, origin: string, connections: number): Pool =>
  stack.adopt(new Pool(origin, { connections }), (pool) => pool.destroy());

/** One key at ten times its quota moves another key's p99 by less than a tenth. */
const neighbours = async ({ origin, key }: Server): Promise<boolean> => {
  const [calm, greedy] = [await key(UNLIMITED), await key(QUOTA)];
  await using stack = new AsyncDisposableStack();
  const [calmPool, greedyPool] = [poolOf(stack, origin, 8), poolOf(stack, origin, 32)];
  // The greedy one's quota is spent first: what is shown is that refusing it costs its neighbour nothing.
  await sendAt(greedyPool, greedy, FLOOD, ROUND_SECONDS);
  const alone: number[] = [];
  const beside: number[] = [];
  let refused = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(percentile((await sendAt(calmPool, calm, CALM, ROUND_SECONDS)).good, 0.99));
    const [mine, theirs] = await Promise.all([
      sendAt(calmPool, calm, CALM, ROUND_SECONDS),
      sendAt(greedyPool, greedy, FLOOD, ROUND_SECONDS),
    ]);
    beside.push(percentile(mine.good, 0.99));
    refused += theirs.refused['429'] ?? 0;
  }
  const [before, after] = [median(alone), median(beside)];
  say(
    `p99 of a key: ${shown(before)} ms alone, ${shown(after)} ms beside one at ten times its quota (${refused} of its requests were refused)`,
  );
  return verdict(after < before * 1.1, 'a key at ten times its quota moves another key’s p99 by less than a tenth');
};

/** At five times the load, nine tenths of the peak are still answered. */
const goodput = async ({ origin, key }: Server): Promise<boolean> => {
  const one = await key(UNLIMITED);
  await using stack = new AsyncDisposableStack();
  const [few, many] = [poolOf(stack, origin, 16), poolOf(stack, origin, 1_000)];
  await sendInTurn(few, one, 16, ROUND_SECONDS);
  const peaks: number[] = [];
  const overs: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const calm = await sendInTurn(few, one, 16, ROUND_SECONDS);
    const peak = calm.good.length / calm.seconds;
    const over = await sendAt(many, one, 5 * peak, ROUND_SECONDS);
    peaks.push(peak);
    overs.push(over.good.length / over.seconds);
    say(
      `  ${shown(peak)} a second at the peak; at five times that ${shown(over.good.length / over.seconds)}, their p99 ${shown(percentile(over.good, 0.99))} ms, others by status ${JSON.stringify(over.refused)}`,
    );
  }
  const part = median(overs) / median(peaks);
  return verdict(
    part >= 0.9,
    `at five times the load ${shown(part * 100)} % of the peak are answered; at least 90 % must be`,
  );
};

/** What holds only under load, shown on this machine, over the loopback alone; it takes about three minutes. Answers whether all of it held. */
export const proveUnderLoad = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  await using server = await startServer(env);
  const held = [await neighbours(server), await goodput(server)];
  return !held.includes(false);
};
