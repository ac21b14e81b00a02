import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './fleet.ts';
import { openFleet } from './fleet.ts';
import type { Ending, History } from './history.ts';
import { settled } from './settled.ts';
import type { Stage } from './stage.ts';
import { ORGANISATIONS } from './stage.ts';
import { startWriters } from './writers.ts';

/** How a history is written while processes are killed and backends fail. */
export interface StormOptions {
  /** Writes to be acknowledged. */
  readonly writes: number;
  readonly writers: number;
  /** Between two kills, in milliseconds. */
  readonly everyMs: number;
  /** How many of a hundred calls of queue and records fail. */
  readonly percent: number;
  readonly seed: number;
  /**
   * How far the clock of a last process is ahead, in milliseconds, which takes the place of those that live when the storm is over: what the killed ones left hidden
   * need not be waited for. Default: those that live go on.
   */
  readonly lastAheadMs?: number | undefined;
  readonly onKill?: ((kills: number, acknowledged: number) => void) | undefined;
}

/** What came of it. */
export interface Storm {
  readonly history: History;
  readonly ending: Ending;
  readonly kills: number;
  /** From the last fault and kill until every write was applied or refused, in milliseconds. */
  readonly settledMs: number;
}

/** Processes that live at a time: one takes over while the other begins. */
const LIVING = 2;

/** Lets writers write through processes of which the oldest is killed again and again, with faults in between; then lets those that live come to an end without. */
export const runStorm = async (
  stage: Stage,
  { writes, writers: count, everyMs, percent, seed, lastAheadMs, onKill }: StormOptions,
): Promise<Storm> => {
  await using fleet = openFleet(stage.env);
  const enough = new AbortController();
  let acknowledged = 0;
  const writers = startWriters(fleet, {
    count,
    organisations: ORGANISATIONS,
    onWrite: (all) => {
      acknowledged = all;
      if (all >= writes) enough.abort();
    },
  });
  const living: Child[] = [];
  let launched = 0;
  const launch = async (): Promise<void> => {
    launched += 1;
    living.push(await fleet.launch({ aheadMs: 0, faults: { percent, seed: seed + launched } }));
  };
  while (living.length < LIVING) await launch();
  let kills = 0;
  while (!enough.signal.aborted) {
    const quiet = pause(everyMs, undefined, { signal: enough.signal }).catch(() => undefined);
    await Promise.race([quiet, writers.failed]);
    if (enough.signal.aborted) break;
    const victim = living.shift();
    victim?.kill();
    await victim?.killed;
    kills += 1;
    onKill?.(kills, acknowledged);
    await launch();
  }
  const over = Date.now();
  if (lastAheadMs === undefined) for (const each of living) each.calm();
  else {
    for (const each of living) each.kill();
    await Promise.all(living.map(({ killed }) => killed));
    await fleet.launch({ aheadMs: lastAheadMs });
  }
  await writers.finish();
  const finishedMs = Date.now() - over;
  const { ending, settledMs } = await settled(stage, writers.history);
  return { history: writers.history, ending, kills, settledMs: finishedMs + settledMs };
};
