import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RawContent, RawMedia } from '../../../imports/rawRecord.ts';
import { readExport } from '../../../imports/wordpress/read.ts';
import { openExport } from '../../../imports/wordpress/source.ts';
import { survey } from '../../../imports/wordpress/survey.ts';
import { saying } from './expecting.ts';
import { attachment, eventsOf, FOOT, HEAD, item, type ReadResult, readBytes, temporaryFolder, wxr } from './wxr.ts';

const contents = (result: ReadResult): RawContent[] =>
  eventsOf(result, 'record').flatMap(({ record }) => (record.kind === 'content' ? [record] : []));
const media = (result: ReadResult): RawMedia[] =>
  eventsOf(result, 'record').flatMap(({ record }) => (record.kind === 'media' ? [record] : []));
const quarantined = (result: ReadResult) => eventsOf(result, 'quarantined').map(({ entry }) => entry);

/** The only content of an export of one item. */
const only = async (parts: Parameters<typeof item>[0]): Promise<RawContent | undefined> =>
  contents(await readBytes(wxr(item({ id: 7, ...parts }))))[0];

describe('an export is read', () => {
  test('with the site it is of', async () => {
    const { survey: found } = await readBytes(wxr(item({ id: 1 })));
    expect(found.context.site).toEqual({
      kind: 'site',
      site: 'courier.example',
      title: 'The Courier',
      baseUrl: 'https://courier.example',
      language: 'en-GB',
      generator: undefined,
      formatVersion: '1.2',
    });
    expect(found.notices).toEqual([]);
  });

  test('item by item, with all that an article says', async () => {
    const found = await only({
      title: 'Salt &amp; <em>Storm</em>',
      slug: 'salz-%c3%bcber-see',
      body: '<p>Text</p>',
      excerpt: 'The <b>short</b> of it',
      modifiedGmt: '2026-03-05 08:00:00',
      terms: [
        ['category', 'uncategorized', 'Uncategorized'],
        ['category', 'town', 'Town'],
        ['category', 'Sea', 'Sea &amp; Port'],
        ['post_tag', 'ferry', 'Ferry'],
        ['region', 'north', 'North'],
      ],
      meta: {
        _thumbnail_id: '12',
        _wp_old_slug: 'old-one',
        _yoast_wpseo_title: 'For engines',
        _yoast_wpseo_metadesc: 'Description',
        _edit_lock: '1:1',
        rating: 'a:2:{s:5:"stars";i:4;s:2:"by";a:1:{i:0;s:5:"Müe";}}'.replace('s:5:"Müe"', 's:4:"Müe"'),
        subtitle: 'Second line',
      },
      more: '<wp:is_sticky>1</wp:is_sticky><wp:menu_order>3</wp:menu_order><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment><itunes:season>2</itunes:season>',
    });
    expect(found).toMatchObject({
      externalId: '7',
      type: 'ARTICLE',
      state: 'live',
      headline: 'Salt & Storm',
      alternativeHeadline: 'Second line',
      standfirst: 'The short of it',
      slug: 'salz-über-see',
      oldSlugs: ['old-one'],
      link: 'https://courier.example/2026/03/salz-%c3%bcber-see/'.replace('%c3%bc', '%c3%bc'),
      addresses: ['https://courier.example/?p=7'],
      published: '2026-03-04T09:30:00.000Z',
      modified: '2026-03-05T08:00:00.000Z',
      contributors: [{ externalId: 'ann', name: 'ann' }],
      sections: [{ slug: 'town' }, { slug: 'sea', name: 'Sea & Port' }],
      tags: [{ slug: 'ferry' }],
      terms: [{ taxonomy: 'region', slug: 'north' }],
      leadMedia: '12',
      sticky: true,
      menuOrder: 3,
      commentCount: 1,
      seo: { title: 'For engines', description: 'Description' },
      extensions: { meta: { rating: { stars: 4, by: ['Müe'] } }, elements: { 'itunes:season': '2' } },
      repairs: [],
    });
    expect(found?.extensions).not.toHaveProperty('meta._edit_lock');
  });

  test.each([
    ['publish', '', 'live'],
    ['future', '', 'scheduled'],
    ['draft', '', 'draft'],
    ['pending', '', 'pending'],
    ['private', '', 'private'],
    ['publish', 'secret', 'password'],
    ['in-progress', '', 'draft'],
  ])('the status %s with the password %j is the state %s', async (status, password, state) => {
    const found = await only({ status, password });
    expect(found?.state).toBe(state);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test.each([
    [{ type: 'page' }, 'PAGE'],
    [{ terms: [['post_format', 'post-format-video', 'Video']] }, 'VIDEO'],
    [{ terms: [['post_format', 'post-format-gallery', 'Gallery']] }, 'GALLERY'],
    [{ terms: [['category', 'live-blog', 'Live blog']] }, 'LIVEBLOG'],
    [{ body: '<!-- wp:masthead/live-entry {"title":"x"} --><!-- /wp:masthead/live-entry -->' }, 'LIVEBLOG'],
    [{ meta: { enclosure: 'https://a.example/e.mp3\n123\naudio/mpeg\n' } }, 'AUDIO'],
    [{ type: 'recipe' }, 'ARTICLE'],
  ] as const)('%j is of the type %s', async (parts, type) => {
    expect((await only(parts as Parameters<typeof item>[0]))?.type).toBe(type);
  });

  test('co-authors in order stand for the creator, each once, guests by their own item', async () => {
    const guest = item({
      id: 3,
      type: 'guest-author',
      slug: 'cap-maria-orr',
      title: 'Maria Orr',
      meta: { 'cap-display_name': 'Maria Orr', 'cap-description': 'Writes on fish', 'cap-user_email': 'm@x.example' },
    });
    const terms = [
      ['author', 'cap-maria-orr', 'Maria Orr'],
      ['author', 'cap-bo-li', 'Bo Li'],
      ['author', 'cap-maria-orr', 'Maria Orr'],
    ] as const;
    const author =
      '<wp:author><wp:author_login>bo.li</wp:author_login><wp:author_email>b@x.example</wp:author_email><wp:author_display_name>Bo Li</wp:author_display_name></wp:author>';
    const result = await readBytes(
      wxr(author, guest, item({ id: 4, terms, creator: 'admin' }), item({ id: 5, creator: 'bo.li' })),
    );
    const people = eventsOf(result, 'record').flatMap(({ record }) => (record.kind === 'contributor' ? [record] : []));
    expect(people).toMatchObject([
      { externalId: 'bo-li', name: 'Bo Li' },
      { externalId: 'maria-orr', name: 'Maria Orr', biography: 'Writes on fish' },
    ]);
    expect(contents(result).map(({ contributors }) => contributors.map(({ externalId }) => externalId))).toEqual([
      ['maria-orr', 'bo-li'],
      ['bo-li'],
    ]);
    expect(JSON.stringify(people)).not.toContain('@');
  });

  test('attachments with what their pictures say of themselves', async () => {
    const metadata =
      'a:4:{s:5:"width";i:1600;s:6:"height";i:900;s:4:"file";s:16:"2026/03/pier.jpg";s:10:"image_meta";a:2:{s:6:"credit";s:8:"Ann Orr ";s:9:"copyright";s:7:"Courier";}}';
    const result = await readBytes(
      wxr(
        attachment(12, '2026/03/pier.jpg', {
          parent: 7,
          excerpt: 'The pier',
          body: 'Long description',
          meta: { _wp_attachment_metadata: metadata, _wp_attachment_image_alt: 'A pier' },
        }),
      ),
    );
    expect(media(result)).toMatchObject([
      {
        externalId: '12',
        url: 'https://courier.example/wp-content/uploads/2026/03/pier.jpg',
        file: '2026/03/pier.jpg',
        contentType: 'image/jpeg',
        altText: 'A pier',
        caption: 'The pier',
        description: 'Long description',
        credit: 'Ann Orr',
        copyright: 'Courier',
        width: 1600,
        height: 900,
        parent: '7',
      },
    ]);
  });

  test('terms with those above them; what arranges WordPress itself is skipped with its reason', async () => {
    const result = await readBytes(
      wxr(
        '<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>sea</wp:category_nicename><wp:category_parent>Town News</wp:category_parent><wp:cat_name>Sea</wp:cat_name></wp:category>',
        '<wp:tag><wp:tag_slug>ferry</wp:tag_slug><wp:tag_name>Ferry</wp:tag_name></wp:tag>',
        '<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>main</wp:term_slug></wp:term>',
        item({
          id: 1,
          terms: [
            ['category', 'town', 'Town'],
            ['category', 'sea', 'Sea'],
          ],
          meta: { _yoast_wpseo_primary_category: '4' },
        }),
        item({ id: 2, type: 'nav_menu_item' }),
        item({ id: 3, status: 'trash' }),
        item({ id: 4, status: 'auto-draft' }),
      ),
    );
    const terms = eventsOf(result, 'record').flatMap(({ record }) => (record.kind === 'term' ? [record] : []));
    expect(terms).toMatchObject([
      { taxonomy: 'category', slug: 'sea', parent: 'town-news' },
      { taxonomy: 'post_tag', slug: 'ferry' },
    ]);
    expect(contents(result)[0]?.sections[0]?.slug).toBe('sea');
    expect(eventsOf(result, 'skipped').map(({ reason }) => reason)).toEqual([
      'taxonomy nav_menu is no section or tag',
      'type nav_menu_item is no content',
      'in the trash',
      'an automatic draft that nobody saved',
    ]);
  });

  test('drafts without a time in UTC by the site’s own clock, in summer and in winter', async () => {
    const none = '0000-00-00 00:00:00';
    const result = await readBytes(
      wxr(
        item({ id: 1, date: '2026-01-04 10:00:00', gmt: '2026-01-04 09:00:00' }),
        item({ id: 2, date: '2026-07-04 10:00:00', gmt: '2026-07-04 08:00:00' }),
        item({ id: 3, status: 'draft', date: '2026-01-20 10:00:00', gmt: none }),
        item({ id: 4, status: 'draft', date: '2026-07-20 10:00:00', gmt: none }),
        item({ id: 5, status: 'draft', date: none, gmt: none }),
      ),
    );
    expect(
      contents(result)
        .slice(2)
        .map(({ published }) => published),
    ).toEqual(['2026-01-20T09:00:00.000Z', '2026-07-20T08:00:00.000Z', undefined]);
  });

  test('compressed as well as plain, and from the middle as from the beginning', async () => {
    await using folder = await temporaryFolder();
    const text = wxr(item({ id: 1 }), item({ id: 2 }), item({ id: 3 }));
    const paths = { plain: join(folder.path, 'a.xml'), zipped: join(folder.path, 'a.xml.gz') };
    await writeFile(paths.plain, text);
    await writeFile(paths.zipped, gzipSync(text));
    const read = async (path: string, resume?: { offset: number; line: number }) => {
      const surveyed = await survey(await openExport(path));
      const events = [];
      for await (const found of readExport(surveyed, { resume })) events.push(...found);
      return {
        sha256: surveyed.sha256,
        events: events.map((event) => ({ ...event, position: { ...event.position, file: '' } })),
      };
    };
    const plain = await read(paths.plain);
    expect(await read(paths.zipped)).toEqual(plain);
    const { end, endLine } = plain.events[0]?.position ?? { end: 0, endLine: 0 };
    for (const path of Object.values(paths)) {
      expect((await read(path, { offset: end, line: endLine })).events).toEqual(plain.events.slice(1));
    }
  });
});

describe('a broken export', () => {
  test('cut off in the middle gives all that is whole, the cut item in quarantine, and a notice', async () => {
    const result = await readBytes(`${HEAD}${item({ id: 1 })}\n${item({ id: 2 }).slice(0, 500)}`);
    expect(contents(result).map(({ externalId }) => externalId)).toEqual(['1']);
    expect(quarantined(result)).toMatchObject([{ code: 'TRUNCATED', element: 'item', hint: saying('again') }]);
    expect(result.survey.notices).toEqual([saying('cut off')]);
  });

  test('in Latin-1 is read where it says so, and quarantined by item where it does not', async () => {
    const declared = Buffer.from(wxr(item({ id: 1, title: 'Zürich' })).replace('UTF-8', 'ISO-8859-1'), 'latin1');
    expect(contents(await readBytes(declared))[0]?.headline).toBe('Zürich');
    const silent = Buffer.from(wxr(item({ id: 1, title: 'Zürich' }), item({ id: 2 })), 'latin1');
    const result = await readBytes(silent);
    expect(contents(result).map(({ externalId }) => externalId)).toEqual(['2']);
    const [entry] = quarantined(result);
    expect(entry).toMatchObject({ code: 'ENCODING', sourceId: '1', source: saying('Zürich') });
    expect(silent[entry?.byte ?? 0]).toBe(0xfc);
    expect(silent.subarray(0, entry?.byte).toString('latin1').split('\n').length).toBe(entry?.line);
  });

  test('in an encoding that nobody knows is refused by name', async () => {
    await expect(readBytes(wxr().replace('UTF-8', 'x-klingon'))).rejects.toThrow(/export\.xml: .*x-klingon.*iconv/);
  });

  test('with a NUL is mended and says so', async () => {
    const [found] = contents(await readBytes(wxr(item({ id: 1, title: 'a\u0000b' }))));
    expect(found).toMatchObject({ headline: 'ab', repairs: ['ILLEGAL_CHARACTERS'] });
  });

  test('with an empty channel says so', async () => {
    const result = await readBytes(wxr());
    expect(result.events).toEqual([]);
    expect(result.survey.notices).toEqual(['it holds no items']);
  });

  test('with an item without an id quarantines it', async () => {
    const result = await readBytes(
      wxr(item({ id: undefined, slug: 'x' }), item({ id: 'abc' }), item({ id: 0 }), item({ id: '007' })),
    );
    expect(quarantined(result).map(({ code, reason }) => [code, reason])).toEqual([
      ['NO_ID', 'the item has no wp:post_id'],
      ['NO_ID', 'its wp:post_id is "abc"'],
      ['NO_ID', 'its wp:post_id is "0"'],
    ]);
    expect(contents(result).map(({ externalId }) => externalId)).toEqual(['7']);
  });

  test('with two items of one id takes the first, and skips the second only where it is the same', async () => {
    const result = await readBytes(wxr(item({ id: 1 }), item({ id: 1, title: 'Another' }), item({ id: 1 })));
    expect(contents(result).map(({ headline }) => headline)).toEqual(['Post 1']);
    expect(quarantined(result)).toMatchObject([{ code: 'DUPLICATE_ID', sourceId: '1' }]);
    expect(eventsOf(result, 'skipped')).toMatchObject([
      { reason: 'the file holds the same item before', sourceId: '1' },
    ]);
  });

  test('with a 50 MB body is read', async () => {
    const result = await readBytes(wxr(item({ id: 1, body: '<p>Lorem</p>\n'.repeat(4_000_000) }), item({ id: 2 })));
    expect(contents(result).map(({ body }) => body.length)).toEqual([52_000_000, 0]);
  });

  test('with an element above the bound quarantines it and goes on', async () => {
    const text = wxr(item({ id: 2 }), item({ id: 1, body: 'x'.repeat(200_000) }), item({ id: 3 }));
    const result = await readBytes(text, { maxElementBytes: 100_000 });
    expect(contents(result).map(({ externalId }) => externalId)).toEqual(['2', '3']);
    expect(quarantined(result)).toMatchObject([{ code: 'TOO_LARGE', reason: saying('1 MB') }]);
  });

  test('with an entity bomb has no such entities', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const text = wxr(item({ id: 1, more: '<wp:x>&l9;</wp:x>' })).replace(
      '<rss',
      `<!DOCTYPE rss [<!ENTITY l0 "lol">${levels}]><rss`,
    );
    const result = await readBytes(text);
    expect(contents(result)[0]?.extensions).toEqual({ elements: { 'wp:x': '&l9;' } });
    expect(result.survey.notices).toEqual([saying('document type')]);
  });

  test.each([
    ['no XML at all', 'Dear editors,\nplease find attached', /begins with "Dear editors/],
    [
      'a feed',
      HEAD.replaceAll(/ xmlns:(?:wp|excerpt)="[^"]*"/g, '').replace(/<wp:.*?>.*?<\/wp:.*?>/g, '') +
        item({ id: 1 }) +
        FOOT,
      /RSS feed without WordPress/,
    ],
    [
      'two sites in one',
      wxr(item({ id: 1 })) + wxr(item({ id: 2 })).replaceAll('courier.example', 'other.example'),
      /exports of two sites/,
    ],
    [
      'no address',
      wxr(item({ id: 1 })).replaceAll(/<(link|wp:base_\w+)>https:\/\/courier.example<\/.*?>/g, ''),
      /does not say its site/,
    ],
  ])('that is %s is refused with what it is', async (_, text, said) => {
    await expect(readBytes(text)).rejects.toThrow(said);
  });

  test('that cannot be opened, or whose compression is cut short, is named', async () => {
    await expect(openExport('/nowhere/at/all.xml')).rejects.toThrow('all.xml: there is no such file');
    await using folder = await temporaryFolder();
    await expect(openExport(folder.path)).rejects.toThrow('it is a folder');
    const zipped = gzipSync(
      wxr(...Array.from({ length: 50 }, (_, id) => item({ id: id + 1, body: String(Math.sin(id)) }))),
    );
    await expect(readBytes(zipped.subarray(0, zipped.length - 40), { name: 'a.gz' })).rejects.toThrow(
      /a\.gz: .*cut short/,
    );
  });

  test('whose section never ends loses that item alone', async () => {
    const open = item({ id: 1 }).replace(/\]\]><\/wp:post_password>/, '</wp:post_password>');
    const result = await readBytes(wxr(open, item({ id: 2 }), item({ id: 3 })));
    expect(contents(result).map(({ externalId }) => externalId)).toEqual(['2', '3']);
    expect(quarantined(result)).toHaveLength(1);
  });

  test('that cannot be mended says where, what and why', async () => {
    const text = wxr(item({ id: 1 }), item({ id: 2, more: '\n<wp:x>a < b</wp:x>' }));
    const [entry] = quarantined(await readBytes(text));
    expect(entry).toMatchObject({
      code: 'XML',
      sourceId: '2',
      file: 'export.xml',
      reason: saying('not well-formed'),
    });
    expect(text.split('\n')[(entry?.line ?? 0) - 1]).toContain('a < b');
    expect(entry?.excerpt).toContain('a < b');
    expect(text.slice(...(entry?.byteRange ?? []))).toBe(entry?.source);
  });
});
