import { expect, test } from 'vitest';
import { createCountsLog } from '../../entrypoints/keptAnswers.ts';
import type { LevelCounts } from '../../platform/cache/levels/counts.ts';
import { silentLog } from '../../platform/telemetry.ts';

const none: LevelCounts = {
  hits: { memory: 0, redis: 0, flight: 0, stale: 0 },
  executions: 0,
  stored: 0,
  fenced: 0,
  skipped: 0,
  purges: 0,
  foreign: 0,
  bytes: 0,
  entries: 0,
};

test('the log is told what the cache counted, as often as it counted more', () => {
  const told: object[] = [];
  const log = { ...silentLog, info: (fields: object) => void told.push(fields) };
  let counts = none;
  const tell = createCountsLog(
    {
      get counts() {
        return counts;
      },
    },
    log,
  );
  tell();
  counts = { ...none, executions: 1, stored: 1, hits: { ...none.hits, memory: 7 } };
  tell();
  tell();
  expect(told).toEqual([counts]);
});

test('a process that keeps no answers tells of none', () => {
  const told: object[] = [];
  createCountsLog(undefined, { ...silentLog, info: (fields: object) => void told.push(fields) })();
  expect(told).toEqual([]);
});
