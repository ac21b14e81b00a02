import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createIds } from '../../imports/ids.ts';
import type { ImportResult } from '../../imports/run.ts';
import type { LiveContent, WorkingCopy } from '../../subgraphs/content/record.ts';
import type { LiveMedia } from '../../subgraphs/media/record.ts';
import { mediaDeskTable, mediaPk } from '../../subgraphs/media/store.ts';
import { DEVICE, PLACE, tellingFilm, tellingPicture } from '../platform/scrub/told.ts';
import type { House } from './house.ts';
import { openHouse } from './house.ts';
import { saying } from './wordpress/expecting.ts';
import { attachment, FOOT, HEAD, item, wxr } from './wordpress/wxr.ts';

const ids = createIds({ system: 'wordpress', dataCentre: 'north', site: 'courier.example' });
const id = (number: number): string => ids.post(String(number));

const write = async (house: House, text: string, name = 'export.xml'): Promise<string> => {
  const path = join(house.folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
};

const importText = async (house: House, ...elements: readonly string[]): Promise<ImportResult> =>
  house.run([await write(house, wxr(...elements))], { reportFolder: house.folder });

const live = async (house: House, number: number): Promise<LiveContent | undefined> => {
  const [state] = await house.store.states([id(number)]);
  return state?.meta?.live === true ? state.meta : undefined;
};

const draft = async (house: House, number: number): Promise<WorkingCopy | undefined> =>
  (await house.store.states([id(number)]))[0]?.work;

const asset = async (house: House, number: number): Promise<LiveMedia | undefined> => {
  const [meta] = await house.media.metas([id(number)]);
  return meta instanceof Error || meta?.live !== true ? undefined : meta;
};

const pointed = async (house: House, path: string): Promise<string | undefined> => {
  const [pointer] = await house.store.pointers([{ kind: 'path', site: 'courier.example', path }]);
  return pointer instanceof Error ? undefined : pointer?.id;
};

const lines = async (path: string | undefined): Promise<Record<string, unknown>[]> => {
  const text = await readFile(path ?? '', 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
};

const picture = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer();

describe('an import', () => {
  test('makes records of what an export holds', async () => {
    await using house = await openHouse();
    const path = await write(
      house,
      wxr(
        '<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>sea</wp:category_nicename><wp:cat_name>The Sea</wp:cat_name><wp:category_description>Salt</wp:category_description></wp:category>',
        '<wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann Orr</wp:author_display_name></wp:author>',
        item({
          id: 7,
          slug: 'ferry',
          body: '<!-- wp:paragraph --><p>See <a href="/2026/03/post-8/">this</a> and <a href="/?p=9">that</a>.</p><!-- /wp:paragraph --><!-- wp:image {"id":12} --><figure><img class="wp-image-12" src="x"/></figure><!-- /wp:image -->',
          terms: [
            ['category', 'sea', 'The Sea'],
            ['post_tag', 'boats', 'Boats'],
          ],
          meta: { _thumbnail_id: '12', _wp_old_slug: 'old-ferry', rating: '4' },
        }),
        item({ id: 8 }),
        attachment(12, '2026/pier.jpg', { parent: 7, link: 'https://courier.example/2026/03/ferry/pier/' }),
      ),
    );
    const result = await house.run([path], { packages: ['all'], mediaPackages: ['pictures'] });
    expect(result.totals).toEqual({ read: 5, created: 5, updated: 0, unchanged: 0, skipped: {}, quarantined: {} });

    const record = await live(house, 7);
    expect(record).toMatchObject({
      type: 'ARTICLE',
      owner: 'courier',
      section: ids.section('sea'),
      tags: [ids.tag('boats')],
      contributors: [ids.contributor('ann')],
      byline: 'Ann Orr',
      language: 'en',
      slug: 'ferry',
      formerSlugs: ['old-ferry'],
      canonicalUrl: 'https://courier.example/2026/03/ferry/',
      leadMedia: id(12),
      media: [id(12)],
      packages: ['courier/all'],
      pubStatus: 'USABLE',
      workflow: { state: 'published', sourceStatus: 'publish' },
      altIds: [{ role: 'wordpress:id', value: 'courier.example:7' }, { role: 'wordpress:guid' }],
      source: { system: 'wordpress', dataCentre: 'north', externalId: '7', exportFile: 'export.xml', runId: 'run1' },
    });
    const text = await readFile(path);
    const [from, to] = record?.source?.byteRange ?? [0, 0];
    expect(text.subarray(from, to + 1).toString()).toMatch(/^<item>[\s\S]*<\/item>$/);

    const [part] = await house.store.bodies([id(7)]);
    expect(part).toMatchObject({
      body: {
        blocks: [
          { kind: 'paragraph', html: saying(`data-content="${id(8)}"`) },
          { kind: 'picture', mediaId: id(12) },
        ],
        extensions: { meta: { rating: '4' }, danglingLinks: ['https://courier.example/?p=9'] },
      },
    });
    const terms = await house.store.terms([
      { kind: 'section', id: ids.section('sea') },
      { kind: 'tag', id: ids.tag('boats') },
      { kind: 'contributor', id: ids.contributor('ann') },
    ]);
    expect(terms).toMatchObject([{ name: 'The Sea', description: 'Salt' }, { name: 'Boats' }, { name: 'Ann Orr' }]);
    expect(await asset(house, 12)).toMatchObject({
      status: 'MISSING',
      packages: ['courier/pictures'],
      sourceAddress: saying('pier.jpg'),
    });
    for (const address of ['/2026/03/ferry', '/?p=7', '/2026/03/old-ferry/', '/2026/03/ferry/pier/']) {
      expect(await pointed(house, address)).toBe(id(7));
    }
  });

  test('run again changes nothing, whatever was in it', async () => {
    await using house = await openHouse();
    const elements = [
      '<wp:author><wp:author_login>ann</wp:author_login><wp:author_display_name>Ann</wp:author_display_name></wp:author>',
      '<wp:tag><wp:tag_slug>a</wp:tag_slug><wp:tag_name>A</wp:tag_name></wp:tag>',
      item({ id: 1, terms: [['category', 'x', 'X']] }),
      item({ id: 2, status: 'draft', gmt: '0000-00-00 00:00:00' }),
      item({ id: 3, status: 'future', gmt: '2031-01-01 10:00:00' }),
      item({ id: 4, slug: 'post-1' }),
      item({ id: 5, status: 'trash' }),
      attachment(6, 'a.jpg'),
    ];
    const first = await importText(house, ...elements);
    expect(first.totals).toMatchObject({ read: 8, created: 7, skipped: { 'in the trash': 1 } });
    const second = await importText(house, ...elements);
    expect(second.totals).toMatchObject({
      read: 8,
      created: 0,
      updated: 0,
      unchanged: 7,
      skipped: { 'in the trash': 1 },
    });
    expect((await live(house, 1))?.version).toBe(1);
  });

  test('takes over what changed at the source, and nothing that is older than what is stored', async () => {
    await using house = await openHouse();
    const older = item({ id: 1, title: 'Old', modifiedGmt: '2026-03-04 10:00:00' });
    const newer = item({ id: 1, title: 'New', slug: 'moved', modifiedGmt: '2026-03-05 10:00:00' });
    await importText(house, older);
    expect((await importText(house, newer)).totals).toMatchObject({ updated: 1 });
    expect(await live(house, 1)).toMatchObject({ headline: 'New', slug: 'moved', version: 2 });
    expect((await importText(house, older)).totals).toMatchObject({ skipped: { 'a later version is stored': 1 } });
    expect((await live(house, 1))?.headline).toBe('New');
    const [pointer] = await house.store.pointers([
      { kind: 'slug', subsidiary: 'courier', language: 'en', slug: 'post-1' },
    ]);
    expect(pointer).toMatchObject({ id: id(1), redirect: true });
  });

  test('puts records into the packages whose rules they fit, by the slugs that the export brings', async () => {
    await using house = await openHouse();
    const rule = { of: 'content', sections: ['sea'] } as const;
    await house.directory.savePackage({
      owner: 'courier',
      name: 'sea',
      rule: { ...rule, sections: [...rule.sections] },
    });
    await house.directory.savePackage({ owner: 'courier', name: 'photos', rule: { of: 'media', types: ['IMAGE'] } });
    const terms: [string, string, string][] = [['category', 'sea', 'The Sea']];
    const path = await write(house, wxr(item({ id: 7, terms }), item({ id: 8 }), attachment(12, '2026/pier.jpg')));
    await house.run([path], { packages: ['all'] });
    expect((await live(house, 7))?.packages).toEqual(['courier/all', 'courier/sea']);
    expect((await live(house, 8))?.packages).toEqual(['courier/all']);
    expect(await house.media.metas([id(12)])).toMatchObject([{ packages: ['courier/photos'] }]);
    expect((await house.run([path], { packages: ['all'] })).totals).toMatchObject({ created: 0, updated: 0 });
  });

  test('updates a record whose packages or references changed, though its source did not', async () => {
    await using house = await openHouse();
    const path = await write(house, wxr(item({ id: 1, body: '<a href="/2026/03/post-2/">x</a>' })));
    await house.run([path]);
    expect((await house.run([path], { packages: ['all'] })).totals).toMatchObject({ updated: 1 });
    const other = await write(house, wxr(item({ id: 2 })), 'other.xml');
    expect((await house.run([path, other], { packages: ['all'] })).totals).toMatchObject({ updated: 1, created: 1 });
    const [part] = await house.store.bodies([id(1)]);
    expect(JSON.stringify(part)).toContain(id(2));
  });

  test.each([
    ['publish', '', 'published', true],
    ['future', '', 'scheduled', false],
    ['draft', '', 'draft', false],
    ['pending', '', 'pending', false],
    ['private', '', 'private', false],
    ['publish', 'secret', 'password', false],
  ])('an item that is %s (password %j) is %s', async (status, password, state, isLive) => {
    await using house = await openHouse();
    await importText(house, item({ id: 1, status, password, gmt: '2031-05-01 10:00:00', body: 'words' }));
    const [found, other] = [await live(house, 1), await draft(house, 1)];
    expect(isLive ? found : other).toMatchObject({ workflow: { state, sourceStatus: status } });
    expect(isLive ? other : found).toBeUndefined();
    expect(other?.due).toBe(status === 'future' ? '2031-05-01T10:00:00.000Z' : undefined);
    expect(JSON.stringify([found, other])).not.toContain('secret');
  });

  test('takes down what is no longer published at its source, or was thrown away there', async () => {
    await using house = await openHouse();
    await importText(house, item({ id: 1 }), item({ id: 2 }));
    const result = await importText(house, item({ id: 1, status: 'draft' }), item({ id: 2, status: 'trash' }));
    expect(result.totals).toMatchObject({ read: 2, updated: 2, skipped: {} });
    expect(await live(house, 1)).toBeUndefined();
    expect(await live(house, 2)).toBeUndefined();
    expect(await draft(house, 1)).toMatchObject({ workflow: { state: 'draft' } });
  });

  test('never overwrites what somebody edited here, and says so', async () => {
    await using house = await openHouse();
    await importText(house, item({ id: 1 }));
    const [state] = await house.store.states([id(1)]);
    const edited = await live(house, 1);
    if (state === undefined || edited === undefined) throw new Error('nothing was imported');
    const { v: _, live: __, version: ___, versionCreated: ____, ...content } = edited;
    const changed = { ...content, headline: 'By hand', editedHere: true };
    await house.writer.save(
      { content: changed, body: { blocks: [] }, as: 'live', author: 'orr', at: '2026-11-02T09:00:00.000Z' },
      state,
    );
    const result = await importText(house, item({ id: 1, title: 'From there', modifiedGmt: '2026-12-01 00:00:00' }));
    expect(result.totals).toMatchObject({ skipped: { 'edited here': 1 } });
    expect(await lines(result.files[0]?.reportFile)).toMatchObject([{ remark: 'EDITED_HERE', id: id(1) }]);
    expect((await live(house, 1))?.headline).toBe('By hand');
  });

  test('gives a record whose slug another holds one of its own, and reports it', async () => {
    await using house = await openHouse();
    const result = await importText(
      house,
      item({ id: 1, slug: 'same' }),
      item({ id: 2, slug: 'same' }),
      item({ id: 3, slug: 'same' }),
    );
    const slugs = [await live(house, 1), await live(house, 2), await live(house, 3)].map((record) => record?.slug);
    expect(slugs).toEqual(['same', 'same-courier', 'same-3']);
    expect(result.files[0]?.remarks).toMatchObject({ NAME_TAKEN: 5 });
  });

  test('stores the pictures that lie beside it, once, and takes none away that an export does not bring', async () => {
    await using house = await openHouse();
    const jpeg = await picture(40, 30);
    const hostile = attachment(7, '../../secret.jpg');
    const path = await write(
      house,
      wxr(attachment(5, '2026/a.jpg'), attachment(6, '2026/b.jpg'), hostile),
      'paper/export.xml',
    );
    await mkdir(join(house.folder, 'paper/uploads/2026'), { recursive: true });
    await writeFile(join(house.folder, 'secret.jpg'), jpeg);
    await writeFile(join(house.folder, 'paper/uploads/2026/a.jpg'), jpeg);
    await writeFile(join(house.folder, 'paper/uploads/2026/b.jpg'), '<html><script>alert(1)</script></html>');
    const result = await house.run([path], { reportFolder: house.folder });
    const stored = await asset(house, 5);
    expect(stored).toMatchObject({
      status: 'READY',
      type: 'IMAGE',
      contentType: 'image/jpeg',
      width: 40,
      height: 30,
      sizeInBytes: jpeg.length,
    });
    expect(stored?.placeholder).toMatch(/^data:image\/webp;base64,/);
    const { body } = await house.objects.get(stored?.objectKey ?? '');
    expect(Buffer.concat(await body.toArray()).equals(jpeg)).toBe(true);
    expect(await asset(house, 6)).toMatchObject({ status: 'REJECTED' });
    expect(await asset(house, 7)).toMatchObject({ status: 'MISSING' });
    expect(result.files[0]?.remarks).toMatchObject({ MEDIA_REFUSED: 1, MEDIA_MISSING: 1 });

    const alone = join(house.folder, 'alone/export.xml');
    await mkdir(dirname(alone), { recursive: true });
    await copyFile(path, alone);
    const again = await house.run([alone]);
    expect(again.totals).toMatchObject({ unchanged: 2, updated: 1 });
    expect(await asset(house, 5)).toMatchObject({ status: 'READY', objectKey: stored?.objectKey, version: 1 });
  });

  test('keeps of pictures no more than shows and names whom to credit, and finds them unchanged when they come again', async () => {
    await using house = await openHouse();
    const told = await tellingPicture('jpeg');
    const film = tellingFilm(false);
    const said = await sharp(told)
      .keepMetadata()
      .withExifMerge({ IFD0: { Artist: 'Ann Lindqvist' } })
      .jpeg()
      .toBuffer();
    const path = await write(house, wxr(attachment(5, '2026/a.jpg'), attachment(6, '2026/b.mov')), 'paper/export.xml');
    await mkdir(join(house.folder, 'paper/uploads/2026'), { recursive: true });
    await writeFile(join(house.folder, 'paper/uploads/2026/a.jpg'), said);
    await writeFile(join(house.folder, 'paper/uploads/2026/b.mov'), film);
    await house.run([path]);
    for (const number of [5, 6]) {
      const stored = await asset(house, number);
      const { body } = await house.objects.get(stored?.objectKey ?? '');
      const kept = Buffer.concat(await body.toArray());
      expect([kept.includes(PLACE), kept.includes(DEVICE)]).toEqual([false, false]);
      expect(stored).toMatchObject({
        status: 'READY',
        sizeInBytes: kept.length,
        checksum: createHash('sha256').update(kept).digest('hex'),
      });
      expect(kept.includes('Ann Lindqvist')).toBe(number === 5);
    }
    const before = await asset(house, 5);
    expect((await house.run([path])).totals).toMatchObject({ unchanged: 2, updated: 0, created: 0 });
    expect(await asset(house, 5)).toEqual(before);
  });

  test('keeps what an attachment says and no asset has a field for: its source, as it came', async () => {
    await using house = await openHouse();
    const source = attachment(5, 'a.jpg', { meta: { photographer_mood: 'stormy' } });
    await importText(house, source);
    const [kept] = await house.records.getMany([{ table: mediaDeskTable.name, pk: mediaPk(id(5)), sk: 'RAW' }]);
    const bytes = kept?.data instanceof Uint8Array ? zstdDecompressSync(kept.data).toString() : '';
    expect(source).toContain(bytes);
    expect(bytes).toMatch(/photographer_mood.*stormy/s);
    expect(kept?.version).toBe((await asset(house, 5))?.version);
  });

  test('withholds pictures of what is not published', async () => {
    await using house = await openHouse();
    const secret = attachment(6, 'a.jpg', { parent: 1 });
    await importText(
      house,
      item({ id: 1, status: 'draft' }),
      item({ id: 2 }),
      secret,
      attachment(7, 'b.jpg', { parent: 2 }),
    );
    expect([await asset(house, 6), await asset(house, 7)].map((one) => one?.pubStatus)).toEqual(['WITHHELD', 'USABLE']);
    await importText(house, item({ id: 1, modifiedGmt: '2026-04-01 00:00:00' }), secret);
    expect((await asset(house, 6))?.pubStatus).toBe('USABLE');
  });

  test('ties translations', async () => {
    await using house = await openHouse();
    const terms = (language: string) =>
      [
        ['language', language, language],
        ['post_translations', 'pll_1', 'pll_1'],
      ] as const;
    await importText(house, item({ id: 1, terms: terms('de') }), item({ id: 2, terms: terms('fr') }));
    const german = await live(house, 1);
    expect(german).toMatchObject({ language: 'de' });
    const [group] = await house.store.translations([german?.translationGroup ?? '']);
    expect(group?.toSorted()).toEqual([id(1), id(2)].sort());
  });

  test('in a dry run counts the same and writes nothing', async () => {
    await using house = await openHouse();
    const path = await write(house, wxr(item({ id: 1 }), attachment(2, 'a.jpg')));
    expect((await house.run([path], { dryRun: true })).totals).toMatchObject({ read: 2, created: 2 });
    expect(await live(house, 1)).toBeUndefined();
    expect((await house.run([path])).totals).toMatchObject({ created: 2 });
  });

  test('keeps quarantine lines that can be mended and fed in again', async () => {
    await using house = await openHouse();
    const broken = item({ id: 2, more: '<wp:x>a < b</wp:x>', meta: { _thumbnail_id: '5' } });
    const result = await importText(house, item({ id: 1 }), broken, item({ id: undefined, slug: 'no-id' }));
    expect(result.totals).toEqual({
      read: 3,
      created: 1,
      updated: 0,
      unchanged: 0,
      skipped: {},
      quarantined: { XML: 1, NO_ID: 1 },
    });
    const entries = await lines(result.files[0]?.quarantineFile);
    expect(entries).toMatchObject([
      {
        code: 'XML',
        sourceId: '2',
        line: expect.any(Number),
        byte: expect.any(Number),
        excerpt: saying('a < b'),
        hint: saying('feed'),
      },
      { code: 'NO_ID' },
    ]);
    const mended = entries.map((entry) => ({
      ...entry,
      source: String(entry.source)
        .replace('a < b', 'a &lt; b')
        .replace('<wp:post_name>', '<wp:post_id>3</wp:post_id><wp:post_name>'),
    }));
    const one = mended
      .slice(0, 1)
      .map((entry) => ({ ...entry, source: entry.source.replace('<wp:post_id>3</wp:post_id>', '') }));
    const file = await write(
      house,
      [...one, ...mended.slice(1)].map((entry) => JSON.stringify(entry)).join('\n'),
      'mended.ndjson',
    );
    expect((await house.run([file])).totals).toMatchObject({ read: 2, created: 2, quarantined: {} });
    expect(await live(house, 2)).toMatchObject({ leadMedia: id(5), source: { externalId: '2' } });
    expect((await live(house, 3))?.slug).toBe('no-id');
  });

  test.each([
    [{ subsidiary: 'nobody' }, 'there is no subsidiary "nobody"'],
    [{ subsidiary: 'radio' }, 'it is a partner, which owns no content: "radio"'],
    [{ packages: ['none'] }, 'courier has no package "none": it has all, pictures'],
  ])('is refused where %j', async (options, said) => {
    await using house = await openHouse();
    const path = await write(house, wxr(item({ id: 1 })));
    await expect(house.run([path], options)).rejects.toThrow(said);
  });

  test('of a body that no reader could be served quarantines it', async () => {
    await using house = await openHouse();
    const result = await importText(house, item({ id: 1, body: '<p>x</p>'.repeat(20_001) }), item({ id: 2 }));
    expect(result.totals).toMatchObject({ created: 1, quarantined: { BODY_TOO_LARGE: 1 } });
  });
});

describe('an import that is broken off', () => {
  const many = (count: number) =>
    wxr(...Array.from({ length: count }, (_, index) => item({ id: index + 1 })), item({ id: undefined }));

  test('goes on where it stood, and its totals are those of one run', async () => {
    await using house = await openHouse();
    const path = await write(house, many(230));
    const controller = new AbortController();
    let updates = 0;
    const progress = {
      begin: () => undefined,
      end: () => undefined,
      update: () => {
        updates += 1;
        if (updates === 4) controller.abort(new Error('enough'));
      },
    };
    await expect(
      house.run([path], { signal: controller.signal, progress, reportFolder: house.folder }),
    ).rejects.toThrow('enough');
    const result = await house.run([path], { reportFolder: house.folder });
    expect(result.files[0]).toMatchObject({ resumed: true, runId: 'run1' });
    expect(result.totals).toEqual({
      read: 231,
      created: 230,
      updated: 0,
      unchanged: 0,
      skipped: {},
      quarantined: { NO_ID: 1 },
    });
    expect(await lines(result.files[0]?.quarantineFile)).toHaveLength(1);
    expect((await house.run([path])).totals).toMatchObject({ unchanged: 230 });
  });

  test('between two checkpoints counts what it had saved as what it was', async () => {
    await using house = await openHouse();
    const path = await write(house, many(120));
    // The records of the second batch are saved, its checkpoint is not.
    let writes = 0;
    const records: typeof house.records = {
      ...house.records,
      transact: async (operations, options) => {
        const [first] = operations;
        if (first?.kind === 'put' && first.table === 'imports') {
          writes += 1;
          if (writes === 2) throw new Error('killed');
        }
        await house.records.transact(operations, options);
      },
    };
    await expect(house.run([path], { records })).rejects.toThrow('killed');
    expect((await house.run([path])).totals).toMatchObject({ read: 121, created: 120, unchanged: 0 });
  });

  test('is not gone on with by two at once', async () => {
    await using house = await openHouse();
    const path = await write(house, many(120));
    const slow = house.run([path], {
      progress: { begin: () => undefined, end: () => undefined, update: () => undefined },
    });
    const results = await Promise.allSettled([slow, house.run([path])]);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
    expect(refusals).toEqual([saying('another process is importing the same file')]);
  });

  test('at the end of a file that was cut off is told so', async () => {
    await using house = await openHouse();
    const path = await write(house, `${HEAD}${item({ id: 1 })}${item({ id: 2 }).slice(0, 300)}`);
    const result = await house.run([path]);
    expect(result.files[0]?.notices).toEqual([saying('cut off')]);
    expect(result.totals).toMatchObject({ created: 1, quarantined: { TRUNCATED: 1 } });
    expect(FOOT).toContain('</rss>');
  });
});
