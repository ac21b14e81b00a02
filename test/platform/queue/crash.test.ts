import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { createSqliteQueue } from '../../../platform/queue/sqlite.ts';

const worker = new URL('crashingWorker.ts', import.meta.url).pathname;

/** Runs the worker until it told of so much, and kills it in the midst of what follows. */
async function crashAfter(file: string, round: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [worker, file, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === lines) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return told;
}

it('delivers each acknowledged send once, in order, and nothing that was acknowledged, after kills at any moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'queue-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'queue.sqlite');
  const told: string[] = [];
  for (let round = 0; round < 8; round += 1) told.push(...(await crashAfter(file, round, 10 + round * 3)));

  // An hour later nothing is in flight any more.
  const queue = createSqliteQueue({ file, name: 'q', maxReceives: 1_000, now: () => Date.now() + 3_600_000 });
  cleanup.defer(() => queue.close());
  const left: string[] = [];
  for (;;) {
    const deliveries = await queue.receive({ max: 10, waitMs: 0, visibilityMs: 60_000 });
    if (deliveries.length === 0) break;
    for (const delivery of deliveries) {
      left.push(delivery.body);
      await queue.acknowledge(delivery);
    }
  }
  const bodies = (word: string) =>
    told.flatMap((line) => (line.startsWith(`${word} `) ? line.slice(word.length + 1) : []));
  const [sent, doing, done] = [bodies('sent'), new Set(bodies('doing')), new Set(bodies('done'))];
  expect(sent.length).toBeGreaterThan(20);
  expect(new Set(left).size).toBe(left.length);
  expect(left.filter((body) => done.has(body))).toEqual([]);
  // Of what a worker was at when it was killed, either may be.
  expect(sent.filter((body) => !doing.has(body) && !left.includes(body))).toEqual([]);
  for (const group of ['0', '1', '2']) {
    const own = left.filter((body) => body.split('-')[1] === group);
    const order = own.toSorted(
      (a, b) => Number(a.split('-')[0]) - Number(b.split('-')[0]) || Number(a.split('-')[2]) - Number(b.split('-')[2]),
    );
    expect(own).toEqual(order);
  }
});
