import { expect, it } from 'vitest';
import { documentId } from '../../../subgraphs/document.ts';
import { article, idOf } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';

const wrong = { id: documentId('CONTENT', idOf('open')), version: 1, fields: { kind: 'CONTENT', owner: 'blatt' } };

it('lists what differs and fails for it, repairs it where it is told to, and is content then', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  await world.saved(article('open'));
  await world.saved(article('right'));
  await world.index();
  await world.search.index([wrong], { again: true });

  const { out, failures } = await line.run('reconcile');
  expect(out).toMatch(/^RECORD +KIND +IS +VERSION +IN THE INDEX +FIELDS +REPAIRED$/m);
  expect(out).toMatch(new RegExp(`^${idOf('open')} +content +audience +1 +1 +.*owner.* +no$`, 'm'));
  expect(out).toMatch(/2 records \(\d+ items read\) and 2 documents of the index: 1 audience\. In/);
  expect(failures).toEqual(['not as the records say: 1 document; --repair writes them anew']);

  const repaired = await line.run('reconcile --repair');
  expect(repaired.out).toContain('1 audience; 1 repaired');
  expect(repaired.failures).toEqual([]);
  expect(await line.json('reconcile')).toMatchObject({ differing: [], counts: { records: 2, documents: 2 } });
});

it('says what it cannot repair', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('open'));
  await line.world.search.index([{ ...wrong, version: 9 }]);
  const { out, failures } = await line.run('reconcile --repair');
  expect(out).toContain('1 ahead');
  expect(failures).toEqual([expect.stringContaining('masthead search rebuild')]);
});

it('ends in one line when it is stopped, and the next begins anew where it is told to', async () => {
  await using line = await openCommandLine();
  await line.world.saved(article('open'));
  await line.world.index();
  const stop = new AbortController();
  stop.abort();
  await expect(line.run('reconcile', { signal: stop.signal })).rejects.toThrow('it goes on from there');
  expect((await line.run('reconcile --again')).out).toContain('nothing differs');
});
