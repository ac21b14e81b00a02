import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openHouse } from './house.ts';
import { item, temporaryFolder, wxr } from './wordpress/wxr.ts';

const CHILD = fileURLToPath(new URL('importChild.ts', import.meta.url));
const ITEMS = 600;

test('an import that is killed at any moment goes on where it stood, loses nothing and counts nothing twice', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'export.xml');
  await writeFile(
    path,
    wxr(...Array.from({ length: ITEMS }, (_, index) => item({ id: index + 1, body: 'words '.repeat(50) }))),
  );

  const child = spawn(process.execPath, [CHILD, folder.path, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (/"phase":"import".*"records":[1-5]\d\d,/.test(line)) break;
  }
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);

  await using house = await openHouse(folder.path);
  const result = await house.run([path]);
  expect(result.files[0]?.resumed).toBe(true);
  expect(result.totals).toEqual({
    read: ITEMS,
    created: ITEMS,
    updated: 0,
    unchanged: 0,
    skipped: {},
    quarantined: {},
  });
});
