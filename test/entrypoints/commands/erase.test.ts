import { expect, it } from 'vitest';
import { tables } from '../../../entrypoints/backends.ts';
import { saveContent } from '../../../imports/saveContent.ts';
import { unpack } from '../../../platform/codec.ts';
import { documentId } from '../../../subgraphs/document.ts';
import { newsroomOf, story, writerOf } from '../../subgraphs/content/commands/newsroom.ts';
import { article, asset, bodyOf, idOf, minutes, term } from '../../support/builders.ts';
import { termSaverOf } from '../../support/termSaver.ts';
import type { CommandLine } from './commandLine.ts';
import { openCommandLine } from './commandLine.ts';

/** A word that stands in everything that is to go. */
const WORD = 'Zwetschgenfest';

/** Where a word still stands: keys of items and objects, and documents of indexes. */
const standsIn = async ({ world }: CommandLine): Promise<string[]> => {
  const found: string[] = [];
  const { records, objects, search } = world;
  for (const { name } of tables.filter((each) => each.name !== 'imports')) {
    let after: string | undefined;
    do {
      const page = await records.scan({ table: name, segment: 0, of: 1, limit: 100, after });
      after = page.next;
      for (const item of page.items) {
        const { data } = item;
        const text = `${JSON.stringify(item)}${data instanceof Uint8Array ? unpacked(data) : ''}`;
        if (text.includes(WORD)) found.push(`${name} ${item.pk} ${item.sk}`);
      }
    } while (after !== undefined);
  }
  for await (const { key } of objects.list('')) found.push(key);
  for (const { name } of await search.indexes())
    for (const { id, values } of await search.walk({ size: 100 }, { of: name }))
      if (values) found.push(`${name} ${id}`);
  return found;
};

const unpacked = (data: Uint8Array): string => JSON.stringify(unpack(data));

const openWithStory = async () => {
  const line = await openCommandLine();
  const { world } = line;
  const newsroom = newsroomOf(world);
  const { id, version } = await newsroom.applied('createContent', story(WORD, { body: [{ paragraph: WORD }] }));
  const published = await newsroom.applied('publishContent', { id, expectedVersion: version });
  await newsroom.applied('updateContent', {
    id,
    expectedVersion: published.version,
    patch: { standfirst: `${WORD} again` },
    onBehalfOf: 'Bea Quay',
  });
  // Refused, and kept with what it said all the same.
  await newsroom.done('updateContent', { id, expectedVersion: 1, patch: { headline: `${WORD} late` } }, writerOf());
  await world.index();
  return { line, world, newsroom, id };
};

it('says what would go and removes nothing, until it is told to', async () => {
  const { line, id } = await openWithStory();
  await using _ = line;
  const before = await standsIn(line);
  const { out } = await line.run(`erase ${id} --reason "a court said so"`);
  expect(out).toContain('Nothing was removed.');
  expect(await line.json(`erase ${id} --reason x`)).toMatchObject({ removed: false, kind: 'content', inputs: 4 });
  expect(await standsIn(line)).toEqual(before);
  expect(before).toContain(`content C#${id} META`);
  expect(await line.refusal(`erase ${id}`)).toContain('--reason is required');
});

it('removes all of it from everywhere, confirms it place by place, and leaves a certificate without the content', async () => {
  const { line, world, newsroom, id } = await openWithStory();
  await using _ = line;
  await world.search.create('before');
  await world.search.index([{ id: documentId('CONTENT', id), version: 2, fields: { headline: WORD } }], {
    into: 'before',
  });
  line.meanwhile(() => world.purged());
  const { out, failures } = await line.run(`erase ${id} --reason "a court said so" --yes`);
  expect(failures).toEqual([]);
  for (const place of ['live table', 'lists', 'index first', 'index before', 'caches of processes', 'versions'])
    expect(out).toMatch(new RegExp(`^${place}.* yes +-?\\d+`, 'm'));
  expect(await standsIn(line)).toEqual([]);
  const history = await line.json(`audit ${id}`);
  expect(history).toMatchObject({
    versions: [],
    audited: [{ action: 'erase', by: 'ann@desk', after: { reason: 'a court said so', inputs: 4, items: 9 } }],
  });
  expect(JSON.stringify(history)).not.toContain(WORD);
  expect((await line.run(`audit ${id}`)).out).toMatch(/^state +erased /m);

  const { state } = await newsroom.done('updateContent', { id, expectedVersion: 5, patch: { headline: 'Back' } });
  expect(state).toBe('REJECTED');
  const again = await line.json(`erase ${id} --reason x`);
  expect(again).toMatchObject({ items: 0, objects: 0, inputs: 0, erased: expect.any(String) as unknown });
});

it('is not brought back by an import, nor by its replay', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const source = {
    system: 'wordpress',
    dataCentre: 'eu',
    site: 'www.courier.example',
    externalId: '17',
    exportFile: `${WORD}.xml`,
    runId: 'run-1',
    sourceHash: 'a',
    repairs: [],
  };
  const imported = article('ferry', { source, headline: WORD });
  const raw = Buffer.from(`<item>${WORD}</item>`);
  await world.saved(imported, { author: 'import:run-1', raw });
  await line.run(`erase ${imported.id} --reason x --yes --within 0`);
  expect((await standsIn(line)).length).toBe(0);
  const [state] = await world.store.states([imported.id]);
  const saving = { content: imported, body: bodyOf(WORD), as: 'live', author: 'import:run-2', at: minutes(9) } as const;
  for (const replay of [false, true])
    expect(
      await saveContent(saving, [], state ?? { meta: undefined, work: undefined }, {
        store: world.store,
        writer: world.writer,
        dryRun: false,
        replay,
      }),
    ).toEqual({ became: 'editedHere' });
});

it('removes an asset with its bytes and renditions', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const quay = asset('quay', { altText: WORD });
  await world.saveMedia(quay);
  const options = { contentType: 'image/jpeg' };
  for (const key of [`media/${quay.id}/a/quay.jpg`, `renditions/${quay.id}/b/original-320.webp`, `raw/${quay.id}/1`])
    await world.objects.put(key, new Uint8Array([1]), options);
  await world.index();
  const { out } = await line.run(`erase ${quay.id} --reason x --yes --within 0`);
  expect(out).toMatch(/^renditions +yes/m);
  expect(await standsIn(line)).toEqual([]);
});

const saves = [
  ['saveSection', 'section', 'description'],
  ['saveTag', 'tag', 'description'],
  ['saveContributor', 'contributor', 'biography'],
  ['saveCollection', 'collection', 'description'],
] as const;

it.each(saves)('removes all of what %s said, and nothing brings it back', async (save, kind, text) => {
  await using line = await openCommandLine();
  const { world } = line;
  const newsroom = newsroomOf(world);
  const items = kind === 'collection' ? { items: [] } : {};
  const { id } = await newsroom.applied(save, { [kind]: { name: WORD, ...items } });
  const given = { id, expectedVersion: 1, [kind]: { name: `${WORD} again`, [text]: WORD, ...items } };
  await newsroom.applied(save, { ...given, ...(kind === 'collection' ? { at: minutes(60) } : {}) });
  // Refused, and kept with what it said all the same.
  await newsroom.done(save, { ...given, expectedVersion: 7 });
  const names = { section: { section: id }, tag: { tags: [id] }, contributor: { contributors: [id] }, collection: {} };
  await world.saved(article('story', names[kind]));
  await world.index();
  const answer = await line.json(`erase ${id} --reason x`);
  expect(answer).toMatchObject({ removed: false, kind, inputs: 3 });

  line.meanwhile(() => world.purged());
  const { out, failures } = await line.run(`erase ${id} --reason "a court said so" --yes`);
  expect(failures).toEqual([]);
  for (const place of ['live table', 'slug', 'caches of processes', 'versions'])
    expect(out).toMatch(new RegExp(`^${place}.* yes +-?\\d+`, 'm'));
  const story = documentId('CONTENT', idOf('story'));
  expect(await standsIn(line)).toEqual([`first ${story}`]);
  const [held] = await world.search.held([story]);
  expect(held?.values?.get('names') ?? []).toEqual([]);
  const history = await line.json(`audit ${id}`);
  expect(history).toMatchObject({ versions: [], audited: [{ action: 'erase', after: { kind, inputs: 3 } }] });
  expect(JSON.stringify(history)).not.toContain(WORD);
  expect((await line.run(`audit ${id}`)).out).toMatch(/^state +erased /m);
  expect(await newsroom.done(save, { ...given, expectedVersion: 4 })).toMatchObject({ state: 'REJECTED' });
  const left = await world.records.scan({ table: 'content', segment: 0, of: 1, limit: 100 });
  expect(left.items.filter(({ pk }) => pk.startsWith('NAME#'))).toEqual([]);
});

it('is not brought back by an import of terms', async () => {
  await using line = await openCommandLine();
  const { world } = line;
  const saver = termSaverOf(world);
  const ann = term('contributor', WORD, { sourceHash: 'one' });
  expect(await saver.saveDescribed([ann], false)).toMatchObject([{ became: 'created' }]);
  await line.run(`erase ${ann.id} --reason x --yes --within 0`);
  for (const replay of [false, true])
    expect(await saver.saveDescribed([{ ...ann, sourceHash: 'two' }], replay)).toEqual([{ became: 'editedHere' }]);
  await termSaverOf(world).ensure([ann]);
  expect(await standsIn(line)).toEqual([]);
});

it('says so where a place does not confirm', async () => {
  const { line, id } = await openWithStory();
  await using _ = line;
  const { failures, out } = await line.run(`erase ${id} --reason x --yes --within 0`);
  expect(failures).toEqual([expect.stringContaining('not confirmed: caches of processes')]);
  expect(out).toMatch(/^caches of processes +no .*where none is running, there are none$/m);
});
