import type { Failpoint } from './failpoints.ts';
import { failpoints } from './failpoints.ts';
import { openFleet } from './fleet.ts';
import type { Ending, History } from './history.ts';
import { settled } from './settled.ts';
import type { Stage } from './stage.ts';
import { ORGANISATIONS } from './stage.ts';
import { startWriters } from './writers.ts';

/** How a history is written while one process after the other is killed. */
export interface KillsOptions {
  readonly kills: number;
  /**
   * How far the clock of each process is ahead of that of the one before, in milliseconds: more than what was received stays hidden, so that the next one has to
   * do with what the last one left. 0 where the queue's clock is not ours; there others are written meanwhile.
   */
  readonly stepMs: number;
  readonly onKill?: ((kills: number) => void) | undefined;
}

/** What came of it. */
export interface Killed {
  readonly history: History;
  readonly ending: Ending;
  /** How often a process died at each. */
  readonly deaths: Readonly<Record<Failpoint, number>>;
}

const WRITERS = 12;
/** Passed by before the one at which a process dies: 0 to so many less one, in turn. */
const PASSES = 5;

/** Kills one process after the other, each at the next failpoint, while writers write; then lets one live until all is settled. */
export const runKills = async (stage: Stage, { kills, stepMs, onKill }: KillsOptions): Promise<Killed> => {
  await using fleet = openFleet(stage.env);
  const writers = startWriters(fleet, { count: WRITERS, organisations: ORGANISATIONS, onWrite: () => undefined });
  const deaths = new Map<Failpoint, number>(failpoints.map((point) => [point, 0]));
  for (let kill = 0; kill < kills; kill += 1) {
    const at = failpoints[kill % failpoints.length] ?? 'received';
    const child = await fleet.launch({
      aheadMs: kill * stepMs,
      dies: { at, after: Math.floor(kill / failpoints.length) % PASSES },
    });
    await Promise.race([child.killed, writers.failed]);
    deaths.set(at, (deaths.get(at) ?? 0) + 1);
    onKill?.(kill + 1);
  }
  await fleet.launch({ aheadMs: kills * stepMs });
  await writers.finish();
  const { ending } = await settled(stage, writers.history);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its keys are those of the map, which has them all
  return { history: writers.history, ending, deaths: Object.fromEntries(deaths) as Record<Failpoint, number> };
};
