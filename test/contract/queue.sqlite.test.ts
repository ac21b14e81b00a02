import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteQueue } from '../../platform/queue/sqlite.ts';
import { describeContract } from './adapters.ts';
import { queueContract } from './queue.ts';

describeContract({
  port: 'queue',
  adapter: 'sqlite',
  suite: queueContract,
  make:
    () =>
    async (maxReceives = 3) => {
      const folder = await mkdtemp(join(tmpdir(), 'queue-'));
      let passed = 0;
      const queue = createSqliteQueue({
        file: join(folder, 'queue.sqlite'),
        name: 'commands',
        maxReceives,
        now: () => Date.now() + passed,
        pollMs: 20,
      });
      await queue.prepare();
      return {
        queue,
        async pass(ms) {
          passed += ms;
        },
        async [Symbol.asyncDispose]() {
          await queue.close();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
});
