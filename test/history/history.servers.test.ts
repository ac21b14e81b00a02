import { describe, expect, it } from 'vitest';
import { openOwnBackends } from '../system/ownBackends.ts';
import { checkHistory } from './check.ts';
import { failpoints } from './failpoints.ts';
import { runKills } from './kills.ts';
import { openStage } from './stage.ts';
import { runStorm } from './storm.ts';

describe.skipIf(process.env.REAL_SERVERS !== '1')('a history over DynamoDB, S3, OpenSearch, SQS and Redis', () => {
  it('holds though a process is killed at every failpoint', async () => {
    await using own = await openOwnBackends(process.env);
    await using stage = await openStage(own.env);
    const { history, ending, deaths } = await runKills(stage, { kills: failpoints.length, stepMs: 0 });
    expect(checkHistory(history, ending)).toEqual([]);
    expect(failpoints.map((point) => deaths[point])).toEqual(failpoints.map(() => 1));
    expect(history.reads.length).toBeGreaterThan(0);
  }, 600_000);

  it('holds under kills and faults', async () => {
    await using own = await openOwnBackends(process.env);
    await using stage = await openStage(own.env);
    const { history, ending, kills } = await runStorm(stage, {
      writes: 300,
      writers: 20,
      everyMs: 500,
      percent: 5,
      seed: 1,
    });
    expect(checkHistory(history, ending)).toEqual([]);
    expect(history.writes.length).toBeGreaterThanOrEqual(300);
    expect(kills).toBeGreaterThan(0);
  }, 600_000);
});
