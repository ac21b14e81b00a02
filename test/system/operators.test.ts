import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startMasthead, temporaryFolder } from './masthead.ts';

const cli = fileURLToPath(new URL('../../entrypoints/cli.ts', import.meta.url));

/** Runs a command on a data folder, beside whatever else is at it. */
const command = async (dataDir: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir };
  const child = spawn(process.execPath, [cli, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, notes] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
  const [status]: unknown[] = await once(child, 'close');
  const answer: unknown = out === '' ? undefined : JSON.parse(out);
  return { status, notes, answer };
};

const FOUND =
  '{ search(first: 1, filter: { kinds: [CONTENT] }) { totalCount edges { node { ... on Content { id } } } } }';
const foundShape = z.object({
  search: z.object({
    totalCount: z.number(),
    edges: z.array(z.object({ node: z.object({ id: z.string() }) })),
  }),
});

it('beside a running process, records are taken down and erased, and the index is compared and built anew', async () => {
  await using folder = await temporaryFolder();
  await using masthead = await startMasthead(folder.path);
  const found = async () => foundShape.parse((await masthead.ask(FOUND, {})).data).search;
  const { totalCount, edges } = await found();
  const id = edges[0]?.node.id ?? '';
  const gone = (answer: unknown) =>
    z
      .object({ confirmed: z.array(z.object({ place: z.string(), gone: z.boolean() })) })
      .parse(answer)
      .confirmed.filter((each) => !each.gone);

  const takedown = await command(folder.path, 'takedown', id, '--reason', 'a court said so');
  expect([takedown.status, gone(takedown.answer)]).toEqual([0, []]);
  expect((await masthead.ask(`{ content(id: "${id}") { headline } }`, {})).data).toEqual({ content: null });
  expect((await found()).totalCount).toBe(totalCount - 1);

  const rebuilt = await command(folder.path, 'search', 'rebuild');
  expect([rebuilt.status, rebuilt.answer]).toMatchObject([0, { before: 'first' }]);
  expect((await found()).totalCount).toBe(totalCount - 1);

  const erased = await command(folder.path, 'erase', id, '--reason', 'a court said so', '--yes');
  expect([erased.status, gone(erased.answer)]).toEqual([0, []]);

  const reconciled = await command(folder.path, 'reconcile');
  expect([reconciled.status, reconciled.answer]).toMatchObject([0, { differing: [] }]);
  const history = await command(folder.path, 'audit', id);
  expect(history.answer).toMatchObject({ versions: [], audited: [{ action: 'erase' }, { action: 'take down' }] });
}, 180_000);
