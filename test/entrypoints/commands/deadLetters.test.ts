import { expect, it } from 'vitest';
import { newsroomOf, story, writerOf } from '../../subgraphs/content/commands/newsroom.ts';
import { article, idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

/** A command line on which one command failed again and again, since what was kept of it could not be read. */
const openWithDead = async () => {
  const line = await openCommandLine();
  const { world } = line;
  await world.saved(article('ferry'));
  const newsroom = newsroomOf(world);
  const given = { id: idOf('ferry'), expectedVersion: 1, patch: { headline: 'Second', byline: 'Ann Harbour' } };
  const { id } = await newsroom.send(
    'updateContent',
    { ...given, onBehalfOf: 'Bea Quay' },
    writerOf({ user: 'ann-7' }),
  );
  const key = { table: 'receipts', pk: `R#${id}`, sk: 'RECEIPT' };
  const [kept] = await world.records.getMany([key]);
  await world.records.transact([{ kind: 'update', key, set: { data: new Uint8Array([1]) } }]);
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await world.apply();
    world.pass(60_000);
  }
  return {
    line,
    world,
    newsroom,
    id: id ?? '',
    mend: () => world.records.transact([{ kind: 'update', key, set: { data: kept?.data ?? null } }]),
  };
};

it('lists what failed, with the reason, and shows the command with the names of people masked and what sending it again would come to', async () => {
  const { line, id, mend } = await openWithDead();
  await using _ = line;
  expect(await line.json('dead-letters list')).toMatchObject([
    { receipt: id, state: 'PARKED', kind: 'updateContent', subject: idOf('ferry'), subsidiary: 'courier', letters: 1 },
  ]);
  await mend();
  const { out } = await line.run(`dead-letters show ${id}`);
  expect(out).toContain('sent again, it would be applied, as version 2');
  expect(out).toContain('"headline":"Second","byline":"An…"');
  for (const name of ['Ann Harbour', 'Bea Quay', 'ann-7']) expect(out).not.toContain(name);
});

it('sends it again, and it is applied', async () => {
  const { line, world, newsroom, id, mend } = await openWithDead();
  await using _ = line;
  await mend();
  expect((await line.run(`dead-letters redrive ${id}`)).out).toBe(`${id}  sent again`);
  await world.apply();
  expect(await newsroom.receipt(id)).toMatchObject({ state: 'APPLIED', version: 2 });
  expect((await line.run('dead-letters list')).out).toBe('(none)');
});

it('says that a stale version would be refused as stale, and has it refused so', async () => {
  const { line, world, newsroom, id, mend } = await openWithDead();
  await using _ = line;
  await mend();
  await world.saved(article('ferry', { headline: 'Meanwhile' }));
  expect((await line.run(`dead-letters show ${id}`)).out).toContain('it would be refused: VERSION_CONFLICT');
  await line.run(`dead-letters redrive ${id}`);
  await world.apply();
  expect(await newsroom.receipt(id)).toMatchObject({ state: 'REJECTED', errors: [{ code: 'VERSION_CONFLICT' }] });
});

it('drops it, and says so of what is not there', async () => {
  const { line, newsroom, id } = await openWithDead();
  await using _ = line;
  expect((await line.run(`dead-letters drop ${id}`)).out).toBe(`${id}  1 letter dropped`);
  expect(await line.refusal(`dead-letters show ${id}`)).toContain(`there is no dead letter of ${id}`);
  expect(await newsroom.receipt(id)).toMatchObject({ state: 'PARKED' });
  await newsroom.applied('createContent', story('Another'));
});
