import { expect, it } from 'vitest';
import { saveProgress } from '../../../platform/directory/progress.ts';
import { beginning } from '../../../subgraphs/search/rebuild.ts';
import { article, asset } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

const open = async () => {
  const line = await openCommandLine();
  await line.world.saved(article('ferry'));
  await line.world.saveMedia(asset('quay'));
  await line.world.index();
  return line;
};

it('builds a new index, swaps it in, keeps the one before until it is dropped, and is on record', async () => {
  await using line = await open();
  const { out } = await line.run('search rebuild');
  const name = 'r20261102120000000';
  expect(out).toContain(`${name} is the living index: 2 documents.`);
  expect(out).toContain('first (2 documents) stays as it was');
  expect((await line.run('search list')).out.split('\n')).toEqual([
    'INDEX               IS      DOCUMENTS',
    'first               kept    2',
    'r20261102120000000  living  2',
  ]);
  expect(await line.refusal(`search drop ${name}`)).toContain('is the living index');
  await line.run('search drop first');
  expect(await line.json('search list')).toEqual([{ name, is: 'living', documents: 2 }]);
  const { out: audited } = await line.run('audit directory');
  for (const each of [`rebuild index ${name}`, 'drop index first']) expect(audited).toContain(`ann@desk  ${each}`);
});

it('goes back to the one before, brought up to date', async () => {
  await using line = await open();
  await line.run('search rebuild');
  await line.world.saved(article('later'));
  await line.world.index();
  expect(await line.json('search rebuild --into first')).toMatchObject({
    index: 'first',
    documents: 3,
    before: 'r20261102120000000',
  });
  expect((await line.run('reconcile')).failures).toEqual([]);
});

it('goes on with one that was stopped, and lets nobody begin another meanwhile', async () => {
  await using line = await open();
  const { records } = line.world;
  const stop = new AbortController();
  stop.abort();
  await expect(line.run('search rebuild', { signal: stop.signal })).rejects.toThrow('no longer waits');
  const under = new Date(line.desk.now()).toISOString();
  await line.world.search.create('half');
  await saveProgress(records, 'search-rebuild', { state: beginning('half'), under });
  expect(await line.refusal('search rebuild')).toContain('another process is building half');
  line.advance(61_000);
  expect(await line.refusal('search rebuild --into first')).toContain('search drop half');
  expect(await line.json('search list')).toMatchObject([{ name: 'first' }, { name: 'half', is: 'being built' }]);
  expect(await line.json('search rebuild')).toMatchObject({ index: 'half', documents: 2 });
});

it('forgets one that was stopped as its index is dropped', async () => {
  await using line = await open();
  await line.world.search.create('half');
  await saveProgress(line.world.records, 'search-rebuild', { state: beginning('half') });
  await line.run('search drop half');
  expect(await line.json('search rebuild')).toMatchObject({ index: 'r20261102120000000' });
  expect(await line.refusal('search drop half')).toContain('there is no index half');
  expect(await line.refusal('search rebuild --into half')).toContain('there is no index half');
});
