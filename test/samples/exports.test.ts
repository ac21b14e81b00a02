import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exportPaper } from '../../scripts/samples/export.ts';
import { papers, readPaper, samples } from '../../scripts/samples/paper.ts';
import { type ReadItem, readExport } from './wxr.ts';

const exports = {
  'harbour-courier/harbour-courier.xml': {
    post: { publish: 24, draft: 1, pending: 1, private: 1, future: 1, trash: 1 },
    page: { publish: 2 },
    attachment: { inherit: 20 },
    'guest-author': { publish: 2 },
  },
  'harbour-courier/harbour-courier-update.xml': { post: { publish: 2 }, attachment: { inherit: 2 } },
  'alpenblatt/alpenblatt.xml': {
    post: { publish: 17, draft: 1, pending: 1, future: 1 },
    page: { publish: 2 },
    attachment: { inherit: 16 },
    'guest-author': { publish: 1 },
  },
};

/** Every picture that a text points to, in either editor's way. */
function picturesIn(content: string): number[] {
  const blocks = [...content.matchAll(/<!-- wp:image \{"id":(\d+)/gu), ...content.matchAll(/wp-image-(\d+)/gu)];
  const galleries = [...content.matchAll(/\[gallery ids="([\d,]+)"/gu)].flatMap((found) => found[1]?.split(',') ?? []);
  return [...blocks.map((found) => Number(found[1])), ...galleries.map(Number)];
}

function field(item: ReadItem, name: string): string {
  return item.fields.get(name) ?? '';
}

function count(items: readonly ReadItem[]): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const item of items) {
    const type = field(item, 'wp:post_type');
    const status = field(item, 'wp:status');
    counts[type] = { ...counts[type], [status]: (counts[type]?.[status] ?? 0) + 1 };
  }
  return counts;
}

describe.each(Object.entries(exports))('%s', (file, expected) => {
  it('is well-formed WXR 1.2 with the expected items by type and status', async () => {
    const { channel, items } = await readExport(file);
    expect(channel.get('wp:wxr_version')).toBe('1.2');
    expect(channel.get('wp:base_site_url')).toMatch(/^https:\/\/www\.[a-z-]+\.example$/u);
    expect(count(items)).toEqual(expected);
  });

  it('gives every item an id of its own', async () => {
    const { items } = await readExport(file);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.every(({ id }) => Number.isInteger(id) && id > 0)).toBe(true);
  });

  it('points only to pictures that it brings along', async () => {
    const { items } = await readExport(file);
    const attachments = new Set(
      items.filter((item) => field(item, 'wp:post_type') === 'attachment').map(({ id }) => id),
    );
    const wanted = items.flatMap((item) => [
      ...picturesIn(field(item, 'content:encoded')),
      ...(item.meta.has('_thumbnail_id') ? [Number(item.meta.get('_thumbnail_id'))] : []),
    ]);
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((id) => !attachments.has(id))).toEqual([]);
  });

  it('has the bytes of every picture beside it, but for the one that is meant to be missing', async () => {
    const { items } = await readExport(file);
    const missing = items
      .map((item) => field(item, 'wp:attachment_url').split('/wp-content/uploads/')[1])
      .filter((path) => path !== undefined)
      .filter((path) => !existsSync(new URL(`${file.split('/')[0]}/uploads/${path}`, samples)));
    expect(missing).toEqual(file === 'harbour-courier/harbour-courier.xml' ? ['2026/08/lost-negative.jpg'] : []);
  });

  it('describes every picture: alternative text, caption and credit', async () => {
    const { items } = await readExport(file);
    for (const item of items.filter((one) => field(one, 'wp:post_type') === 'attachment')) {
      expect(item.meta.get('_wp_attachment_image_alt')).toMatch(/\w{2}/u);
      expect(field(item, 'excerpt:encoded')).not.toBe('');
      expect(item.meta.get('_wp_attachment_metadata')).toMatch(/^a:6:\{s:5:"width";i:\d+;.*s:6:"credit";s:\d+:"[^"]/u);
    }
  });

  it('is written to be read: no filler, nothing the script failed to fill in', async () => {
    const { items } = await readExport(file);
    const text = items.map((item) => [...item.fields.values(), ...item.meta.values()].join('\n')).join('\n');
    expect(text).not.toMatch(/lorem|ipsum|undefined|NaN|\[object|\{(?:link|short|url|id|alt) /u);
  });

  it('has texts of a readable length in what is published', async () => {
    const { items } = await readExport(file);
    const articles = items.filter(
      (item) => field(item, 'wp:post_type') === 'post' && field(item, 'wp:status') === 'publish',
    );
    const lengths = articles.map((item) => {
      const words = field(item, 'content:encoded')
        .replace(/<[^>]+>/gu, ' ')
        .trim()
        .split(/\s+/u).length;
      return { title: field(item, 'title'), words };
    });
    expect(lengths.filter(({ words }) => words < 60 || words > 320)).toEqual([]);
  });
});

describe.each(papers)('%s', (id) => {
  it('is what the source says: the exports checked in are fresh', async () => {
    for (const [name, xml] of await exportPaper(await readPaper(id))) {
      expect(await readFile(new URL(`${id}/${name}`, samples), 'utf8')).toBe(xml);
    }
  });

  it('has a category, tag and author of the channel for each term of an item', async () => {
    const paper = await readPaper(id);
    const { items } = await readExport(`${id}/${id}.xml`);
    const known = new Set(
      [...paper.categories, ...paper.tags].map(({ slug }) => encodeURIComponent(slug).toLowerCase()),
    );
    const logins = new Set(paper.authors.map(({ login }) => login));
    const used = items
      .flatMap(({ terms }) => terms)
      .filter(({ domain }) => domain === 'category' || domain === 'post_tag');
    expect(used.filter(({ nicename }) => !known.has(nicename))).toEqual([]);
    expect(items.filter((item) => !logins.has(field(item, 'dc:creator')))).toEqual([]);
  });
});

describe('the update', () => {
  it('brings article 101 again, later, under the same id and slug, with another headline', async () => {
    const [before, after] = await Promise.all(
      ['', '-update'].map(async (suffix) => {
        const { items } = await readExport(`harbour-courier/harbour-courier${suffix}.xml`);
        return items.find((item) => item.id === 101);
      }),
    );
    if (!before || !after) throw new Error('article 101 is missing');
    expect(field(after, 'wp:post_name')).toBe(field(before, 'wp:post_name'));
    expect(field(after, 'wp:post_date_gmt')).toBe(field(before, 'wp:post_date_gmt'));
    expect(field(after, 'wp:post_modified_gmt') > field(before, 'wp:post_modified_gmt')).toBe(true);
    expect(field(after, 'title')).not.toBe(field(before, 'title'));
  });
});
