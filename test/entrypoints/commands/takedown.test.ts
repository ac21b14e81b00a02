import { expect, it } from 'vitest';
import { newsroomOf, story } from '../../subgraphs/content/commands/newsroom.ts';
import { article, asset, idOf } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { CommandLine, Said } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

/** Runs a command while a process follows the feed into its cache. */
const beside = (line: CommandLine, command: string): Promise<Said> => {
  line.meanwhile(() => line.world.purged());
  return line.run(command);
};

const HITS = '{ search { totalCount } }';

it('kills an article with its reason, and confirms place by place that it is gone', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  await world.saved(article('ferry', { packages: ['courier/news'] }));
  await world.index();
  const id = idOf('ferry');
  const { out, failures } = await beside(line, `takedown ${id} --reason "a court said so"`);
  expect(failures).toEqual([]);
  expect(out).toMatch(new RegExp(`^${id} is killed in version 2, after -?\\d+ ms`));
  for (const place of ['live table', 'lists', 'index first', 'caches of processes'])
    expect(out).toMatch(new RegExp(`^${place} +yes +-?\\d+`, 'm'));
  expect(out).toMatch(/^At the CDN purge the tags .+\.$/m);
  const [meta] = await world.store.metas([id], { consistent: true });
  expect(meta).toMatchObject({ live: false, killed: { reason: 'a court said so' } });
  expect(await world.data('search', viewerOf(), HITS)).toEqual({ search: { totalCount: 0 } });
  const history = await line.run(`audit ${id}`);
  expect(history.out).toMatch(/^2 .* killed \(a court said so\) +ann@desk +- +masthead:operator/m);
  expect(history.out).toContain(`ann@desk  take down record ${id}`);
});

it('only asks the places where it is down already', async () => {
  await using line = await openCommandLine();
  const newsroom = newsroomOf(line.world);
  const { id } = await newsroom.applied('createContent', story('Never shown'));
  await beside(line, `takedown ${id} --reason x`);
  const { out, failures } = await beside(line, `takedown ${id} --reason y`);
  expect(failures).toEqual([]);
  expect(out).toContain(`${id} was down already: killed `);
  expect(out).not.toContain('bring it back');
  const { state, errors } = await newsroom.done('publishContent', { id, expectedVersion: 2 });
  expect([state, errors.length]).toEqual(['REJECTED', 1]);
});

it('says that what an import took down may come again, where there is nothing left to kill', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('ferry'));
  await line.world.takeDown(idOf('ferry'));
  const { out } = await beside(line, `takedown ${idOf('ferry')} --reason x`);
  expect(out).toContain('an import that has it may bring it back');
});

it('deletes an asset with its renditions', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  await world.saveMedia(asset('quay'));
  const id = idOf('quay');
  const rendition = `renditions/${id}/a/original-320.webp`;
  await world.objects.put(rendition, new Uint8Array([1]), { contentType: 'image/webp' });
  const { out } = await beside(line, `takedown ${id} --reason x`);
  expect(out).toMatch(/^renditions +yes/m);
  expect(await world.objects.head(rendition)).toBeUndefined();
  const [meta] = await world.mediaStore.metas([id], { consistent: true });
  expect(meta).toMatchObject({ live: false });
});

it('ends with 1 where a place does not confirm in time, and says which', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('ferry'));
  const { out, failures } = await line.run(`takedown ${idOf('ferry')} --reason x --within 0`);
  expect(out).toMatch(/^live table +yes/m);
  expect(out).toMatch(/^caches of processes +no/m);
  expect(failures).toEqual(['not confirmed: caches of processes; run the same command again']);
  expect(await line.refusal(`takedown ${idOf('nobody')} --reason x`)).toContain('there is no record');
  expect(await line.refusal(`takedown ${idOf('ferry')}`)).toContain('--reason is required');
});
