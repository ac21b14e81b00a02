import { describe, expect, test } from 'vitest';
import { createHashTable } from '../../../imports/wordpress/hashTable.ts';
import { createSiteIndex } from '../../../imports/wordpress/siteIndex.ts';

const index = createSiteIndex('https://www.courier.example');
const post = { parent: undefined, fileUrl: undefined, media: false, live: true, taken: true };
index.add({
  ...post,
  externalId: '7',
  link: 'https://www.courier.example/2026/03/%C3%BCber-see/',
  guid: 'https://www.courier.example/?p=7',
});
index.add({ ...post, externalId: '8', live: false, link: 'https://www.courier.example/?p=8', guid: undefined });
for (const [id, file] of [
  ['12', 'pier-scaled.jpg'],
  ['11', 'boat.png'],
] as const) {
  const fileUrl = `https://cdn.courier.example/wp-content/uploads/2026/${file}`;
  index.add({
    externalId: id,
    media: true,
    live: true,
    taken: true,
    parent: '7',
    fileUrl,
    link: `https://www.courier.example/photo-${id}/`,
    guid: undefined,
  });
}

describe('the addresses of a site', () => {
  test.each([
    ['http://courier.example/2026/03/über-see', '7'],
    ['/2026/03/%c3%bcber-see/#comments', '7'],
    ['https://www.courier.example/2026/03/%C3%BCber-see/?utm_source=x', '7'],
    ['https://courier.example/?p=7', '7'],
    ['/?p=8', '8'],
    ['/photo-12', '12'],
  ])('%s leads to %s', (address, id) => {
    expect(index.byAddress(address)?.externalId).toBe(id);
  });

  test.each([
    'https://courier.example/',
    '/nothing',
    'https://other.example/?p=7',
    'mailto:a@b.example',
    '/?p=99',
    'https://[',
  ])('%s leads nowhere', (address) => {
    expect(index.byAddress(address)).toBeUndefined();
  });

  test.each([
    ['https://cdn.courier.example/wp-content/uploads/2026/pier-scaled.jpg', '12'],
    ['https://www.courier.example/wp-content/uploads/2026/pier-300x200.jpg', '12'],
    ['/wp-content/uploads/2026/pier.jpg', '12'],
    ['https://i0.wp.com/courier.example/wp-content/uploads/2026/boat-1024x768.png?w=640', '11'],
    ['https://elsewhere.example/wp-content/uploads/2026/pier.jpg', undefined],
    ['/wp-content/uploads/2026/none.jpg', undefined],
  ])('%s is the file of %s', (address, id) => {
    expect(index.mediaByFile(address)).toBe(id);
  });

  test('are listed by parent in the order of ids', () => {
    expect(index.attachmentsOf('7')).toEqual([
      { externalId: '11', page: 'https://www.courier.example/photo-11/' },
      { externalId: '12', page: 'https://www.courier.example/photo-12/' },
    ]);
    expect(index.item('8')).toMatchObject({ media: false, live: false, taken: true });
    expect(index.attachmentsOf('8')).toEqual([]);
  });
});

test('a table of hashes keeps the first value of each of many keys', () => {
  const table = createHashTable();
  for (let key = 0; key < 5000; key += 1) {
    table.add(`text ${key}`, key);
    table.add(key, key * 2);
    table.add(key, -1);
  }
  expect(table.size).toBe(10_000);
  for (let key = 0; key < 5000; key += 1) expect([table.get(`text ${key}`), table.get(key)]).toEqual([key, key * 2]);
  expect(table.get('absent')).toBeUndefined();
  expect(table.get(5000)).toBeUndefined();
});
