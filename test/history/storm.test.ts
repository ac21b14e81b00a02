import { expect, it } from 'vitest';
import { temporaryFolder } from '../system/masthead.ts';
import { secrets } from '../system/realBackends.ts';
import { checkHistory } from './check.ts';
import { openStage } from './stage.ts';
import { runStorm } from './storm.ts';

/** More than what was received stays hidden. */
const AHEAD_MS = 11_000;

it('keeps a history true under kills and faults of queue and records, whose writers ask again whenever they do not know', async () => {
  await using folder = await temporaryFolder();
  await using stage = await openStage({ ...secrets, DATA_DIR: folder.path });
  const { history, ending, kills } = await runStorm(stage, {
    writes: 200,
    writers: 20,
    everyMs: 500,
    percent: 5,
    seed: 1,
    lastAheadMs: AHEAD_MS,
  });
  expect(checkHistory(history, ending)).toEqual([]);
  expect(history.writes.length).toBeGreaterThanOrEqual(200);
  expect(history.reads.length).toBeGreaterThan(0);
  expect(kills).toBeGreaterThan(0);
}, 300_000);
