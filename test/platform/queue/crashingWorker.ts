/** A process of crash.test.ts: sends to three groups, acknowledges some of it, and tells of each step when it was done, until it is killed. */
import { writeSync } from 'node:fs';
import { createSqliteQueue } from '../../../platform/queue/sqlite.ts';

const [file = '', round = ''] = process.argv.slice(2);
const queue = createSqliteQueue({ file, name: 'q', maxReceives: 1_000, now: Date.now });
// Not through the stream of stdout, whose buffer would die with the process.
const tell = (line: string) => writeSync(1, `${line}\n`);

async function send(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const body = `${round}-${n % 3}-${n}`;
    await queue.send([{ body, group: `g${n % 3}`, deduplicationId: body }]);
    tell(`sent ${body}`);
  }
}

async function work(): Promise<never> {
  for (;;) {
    const deliveries = await queue.receive({ max: 2, waitMs: 1_000, visibilityMs: 1_000 });
    const [first, ...rest] = deliveries;
    if (first === undefined) continue;
    tell(`doing ${first.body}`);
    await queue.acknowledge(first);
    tell(`done ${first.body}`);
    for (const delivery of rest) await queue.release(delivery);
  }
}

await Promise.all([send(), work()]);
