import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteRecords } from '../../platform/records/sqlite.ts';
import { describeContract } from './adapters.ts';
import { recordsContract } from './records.ts';
import { recordsTables } from './recordsTables.ts';

describeContract({
  port: 'records',
  adapter: 'sqlite',
  suite: recordsContract,
  make: () => async () => {
    const folder = await mkdtemp(join(tmpdir(), 'records-'));
    const open = () =>
      createSqliteRecords({
        file: join(folder, 'records.db'),
        tables: recordsTables,
        now: Date.now,
        pollMs: 10,
        retryBaseMs: 1,
      });
    const records = open();
    await records.prepare();
    const all = [records];
    return {
      records,
      async another() {
        const other = open();
        all.push(other);
        return other;
      },
      async [Symbol.asyncDispose]() {
        for (const one of all) await one.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});
