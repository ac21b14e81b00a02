import { performance } from 'node:perf_hooks';
import { shown } from '../bench/statistics.ts';
import { checkHistory } from '../test/history/check.ts';
import type { Ending, History } from '../test/history/history.ts';
import { runKills } from '../test/history/kills.ts';
import { openStage } from '../test/history/stage.ts';
import { runStorm } from '../test/history/storm.ts';
import { openOwnBackends } from '../test/system/ownBackends.ts';

/** Where it is shown, and to whom it is told. */
export interface HistoryProof {
  /** Over the servers that the environment names; otherwise over embedded backends. */
  readonly servers: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

const WRITERS = 20;
const EVERY_MS = 2_000;
const PERCENT = 5;
/** From the last fault until all is applied, at most. */
const MOST_SETTLED_MS = 60_000;
/** More than what was received stays hidden. */
const STEP_MS = 11_000;
/** Between two lines of progress. */
const TELL_EVERY_KILLS = 25;
/** Faults told one by one. */
const MOST_TOLD = 20;

const countsOf = ({ writes, reads }: History, { receipts }: Ending): string => {
  const states = Map.groupBy(receipts.values(), ({ state }) => state);
  const each = [...states].map(([state, all]) => `${all.length} ${state}`).join(', ');
  return `${writes.length} acknowledged writes (${each}), ${reads.length} reads of their sessions`;
};

const tell = (faults: readonly string[], what: string, say: (line: string) => void): boolean => {
  for (const fault of faults.slice(0, MOST_TOLD)) say(`  ${fault}`);
  if (faults.length > MOST_TOLD) say(`  and ${faults.length - MOST_TOLD} more`);
  say(`${faults.length === 0 ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  return faults.length === 0;
};

const placeOf = ({ servers }: HistoryProof): string => (servers ? 'real servers' : 'embedded backends');

/** Kills one process after the other at every failpoint, and holds what is there at the end against what those who wrote were told. Answers whether it holds. */
export const proveKills = async (kills: number, proof: HistoryProof): Promise<boolean> => {
  const { servers, say } = proof;
  say(`Killing ${kills} processes over ${placeOf(proof)}`);
  await using own = await openOwnBackends(servers ? proof.env : undefined);
  await using stage = await openStage(own.env);
  const began = performance.now();
  const { history, ending, deaths } = await runKills(stage, {
    kills,
    stepMs: servers ? 0 : STEP_MS,
    onKill: (killed) => {
      if (killed % TELL_EVERY_KILLS === 0) say(`  ${killed} killed, ${shown((performance.now() - began) / 1_000)} s`);
    },
  });
  say(
    `  killed: ${Object.entries(deaths)
      .map(([point, count]) => `${point} ${count}`)
      .join(', ')}`,
  );
  say(`  ${countsOf(history, ending)}`);
  return tell(checkHistory(history, ending), 'every acknowledged write is there once, and its receipt is true', say);
};

/** Lets writers write while processes are killed and backends fail, and checks what they were told against everything that is there at the end. Answers whether it holds. */
export const proveHistory = async (writes: number, seed: number, proof: HistoryProof): Promise<boolean> => {
  const { servers, say } = proof;
  say(
    `${writes} writes of ${WRITERS} writers over ${placeOf(proof)}, a kill every ${EVERY_MS / 1_000} s, ${PERCENT} % faults`,
  );
  await using own = await openOwnBackends(servers ? proof.env : undefined);
  await using stage = await openStage(own.env);
  const began = performance.now();
  const { history, ending, kills, settledMs } = await runStorm(stage, {
    writes,
    writers: WRITERS,
    everyMs: EVERY_MS,
    percent: PERCENT,
    seed,
    onKill: (killed, acknowledged) => {
      if (killed % TELL_EVERY_KILLS === 0)
        say(`  ${acknowledged} acknowledged, ${killed} killed, ${shown((performance.now() - began) / 1_000)} s`);
    },
  });
  say(`  ${countsOf(history, ending)}; ${kills} kills; all settled ${shown(settledMs / 1_000)} s after the last fault`);
  const faults = [
    ...checkHistory(history, ending),
    ...(settledMs <= MOST_SETTLED_MS ? [] : [`it took ${shown(settledMs / 1_000)} s until all was settled`]),
  ];
  return tell(
    faults,
    `no acknowledged write is missing, none applied twice, no version is left out, no session goes back; all is settled within ${MOST_SETTLED_MS / 1_000} s`,
    say,
  );
};
