import { expect, it } from 'vitest';
import { temporaryFolder } from '../system/masthead.ts';
import { secrets } from '../system/realBackends.ts';
import { checkHistory } from './check.ts';
import { failpoints } from './failpoints.ts';
import { runKills } from './kills.ts';
import { openStage } from './stage.ts';

const KILLS = 50;
/** More than what was received stays hidden. */
const STEP_MS = 11_000;

it('does every acknowledged write once, and says so, though its process is killed fifty times, at every failpoint', async () => {
  await using folder = await temporaryFolder();
  await using stage = await openStage({ ...secrets, DATA_DIR: folder.path });
  const { history, ending, deaths } = await runKills(stage, { kills: KILLS, stepMs: STEP_MS });
  expect(checkHistory(history, ending)).toEqual([]);
  expect(Math.min(...failpoints.map((point) => deaths[point]))).toBeGreaterThanOrEqual(4);
  expect(history.writes.length).toBeGreaterThan(KILLS);
  expect(history.reads.length).toBeGreaterThan(0);
}, 300_000);
