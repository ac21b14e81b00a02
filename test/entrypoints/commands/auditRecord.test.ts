import { expect, it } from 'vitest';
import type { Provenance } from '../../../subgraphs/provenance.ts';
import { newsroomOf, story, writerOf } from '../../subgraphs/content/commands/newsroom.ts';
import { article, asset, bodyOf, idOf, minutes, term } from '../../support/builders.ts';
import { termSaverOf } from '../../support/termSaver.ts';
import { openCommandLine } from './commandLine.ts';

/** The cells of a line of a table: two blanks part them. */
const cells = (line: string | undefined): readonly string[] => (line ?? '').split(/ {2,}/);
const rows = (out: string, heading: string): readonly (readonly string[])[] => {
  const lines = out.split('\n');
  const from = lines.findIndex((line) => line.startsWith(heading)) + 1;
  const end = lines.findIndex((line, at) => at >= from && line === '');
  return lines.slice(from, end === -1 ? undefined : end).map(cells);
};

const source = (parts: Partial<Provenance>): Provenance => ({
  system: 'wordpress',
  dataCentre: 'eu',
  site: 'www.courier.example',
  externalId: '17',
  exportFile: 'courier.xml',
  runId: 'run-1',
  sourceHash: 'a',
  repairs: [],
  ...parts,
});

it('tells each version with who made it, for whom, how, and which fields changed', async () => {
  await using line = await openCommandLine();
  const newsroom = newsroomOf(line.world);
  const ann = writerOf({ user: 'ann' });
  const { id, version } = await newsroom.applied('createContent', story('Ferry late'), ann);
  const drafted = await newsroom.applied('updateContent', {
    id,
    expectedVersion: version,
    patch: { headline: 'Ferry on time', standfirst: 'After all' },
    onBehalfOf: 'Bea Quay',
  });
  line.world.pass(60_000);
  const live = await newsroom.applied('publishContent', { id, expectedVersion: drafted.version });
  await newsroom.applied('withdrawContent', { id, expectedVersion: live.version });

  const { out } = await line.run(`audit ${id}`);
  expect(rows(out, 'VERSION').map(([number, _, ...rest]) => [number, ...rest])).toEqual([
    ['4', 'withdrawn', 'ann', '-', 'desk', '-'],
    ['3', 'published', 'ann', '-', 'desk', 'firstPublished published'],
    ['2', 'changed', 'ann', 'Bea Quay', 'desk', 'headline standfirst'],
    ['1', 'created', 'ann', '-', 'desk', '-'],
  ]);
  expect(out).toContain('not live since');
  expect(out).toContain('a working copy in version 4');
});

it('tells what operators did about it: packages, their licences, and purges', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('ferry'));
  const id = idOf('ferry');
  await line.run('packages add courier/news');
  await line.run('packages add courier/other');
  await line.run(`packages put courier/news ${id}`);
  await line.run('licences add --partner radio --package courier/news --channels app --id l1');
  await line.run('licences add --partner radio --package courier/other --channels app --id l2');
  await line.run(`cache purge --record ${id}`);

  const answer = await line.json(`audit ${id}`);
  expect(answer).toMatchObject({
    packages: ['courier/news'],
    versions: [
      { version: 2, what: 'moved between packages', by: 'ann@desk' },
      { version: 1, what: 'saved' },
    ],
    licences: [{ id: 'l1', licensee: 'radio' }],
  });
  const { out } = await line.run(`audit ${id}`);
  for (const each of ['put package courier/news', 'add licence radio/l1', `purge cache record ${id}`])
    expect(out).toContain(`ann@desk  ${each}`);
  expect(out).not.toContain('l2');
});

it('tells from which exports it came', async () => {
  await using line = await openCommandLine();
  const imported = article('ferry', { source: source({}) });
  await line.world.saved(imported, { author: 'import:run-1' });
  await line.world.saved(
    { ...imported, source: source({ runId: 'run-2', sourceHash: 'b', exportFile: 'later.xml', byteRange: [3, 90] }) },
    { author: 'import:run-2', body: bodyOf('Another text.') },
  );
  const { out } = await line.run(`audit ${idOf('ferry')}`);
  expect(rows(out, 'VERSION  IMPORTED')).toEqual([
    ['2', 'wordpress', 'www.courier.example', '17', 'later.xml', '3–90', 'run-2'],
    ['1', 'wordpress', 'www.courier.example', '17', 'courier.xml', '-', 'run-1'],
  ]);
  expect(await line.json(`audit ${idOf('ferry')}`)).toMatchObject({
    versions: [{ what: 'imported', changed: ['body', 'source'] }, { what: 'imported' }],
  });
});

it('tells the versions of an asset, as many as are asked for', async () => {
  await using line = await openCommandLine();
  await line.world.saveMedia(asset('quay'));
  await line.world.saveMedia(asset('quay', { altText: 'The quay at night' }));
  expect(await line.json(`audit ${idOf('quay')}`)).toMatchObject({
    kind: 'media',
    versions: [
      { version: 2, changed: ['altText'] },
      { version: 1, changed: [] },
    ],
  });
  const { out } = await line.run(`audit ${idOf('quay')} --limit 1`);
  expect(rows(out, 'VERSION').map(([first]) => first)).toEqual(['2', '(the newest 1; --limit shows more)']);
  expect((await line.run(`audit ${idOf('quay')} --limit 2`)).out).not.toContain('shows more');
  expect(await line.json(`audit ${idOf('quay')} --limit 1`)).toMatchObject({ versions: [{ changed: ['altText'] }] });
});

it('tells what was saved of a contributor, imported and changed here, and in which fields', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const ann = term('contributor', 'Ann', { sourceHash: 'one' });
  await termSaverOf(world).saveDescribed([ann], false);
  const given = { id: ann.id, expectedVersion: 1, contributor: { name: 'Ann Orr', biography: 'Sails.' } };
  await newsroomOf(world).applied('saveContributor', { ...given, onBehalfOf: 'Bea Quay' });
  const { out } = await line.run(`audit ${ann.id}`);
  expect(out).toMatch(/^kind +contributor$/m);
  expect(out).toMatch(/^state +live in version 2$/m);
  expect(rows(out, 'VERSION').map(([number, _, ...rest]) => [number, ...rest])).toEqual([
    ['2', 'changed', 'ann', 'Bea Quay', 'desk', 'description name'],
    ['1', 'imported', 'import:run-1', '-', '-', '-'],
  ]);
});

it('tells what a collection was and was to be', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('saveCollection', { collection: { name: 'Front', items: [] } });
  const next = { name: 'Evening', slug: 'evening', items: [] };
  await newsroom.applied('saveCollection', { id, expectedVersion: 1, collection: next, at: minutes(5) });
  expect((await line.run(`audit ${id}`)).out).toContain(`another in version 2, due ${minutes(5)}`);
  world.pass(6 * 60_000);
  await world.apply();
  const { out } = await line.run(`audit ${id}`);
  expect(rows(out, 'VERSION').map(([number, _, what, who]) => [number, what, who])).toEqual([
    ['3', 'published when due', 'masthead:due'],
    ['2', 'scheduled', 'ann'],
    ['1', 'created', 'ann'],
  ]);
});

it('refuses what is no record, and still lists the directory’s changes by that name', async () => {
  await using line = await openCommandLine();
  expect(await line.refusal('audit')).toContain('RECORD is required');
  expect(await line.refusal('audit nothing')).toContain('is no record’s id');
  expect(await line.refusal(`audit ${idOf('nobody')}`)).toContain('nothing is known of one');
  expect((await line.run('audit directory')).out).toBe('(none)');
});
