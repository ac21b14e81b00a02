import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { PortError } from '../../../platform/errors.ts';
import type { Objects } from '../../../platform/objects/port.ts';
import { silentLog } from '../../../platform/telemetry.ts';
import { createRenditionClearer } from '../../../subgraphs/media/clearing.ts';
import type { DeliveryResponse } from '../../../subgraphs/media/delivery.ts';
import { createRenditionDelivery } from '../../../subgraphs/media/delivery.ts';
import type { Media } from '../../../subgraphs/media/record.ts';
import { eraseMedia } from '../../../subgraphs/media/remains.ts';
import type { Crop, ImageFormat } from '../../../subgraphs/media/renditions.ts';
import { consumeChanges } from '../../../writes/changes.ts';
import { asset, minutes, NOW } from '../../support/builders.ts';
import type { Calls } from '../../support/counted.ts';
import { countedObjects, tally } from '../../support/counted.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { pictureDeskOf } from './pictureDesk.ts';

const signal = new AbortController().signal;

/** Red on the left, blue on the right, with a place and a device in its EXIF, lying on its side. */
const photograph = (): Promise<Buffer> =>
  sharp({ create: { width: 400, height: 300, channels: 3, background: 'red' } })
    .composite([{ input: { create: { width: 200, height: 300, channels: 3, background: 'blue' } }, left: 200, top: 0 }])
    .withExif({
      IFD0: { Make: 'Camera Works', Model: 'Secret Model', Artist: 'Somebody else' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .jpeg()
    .toBuffer();

const store = async (world: World, bytes: Uint8Array, parts: Partial<Media> = {}): Promise<Media> => {
  const media = asset('picture', {
    width: 400,
    height: 300,
    checksum: createHash('sha256').update(bytes).digest('hex'),
    creditText: 'Ann Ö. Quill',
    usageTerms: 'Online & print',
    copyrightNotice: '© Courier',
    ...parts,
  });
  await world.objects.put(media.objectKey ?? '', bytes, { contentType: 'image/jpeg' });
  await world.saveMedia(media);
  return media;
};

interface Delivery {
  readonly calls: Calls;
  get(
    media: Media,
    ask?: {
      crop?: Crop;
      width?: number;
      format?: ImageFormat;
      method?: string;
      headers?: Readonly<Record<string, string>>;
    },
  ): Promise<DeliveryResponse>;
}

const deliver = (world: World, objects: Objects = world.objects, now = NOW): Delivery => {
  const calls: Calls = [];
  const delivery = createRenditionDelivery({
    store: world.mediaStore,
    objects: countedObjects(objects, calls),
    addresses: world.addresses,
    log: silentLog,
    now: () => now,
  });
  return {
    calls,
    get: (media, { crop = 'ORIGINAL', width = 160, format = 'JPEG', method = 'GET', headers = {} } = {}) => {
      const [address] = world.addresses.of(media, crop, [width], format);
      if (!address) throw new Error('there is no address');
      const { pathname, search } = new URL(address.url);
      return delivery.handle({
        method,
        path: pathname.replace('/renditions', ''),
        query: search.slice(1),
        headers,
        signal,
      });
    },
  };
};

const bytesOf = async ({ body }: DeliveryResponse): Promise<Buffer> =>
  body instanceof Readable ? Buffer.concat(await body.toArray()) : Buffer.from(body ?? []);

describe('a rendition', () => {
  test('is made once however many ask at once, stored, and served from storage ever after', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const delivery = deliver(world);
    const answers = await Promise.all(Array.from({ length: 5 }, () => delivery.get(media)));
    const bodies = await Promise.all(answers.map(bytesOf));
    expect(new Set(bodies.map((body) => body.toString('base64'))).size).toBe(1);
    expect(tally(delivery.calls)).toEqual({ 'objects.get': 1, 'objects.head': 5, 'objects.put': 1 });

    await world.objects.delete(media.objectKey ?? '');
    const later = await deliver(world).get(media);
    expect(later).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'image/jpeg',
        'content-length': String(bodies[0]?.byteLength),
        'cache-control': 'public, max-age=86400',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(await bytesOf(later)).toEqual(bodies[0]);
  });

  test.each([
    ['JPEG', 'jpeg'],
    ['WEBP', 'webp'],
    ['AVIF', 'heif'],
  ] as const)('in %s has the size that the graph says', async (format, name) => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    for (const crop of ['ORIGINAL', 'SQUARE', 'PORTRAIT', 'WIDE'] as const) {
      const [address] = world.addresses.of(media, crop, [160], format);
      const answer = await deliver(world).get(media, { crop, format });
      expect(answer.headers['content-type']).toBe(address?.contentType);
      const { width, height, format: made } = await sharp(await bytesOf(answer)).metadata();
      expect({ width, height, made }).toEqual({ width: address?.width, height: address?.height, made: name });
    }
  });

  test.each([
    [0, 'red'],
    [1, 'blue'],
  ])('keeps the focal point at %i in view', async (x, color) => {
    await using world = await openWorld();
    const media = await store(world, await photograph(), { focalPoint: { x, y: 0.5 } });
    const answer = await deliver(world).get(media, { crop: 'PORTRAIT' });
    const [red = 0, , blue = 0] = await sharp(await bytesOf(answer))
      .resize(1, 1)
      .raw()
      .toBuffer();
    expect(red > blue ? 'red' : 'blue').toBe(color);
  });

  test('knows whom to name, and nothing of place and device', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const { exif, xmp } = await sharp(await bytesOf(await deliver(world).get(media))).metadata();
    const text = `${exif?.toString('latin1')} ${xmp?.toString()}`;
    // EXIF holds ASCII alone.
    for (const credit of ['Ann O. Quill', '(C) Courier', '>Ann Ö. Quill<', '>© Courier<', '>Online &amp; print<'])
      expect(text).toContain(credit);
    for (const secret of ['Secret Model', 'Camera Works', 'Somebody else']) expect(text).not.toContain(secret);
    expect(exif?.includes(Buffer.from([0x88, 0x25]))).toBe(false);
    expect(exif?.includes(Buffer.from([0x25, 0x88]))).toBe(false);
  });

  test('without anybody to name is made too', async () => {
    await using world = await openWorld();
    const { creditText, copyrightNotice, usageTerms, ...nameless } = await store(world, await photograph());
    await world.saveMedia(nameless);
    expect(await deliver(world).get(nameless)).toMatchObject({ status: 200 });
  });

  test('stands upright', async () => {
    await using world = await openWorld();
    const bytes = await sharp(await photograph())
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const media = await store(world, bytes, { width: 300, height: 400 });
    const { width, height, orientation } = await sharp(await bytesOf(await deliver(world).get(media))).metadata();
    expect({ width, height, orientation }).toEqual({ width: 160, height: 213, orientation: 1 });
  });

  test('answers HEAD without bytes, and nothing but GET and HEAD', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const { body, headers } = await deliver(world).get(media);
    const head = await deliver(world).get(media, { method: 'HEAD' });
    expect(head).toEqual({ status: 200, headers, body: undefined });
    expect(headers['content-length']).toBe(String(body instanceof Uint8Array ? body.byteLength : -1));
    expect(await deliver(world).get(media, { method: 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
  });
});

describe('a client’s copy', () => {
  test('is known by its validator, and asked for in part', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const delivery = deliver(world);
    const whole = await bytesOf(await delivery.get(media));
    const etag = (await delivery.get(media)).headers.etag ?? '';
    expect(await delivery.get(media, { headers: { 'if-none-match': etag } })).toMatchObject({
      status: 304,
      headers: { etag, 'cache-control': 'public, max-age=86400' },
      body: undefined,
    });
    const part = await delivery.get(media, { headers: { range: 'bytes=10-19', 'if-range': etag } });
    expect(part).toMatchObject({
      status: 206,
      headers: { 'content-range': `bytes 10-19/${whole.byteLength}`, 'content-length': '10' },
    });
    expect(await bytesOf(part)).toEqual(whole.subarray(10, 20));
    expect(await delivery.get(media, { headers: { range: `bytes=${whole.byteLength}-` } })).toMatchObject({
      status: 416,
    });
    expect(await delivery.get(media, { headers: { 'if-match': '"another"' } })).toMatchObject({ status: 412 });
  });

  test('is named to a CDN that purges by tags', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const delivery = createRenditionDelivery({
      store: world.mediaStore,
      objects: world.objects,
      addresses: world.addresses,
      tagHeader: (id) => ({ 'cache-tag': `of-${id}` }),
      log: silentLog,
      now: () => NOW,
    });
    const { pathname, search } = new URL(world.addresses.of(media, 'ORIGINAL', [160], 'JPEG')[0]?.url ?? '');
    const path = pathname.replace('/renditions', '');
    const { headers } = await delivery.handle({ method: 'GET', path, query: search.slice(1), headers: {}, signal });
    expect(headers['cache-tag']).toBe(`of-${media.id}`);
  });
});

/** As a process that follows the feed does. */
const clear = (world: World, objects = world.objects, now = NOW): Promise<void> =>
  consumeChanges({
    records: world.records,
    consumer: createRenditionClearer('renditions', {
      store: world.mediaStore,
      objects,
      log: silentLog,
      now: () => now,
    }),
    log: silentLog,
    signal,
    mode: 'catchUp',
  });

const renditionsIn = async (world: World): Promise<string[]> =>
  (await Array.fromAsync(world.objects.list('renditions/'))).map(({ key }) => key);

const takenDown: [string, Partial<Media>][] = [
  ['withheld', { pubStatus: 'WITHHELD' }],
  ['canceled', { pubStatus: 'CANCELED' }],
  ['expired', { expires: minutes(0) }],
];

describe('there is no rendition', () => {
  test.each(takenDown)(
    'of an asset that is %s, though it was made before: it is gone, from storage too',
    async (_, parts) => {
      await using world = await openWorld();
      const media = await store(world, await photograph());
      expect((await deliver(world).get(media)).status).toBe(200);
      expect(await renditionsIn(world)).toHaveLength(1);
      await world.saveMedia({ ...media, ...parts });
      expect(await deliver(world).get(media)).toMatchObject({ status: 410, headers: { 'cache-control': 'no-store' } });
      await clear(world);
      expect(await renditionsIn(world)).toEqual([]);
    },
  );

  test('of an asset that comes down while it is made', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const objects: Objects = {
      ...world.objects,
      put: async (...put) => {
        await world.saveMedia({ ...media, pubStatus: 'WITHHELD' });
        await clear(world);
        return world.objects.put(...put);
      },
    };
    expect(await deliver(world, objects).get(media)).toMatchObject({
      status: 503,
      headers: { 'cache-control': 'no-store', 'retry-after': '1' },
    });
    expect(await renditionsIn(world)).toEqual([]);
    expect((await deliver(world).get(media)).status).toBe(410);
  });

  test.each<[string, Partial<Media>]>([
    ['not yet published', { published: minutes(1) }],
    ['without its bytes', { status: 'MISSING' }],
    ['a film', { type: 'VIDEO' }],
  ])('of an asset that is %s', async (_, parts) => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    await world.saveMedia({ ...media, ...parts });
    expect(await deliver(world).get(media)).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
  });

  test('of an asset that was deleted or never was', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    expect((await deliver(world).get(media)).status).toBe(200);
    const { state } = await pictureDeskOf(world).done('deleteMedia', { id: media.id, expectedVersion: 1 });
    expect(state).toBe('APPLIED');
    await clear(world);
    expect(await renditionsIn(world)).toEqual([]);
    expect((await deliver(world).get(media)).status).toBe(410);
    expect((await deliver(world).get(asset('never'))).status).toBe(404);
  });

  test('at an address that was not made here', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    const delivery = createRenditionDelivery({
      store: world.mediaStore,
      objects: world.objects,
      addresses: world.addresses,
      log: silentLog,
      now: () => NOW,
    });
    for (const path of ['/', '/../../etc/passwd', `/${media.id}`, `/${media.id}/${'0'.repeat(16)}/original-160.jpeg`])
      expect((await delivery.handle({ method: 'GET', path, query: 's=AAAA', headers: {}, signal })).status).toBe(404);
  });
});

test('the original of a deleted asset goes where no link leads, and that of an erased one altogether', async () => {
  await using world = await openWorld();
  const media = asset('quay');
  const [original, aside] = ['media', 'raw'].map((folder) => `${folder}/${media.id}`);
  await world.objects.put(`${original}/0123456789abcdef/quay.jpg`, Buffer.from('a'), { contentType: 'image/jpeg' });
  await world.saveMedia(media);
  const keysOf = async (): Promise<string[]> => (await Array.fromAsync(world.objects.list(''))).map(({ key }) => key);
  const [before] = await world.mediaStore.states([media.id]);
  if (!before?.live) throw new Error('the asset is not there');
  await clear(world);
  expect(await keysOf()).toEqual([`${original}/0123456789abcdef/quay.jpg`]);

  const { operations } = world.mediaStore.planDelete(before, { author: 'ann', at: minutes(0) });
  await world.records.transact(operations);
  await clear(world);
  expect(await keysOf()).toEqual([`${aside}/deleted/0123456789abcdef/quay.jpg`]);

  const [dead] = await world.mediaStore.states([media.id]);
  if (dead?.live !== false) throw new Error('the asset is there');
  await world.records.transact([eraseMedia(dead, minutes(1))]);
  await clear(world);
  expect(await keysOf()).toEqual([]);
});

test('an address that was kept leads on when the focal point moves, and what was made before goes', async () => {
  await using world = await openWorld();
  const media = await store(world, await photograph());
  await deliver(world).get(media);
  const moved = { ...media, focalPoint: { x: 0.9, y: 0.5 } };
  await world.saveMedia(moved);
  const [address] = world.addresses.of(moved, 'ORIGINAL', [160], 'JPEG');
  expect(await deliver(world).get(media)).toMatchObject({ status: 302, headers: { location: address?.url } });
  expect((await deliver(world).get(moved)).status).toBe(200);
  await clear(world);
  expect(await renditionsIn(world)).toEqual([expect.stringContaining(new URL(address?.url ?? '').pathname.slice(1))]);
});

test('an asset that expires soon is kept by caches no longer than that', async () => {
  await using world = await openWorld();
  const media = await store(world, await photograph(), { expires: minutes(2) });
  expect((await deliver(world).get(media)).headers['cache-control']).toBe('public, max-age=120');
});

describe('what cannot be made answers plainly', () => {
  test('from bytes that are no picture, or one of too many pixels', async () => {
    await using world = await openWorld();
    const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: 'white' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    for (const bytes of [Buffer.from('GIF89a no picture'), bomb]) {
      const answer = await deliver(world).get(await store(world, bytes));
      expect(answer.status).toBe(500);
      expect((await bytesOf(answer)).toString()).toBe('The picture cannot be made.\n');
    }
    expect(await Array.fromAsync(world.objects.list('renditions/'))).toEqual([]);
  });

  test('while storage is away, and is made when it is back', async () => {
    await using world = await openWorld();
    const media = await store(world, await photograph());
    let away = true;
    const objects: Objects = {
      ...world.objects,
      get: async (key, options) => {
        if (away) throw new PortError('objects', 'UNAVAILABLE', 'host bucket-1 is away');
        return world.objects.get(key, options);
      },
    };
    const delivery = deliver(world, objects);
    const refused = await delivery.get(media);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    expect((await bytesOf(refused)).toString()).not.toContain('bucket-1');
    away = false;
    expect((await delivery.get(media)).status).toBe(200);
  });
});
