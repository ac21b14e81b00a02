import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSqliteSearch } from '../../platform/search/sqlite.ts';
import { indexSchema } from '../../subgraphs/document.ts';
import { temporaryFolder } from '../system/masthead.ts';

const cli = fileURLToPath(new URL('../../entrypoints/cli.ts', import.meta.url));

const masthead = (dataDir: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr };
};

it('an answer goes to standard output alone, so that a shell can take it up, and the process ends with 0', async () => {
  await using folder = await temporaryFolder();
  expect(masthead(folder.path, 'partners', 'add', 'lake', '--name', 'Lake', '--json')).toEqual({
    status: 0,
    stdout: `${JSON.stringify({ id: 'lake', kind: 'partner', name: 'Lake' }, null, 2)}\n`,
    stderr: '',
  });
});

it('what is refused is one line on standard error, and the process ends with 1', async () => {
  await using folder = await temporaryFolder();
  expect(masthead(folder.path, 'partners', 'show', 'nobody')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'masthead: there is no partner `nobody`\n',
  });
  expect(masthead(folder.path, 'patners')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'masthead: there is no command `patners`. `masthead help` says how\n',
  });
});

it('an index of other fields than this version declares is refused, and built anew by the one command that takes it', async () => {
  await using folder = await temporaryFolder();
  const fields = indexSchema.fields.filter(({ name }) => name !== 'names');
  const before = createSqliteSearch({ file: join(folder.path, 'search.sqlite'), schema: { ...indexSchema, fields } });
  await before.prepare();
  await before.close();
  expect(masthead(folder.path, 'reconcile')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('names') as unknown,
  });
  expect(masthead(folder.path, 'search', 'rebuild')).toMatchObject({ status: 0 });
  expect(masthead(folder.path, 'reconcile')).toMatchObject({ status: 0 });
}, 120_000);
