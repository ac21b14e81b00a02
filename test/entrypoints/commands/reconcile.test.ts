import { expect, it } from 'vitest';
import { z } from 'zod';
import { createAnswerCodec } from '../../../gateway/cache/codec.ts';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import { saveProgress } from '../../../platform/directory/progress.ts';
import { ownNamePk } from '../../../subgraphs/content/keys.ts';
import { documentId } from '../../../subgraphs/document.ts';
import { noCounts } from '../../../subgraphs/search/reconcile.ts';
import { newsroomOf } from '../../subgraphs/content/commands/newsroom.ts';
import { article, idOf, NOW, term } from '../../support/builders.ts';
import { openCommandLine } from './commandLine.ts';
import { idOfText, openFiles } from './manifests.ts';

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

it('has the slugs of what was imported before they were kept lead to it, unless another has them', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const { records } = world;
  await world.saveTerms(term('tag', 'Wind'), term('tag', 'Gale'), term('section', 'Wind'), term('tag', 'Right'));
  await world.saved(article('open', { tags: [idOf('Wind')] }));
  await world.index();
  const pointer = (slug: string) => ({ pk: ownNamePk({ owner: 'courier', kind: 'tag', slug }), sk: 'PTR' });
  await records.transact([{ kind: 'delete', key: { table: 'content', ...pointer('wind') } }]);
  await world.plant('content', { ...pointer('gale'), v: 1, id: idOf('Other') });

  const { out, failures } = await line.run('reconcile');
  expect(out).toMatch(new RegExp(`^wind +tag +${idOf('Wind')} +- +no$`, 'm'));
  expect(out).toMatch(new RegExp(`^gale +tag +${idOf('Gale')} +${idOf('Other')} +no$`, 'm'));
  expect(failures).toEqual([expect.stringMatching(/^2 slugs .*--repair/)]);

  const newsroom = newsroomOf(world);
  const repaired = await line.run('reconcile --repair');
  expect(repaired.out).toMatch(new RegExp(`^wind +tag +${idOf('Wind')} +- +yes$`, 'm'));
  expect(repaired.failures).toEqual([expect.stringMatching(/^1 slug could not be repaired/)]);
  const taken = { state: 'REJECTED', errors: [{ code: 'SLUG_TAKEN' }] };
  expect(await newsroom.done('saveTag', { tag: { name: 'Wind' } })).toMatchObject(taken);
  expect(await line.json('reconcile')).toMatchObject({ nameless: [{ slug: 'gale' }], counts: { nameless: 1 } });
});

it('goes on from where a version stood that knew nothing of slugs', async () => {
  await using line = await openCommandLine();
  const { nameless: _, named: __, ...counts } = noCounts;
  await saveProgress(line.world.records, 'reconcile', {
    repair: false,
    reached: { place: { in: 'index' }, counts: { ...counts, records: 7 } },
  });
  expect((await line.run('reconcile')).out).toContain('7 records');
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

it('looks at answers in the shared cache by sample, and purges those that a change should have ended', async () => {
  let filledAt = NOW;
  const empty = () => createMemoryCache({ now: () => filledAt, maxBytes: 1_000_000 });
  let cache = empty();
  await using line = await openCommandLine((whole) => ({ ...whole, sharedCache: cache }));
  using files = openFiles();
  const FRONT = 'query Front { latestContent(first: 2) { edges { node { headline } } } }';
  await line.run('applications add app --partner radio --name App --channel app');
  const { id: key } = await line.key('keys add --application app --partner radio --view partner --grants read');
  await line.run(`operations push ${files.manifest(FRONT)} --application app --partner radio`);
  const inspected = await line.json(`cache inspect ${idOfText(FRONT)} --key ${key}`);
  const { keeping } = z.object({ keeping: z.object({ key: z.string() }) }).parse(inspected);
  const fill = async (organisation: string, startedAt: number): Promise<void> => {
    const { bytes, forms } = await createAnswerCodec().encode({
      organisation,
      view: 'partner',
      viewVersion: 1,
      name: 'Front',
      cost: 7,
      maxAge: 60,
      staleWhileRevalidate: 0,
      etag: 'W/"abc"',
      coding: 'identity',
      body: Buffer.from('{}'),
    });
    filledAt = startedAt;
    cache = empty();
    const tags = [documentId('CONTENT', idOf('open')), 'org:radio'];
    expect(await cache.fill(keeping.key, bytes, { tags, startedAt, ttlMs: 3_600_000, forms })).toBe('stored');
  };
  await line.world.saved(article('open'), { at: new Date(NOW - 20_000).toISOString() });
  await line.world.index();
  expect((await line.run('reconcile')).out).toContain('Of 1 answers that may be kept 0 are, 0 of them wrongly.');
  await fill('radio', NOW - 5_000);
  expect(await line.json('reconcile')).toMatchObject({ cache: { entries: 1, wrong: [] } });

  await fill('radio', NOW - 40_000);
  const { out, failures } = await line.run('reconcile');
  expect(out).toMatch(new RegExp(`^radio +app +\\S+ +stale +C#${idOf('open')}$`, 'm'));
  expect(failures).toEqual(['kept answers are not as they should be: --repair purges them']);
  expect((await line.run('reconcile --sample 0')).failures).toEqual([]);
  await line.run('reconcile --repair');
  expect(await cache.get(keeping.key)).toBeUndefined();

  await fill('courier', NOW - 5_000);
  expect(await line.json('reconcile')).toMatchObject({ cache: { wrong: [{ is: 'audience' }] } });
});
