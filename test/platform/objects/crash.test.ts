import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createFileObjects } from '../../../platform/objects/files.ts';

const writer = new URL('crashingWriter.ts', import.meta.url).pathname;

/** Runs the writer until it told of so many puts, and kills it in the midst of the next ones. */
async function crashAfter(root: string, round: number, acknowledged: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, root, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === acknowledged) child.kill('SIGKILL');
  }
  if (child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return told;
}

it('holds what it acknowledged, whole, and nothing half, after kills at any moment', async () => {
  const root = await mkdtemp(join(tmpdir(), 'objects-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(root, { recursive: true, force: true }));
  const told: string[] = [];
  for (let round = 0; round < 8; round += 1) told.push(...(await crashAfter(root, round, 3 + round * 2)));

  const objects = createFileObjects({ root, baseUrl: 'http://localhost', secret: 'a secret of a test', now: Date.now });
  await objects.prepare();
  const there = new Set<string>();
  for await (const { key, size } of objects.list('')) {
    const { body, sha256 } = await objects.get(key);
    const bytes = await buffer(body);
    expect([key, bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([key, size, sha256]);
    there.add(key);
  }
  expect(told.filter((key) => !there.has(key))).toEqual([]);
  // A put of a key that a killed one was at succeeds, once.
  await objects.put('once', Buffer.from('x'), { contentType: 'text/plain', ifAbsent: true });
});
