import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agree } from '../../bench/answers.ts';
import { queriesFor } from '../../bench/queries.ts';
import { startBare, startCached, startMasthead, startStock } from '../../bench/variants.ts';
import { silentLog } from '../../platform/telemetry.ts';
import { seedFolder } from '../../scripts/seed/folder.ts';
import { houses } from '../../scripts/seed/houses.ts';

test('all variants of the bench answer its queries with the same bytes of data', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'masthead-bench-'));
  using _ = { [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }) };
  const keys = await seedFolder({
    dataDir: join(dataDir, 'data'),
    records: 150,
    seed: 'answers',
    fresh: false,
    log: silentLog,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
  const key = keys.find(({ organisation }) => organisation === houses[0].id)?.key ?? '';
  const task = { dataDir: join(dataDir, 'data'), key };
  await using masthead = await startMasthead(task);
  await using stock = await startStock(task);
  await using cached = await startCached('Masthead that keeps answers', task);

  for (const query of queriesFor([])) {
    const agreed = await agree([masthead, stock, cached], query, 10);
    const bodies = agreed.map(({ texts }) => texts.get(masthead.name) ?? '');
    expect(bodies.join('').length, query.name).toBeGreaterThan(10_000);
    expect(bodies.join(''), query.name).toContain('"renditions":[{');
    await using bare = await startBare(bodies.map((body) => Buffer.from(body)));
    const last = bodies.length - 1;
    const answer = await fetch(`${bare.origin}/${last}`, { method: 'POST', body: agreed[last]?.body ?? '' });
    expect(await answer.text()).toBe(bodies[last]);
  }
  await expect(masthead.cpu()).resolves.toEqual([expect.any(Number)]);
  expect(await stock.cpu()).toHaveLength(4);
  expect(await cached.memory()).toBeGreaterThan(1_000_000);
});
