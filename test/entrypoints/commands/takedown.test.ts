import { expect, it } from 'vitest';
import { createMemoryCache } from '../../../platform/cache/memory.ts';
import type { PortName } from '../../../platform/errors.ts';
import { PortError } from '../../../platform/errors.ts';
import { contentPk, contentTable } from '../../../subgraphs/content/keys.ts';
import type { Content } from '../../../subgraphs/content/record.ts';
import { newsroomOf, story } from '../../subgraphs/content/commands/newsroom.ts';
import { article, asset, idOf, term } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { CommandLine, Said } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

/** Runs a command while a process follows the feed into its cache. */
const beside = (line: CommandLine, command: string): Promise<Said> => {
  line.meanwhile(() => line.world.purged());
  return line.run(command);
};

type TermMutation = 'saveSection' | 'saveTag' | 'saveContributor';

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

it('takes down what it can while index and shared cache are away, says where it is not confirmed, and confirms once they are back', async () => {
  let isAway = true;
  const gone = (port: PortName): void => {
    if (isAway) throw new PortError(port, 'UNAVAILABLE', `${port} does not answer`);
  };
  await using line = await openCommandLine((whole) => ({
    ...whole,
    search: {
      ...whole.search,
      indexes: async (...given) => {
        gone('search');
        return await whole.search.indexes(...given);
      },
    },
    sharedCache: { ...createMemoryCache({ now: Date.now, maxBytes: 1 }), purge: async () => gone('cache') },
    indexed: async (...given) => {
      gone('search');
      await whole.indexed(...given);
    },
  }));
  const { world } = line;
  await world.saved(article('ferry'));
  await world.index();
  const id = idOf('ferry');
  const { out, failures } = await beside(line, `takedown ${id} --reason x`);
  expect(out).toContain(`${id} is killed in version 2`);
  for (const place of ['live table', 'lists']) expect(out).toMatch(new RegExp(`^${place} +yes`, 'm'));
  expect(out).toMatch(/^index +no +-?\d+ +search does not answer$/m);
  expect(out).toMatch(/^shared cache +no +-?\d+ +cache does not answer$/m);
  expect(failures).toEqual(['not confirmed: index, shared cache; run the same command again']);
  isAway = false;
  const again = await beside(line, `takedown ${id} --reason x`);
  expect(again.failures).toEqual([]);
  for (const place of ['index first', 'shared cache']) expect(again.out).toMatch(new RegExp(`^${place} +yes`, 'm'));
});

it('kills an article whose text cannot be read', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  await world.saved(article('ferry'));
  const id = idOf('ferry');
  const key = { table: contentTable.name, pk: contentPk(id), sk: 'BODY' };
  await world.records.transact([{ kind: 'update', key, set: { data: new Uint8Array([1, 2, 3]) } }]);
  const { out, failures } = await beside(line, `takedown ${id} --reason x`);
  expect(failures).toEqual([]);
  expect(out).toContain(`${id} is killed in version 2`);
  const [work] = await world.store.copies([id]);
  expect(work).toMatchObject({ work: { headline: 'About ferry', workflow: { state: 'killed' } } });
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
  const original = `media/${id}/0123456789abcdef/quay.jpg`;
  await world.objects.put(original, new Uint8Array([2]), { contentType: 'image/jpeg' });
  const { out } = await beside(line, `takedown ${id} --reason x`);
  for (const place of ['renditions', 'original']) expect(out).toMatch(new RegExp(`^${place} +yes`, 'm'));
  expect(await world.objects.head(rendition)).toBeUndefined();
  // Links that were given out lead nowhere.
  expect(await world.objects.head(original)).toBeUndefined();
  expect(await world.objects.head(`raw/${id}/deleted/0123456789abcdef/quay.jpg`)).toMatchObject({ size: 1 });
  const [meta] = await world.mediaStore.metas([id], { consistent: true });
  expect(meta).toMatchObject({ live: false });
});

const terms: readonly (readonly ['section' | 'tag' | 'contributor', TermMutation, Partial<Content>])[] = [
  ['section', 'saveSection', { section: idOf('Zwetschge') }],
  ['tag', 'saveTag', { tags: [idOf('Zwetschge')] }],
  ['contributor', 'saveContributor', { contributors: [idOf('Zwetschge')] }],
];

it.each(terms)('takes a %s from all that names it, in the graph and in every index', async (kind, save, names) => {
  await using line = await openCommandLine();
  const { world } = line;
  await world.saveTerms(term(kind, 'Zwetschge'), term('tag', 'Other'));
  for (const name of ['a', 'b']) await world.saved(article(name, names));
  await world.index();
  await world.search.create('before');
  const [held] = await world.search.held([`C#${idOf('a')}`]);
  await world.search.index([{ id: `C#${idOf('a')}`, version: 1, fields: Object.fromEntries(held?.values ?? []) }], {
    into: 'before',
  });
  const suggested = () => world.data('search', viewerOf(), '{ suggest(prefix: "Zwe") { text } }');
  expect(await suggested()).toEqual({ suggest: [{ text: 'Zwetschge' }] });

  const id = idOf('Zwetschge');
  const { out, failures } = await beside(line, `takedown ${id} --reason "a court said so"`);
  expect(failures).toEqual([]);
  expect(out).toMatch(new RegExp(`^${id} is deleted in version 2, after -?\\d+ ms`));
  for (const place of ['live table', 'slug', 'index before', 'index first', 'caches of processes'])
    expect(out).toMatch(new RegExp(`^${place} +yes +-?\\d+`, 'm'));
  const query = `{ ${kind}(id: "${id}") { name } content(id: "${idOf('a')}") { headline section { name } tags { name } contributors { name } } }`;
  expect(await world.data('content', viewerOf(), query)).toEqual({
    [kind]: null,
    content: { headline: 'About a', section: null, tags: [], contributors: [] },
  });
  expect(await suggested()).toEqual({ suggest: [] });
  for (const index of await world.search.indexes())
    for (const { values } of await world.search.walk({ size: 100 }, { of: index.name }))
      expect(values?.get('names') ?? []).toEqual([]);

  const newsroom = newsroomOf(world);
  const again = { [kind]: { name: 'Zwetschge' } };
  expect(await newsroom.done(save, { id, expectedVersion: 2, ...again })).toMatchObject({
    state: 'REJECTED',
    errors: [{ code: 'NOT_FOUND', field: 'id' }],
  });
  // Its slug is free.
  await newsroom.applied(save, again);
  const twice = await beside(line, `takedown ${id} --reason y`);
  expect(twice.out).toContain(`${id} was down already: deleted `);
  const history = await line.run(`audit ${id}`);
  expect(history.out).toMatch(/^2 .* deleted \(a court said so\) +ann@desk +- +masthead:operator/m);
});

it('takes a collection, with what it was to be next', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const newsroom = newsroomOf(world);
  const { id } = await newsroom.applied('saveCollection', { collection: { name: 'Front', items: [] } });
  await newsroom.applied('saveCollection', {
    id,
    expectedVersion: 1,
    collection: { name: 'Front', slug: 'evening', items: [] },
    at: '2026-11-02T18:00:00.000Z',
  });
  const { out, failures } = await beside(line, `takedown ${id} --reason x`);
  expect(failures).toEqual([]);
  expect(out).toMatch(new RegExp(`^${id} is deleted in version 3`));
  expect(out).toMatch(/^slug +yes/m);
  world.pass(86_400_000);
  await world.apply();
  for (const by of [`id: "${id}"`, 'slug: "front"', 'slug: "evening"'])
    expect(await world.data('content', viewerOf(), `{ collection(${by}) { name } }`)).toEqual({ collection: null });
  for (const slug of ['front', 'evening'])
    await newsroom.applied('saveCollection', { collection: { name: 'x', slug, items: [] } });
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
