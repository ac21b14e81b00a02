import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { BadItem } from '../../../subgraphs/item.ts';
import type { Media } from '../../../subgraphs/media/record.ts';
import { mediaPk, mediaTable } from '../../../subgraphs/media/store.ts';
import { asset, idOf, minutes, NOW } from '../../support/builders.ts';
import { partnerOf, viewerOf } from '../../support/viewers.ts';
import { openWorld } from '../../support/world.ts';

const news = { id: 'courier/news', delayMinutes: 0 };
const WAYS = `{
  mediaAsset(id: "${idOf('picture')}") { altText original { url } renditions { url } }
  _entities(representations: [{ __typename: "MediaAsset", id: "${idOf('picture')}" }]) { ... on MediaAsset { altText } }
}`;
const nowhere = { mediaAsset: null, _entities: [null] };

describe('an asset', () => {
  test('has rights of its own', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture', { packages: ['courier/news'] }));
    const found = { altText: 'Picture of picture' };
    for (const viewer of [viewerOf(), partnerOf([news])])
      expect(await world.data('media', viewer, WAYS)).toMatchObject({ mediaAsset: found, _entities: [found] });
    expect(await world.data('media', partnerOf([]), WAYS)).toEqual(nowhere);
    expect(await world.data('media', viewerOf({ organisation: 'blatt' }), WAYS)).toEqual(nowhere);
  });

  test.each<[string, Partial<Media>]>([
    ['not yet published', { published: minutes(1) }],
    ['expired', { expires: minutes(0) }],
    ['withheld', { pubStatus: 'WITHHELD' }],
    ['excluded where the viewer is', { excludedTerritories: ['AT'] }],
  ])('that is %s is nowhere', async (_, parts) => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture', parts));
    expect(await world.data('media', viewerOf({ territory: 'AT' }), WAYS)).toEqual(nowhere);
  });

  test('whose bytes are not there has neither link nor renditions', async () => {
    await using world = await openWorld();
    const { objectKey, ...missing } = asset('picture', { status: 'MISSING' });
    await world.saveMedia(missing);
    expect(await world.data('media', viewerOf(), WAYS)).toMatchObject({
      mediaAsset: { original: null, renditions: [] },
    });
  });

  test('of more bytes than an Int holds says how many', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture', { type: 'VIDEO', sizeInBytes: 4_999_999_999 }));
    expect(await world.data('media', viewerOf(), `{ mediaAsset(id: "${idOf('picture')}") { sizeInBytes } }`)).toEqual({
      mediaAsset: { sizeInBytes: 4_999_999_999 },
    });
  });

  test('that is not as it should be fails for itself alone, with its key', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('good'));
    await world.plant(mediaTable.name, { pk: mediaPk(idOf('bad')), sk: 'META', v: 1, live: true });
    const { data, errors } = await world.ask(
      'media',
      viewerOf(),
      `{ good: mediaAsset(id: "${idOf('good')}") { altText } bad: mediaAsset(id: "${idOf('bad')}") { altText } }`,
    );
    expect(data).toEqual({ good: { altText: 'Picture of good' }, bad: null });
    expect(errors).toMatchObject([{ path: ['bad'], originalError: expect.any(BadItem) }]);
    expect(errors[0]?.message).toContain(`media ${mediaPk(idOf('bad'))} META`);
  });

  test('that no reader would accept is not saved', async () => {
    await using world = await openWorld();
    await expect(world.saveMedia(asset('bad', { placeholder: 'x'.repeat(2_000) }))).rejects.toThrow('placeholder');
  });

  test.each(['', 'x'.repeat(5_000), '\ud800', '#'])('is null for what is no id', async (id) => {
    await using world = await openWorld();
    expect(await world.data('media', viewerOf(), 'query ($id: ID!) { mediaAsset(id: $id) { id } }', { id })).toEqual({
      mediaAsset: null,
    });
  });
});

describe('the original', () => {
  test('is behind a link that works, in ranges too, until it expires', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture'));
    await world.objects.put(`media/${idOf('picture')}`, Buffer.from('the bytes'), { contentType: 'image/jpeg' });
    const link = async (now: number) =>
      world.data(
        'media',
        viewerOf(),
        `{ mediaAsset(id: "${idOf('picture')}") { original { url expiresAt } } }`,
        {},
        now,
      );
    const data = await link(NOW);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is the query's above
    const { url, expiresAt } = (data as { mediaAsset: { original: { url: string; expiresAt: string } } }).mediaAsset
      .original;
    expect(expiresAt).toBe(minutes(15));
    expect(await link(NOW + 9 * 60_000)).toEqual(data);
    expect(await link(NOW + 11 * 60_000)).not.toEqual(data);

    const { pathname, search } = new URL(url);
    const get = (headers: Record<string, string> = {}, query = search.slice(1)) =>
      world.objects.handle({
        method: 'GET',
        path: pathname.replace('/media', ''),
        query,
        headers,
        body: Readable.from([]),
      });
    expect(await get()).toMatchObject({ status: 200 });
    expect(await get({ range: 'bytes=4-8' })).toMatchObject({ status: 206 });
    expect(await get({}, `${search.slice(1)}x`)).toMatchObject({ status: 403 });
  });
});

test.each([
  ['[]', { renditions: [] }, []],
  ['[200, 170]', { renditions: [{ width: 320 }] }, []],
  ['[0]', null, ['BAD_REQUEST']],
  ['[-5]', null, ['BAD_REQUEST']],
  [JSON.stringify(Array.from({ length: 11 }, () => 160)), null, ['BAD_REQUEST']],
])('renditions of the widths %s', async (widths, mediaAsset, codes) => {
  await using world = await openWorld();
  await world.saveMedia(asset('picture'));
  const { data, errors } = await world.ask(
    'media',
    viewerOf(),
    `{ mediaAsset(id: "${idOf('picture')}") { renditions(widths: ${widths}) { width } } }`,
  );
  expect(data).toEqual({ mediaAsset });
  expect(errors).toMatchObject(codes.map((code) => ({ originalError: { code } })));
});
