import { crc32 } from 'node:zlib';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { PortError } from '../../../platform/errors.ts';
import { createNotifiedFunction } from '../../../subgraphs/media/arrivals/notified.ts';
import { sweepArrivals } from '../../../subgraphs/media/arrivals/sweep.ts';
import { createArrivals } from '../../../subgraphs/media/arrivals/take.ts';
import { dueActor } from '../../../writes/due.ts';
import { DEVICE, FRAMES, PLACE, tellingFilm } from '../../platform/scrub/told.ts';
import { logged } from '../../support/logged.ts';
import { untilAborted } from '../../support/wait.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { writerOf } from '../content/commands/newsroom.ts';
import { declared, pictureDeskOf } from './pictureDesk.ts';

const signal = new AbortController().signal;

const noise = (width: number, height: number): Sharp =>
  sharp({
    create: { width, height, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 120, sigma: 40 } },
  });

/** A photograph with all that a camera and an agency write into one. */
const photograph = (): Promise<Buffer> =>
  noise(640, 480)
    .withExif({
      IFD0: { Make: 'Camera Works', Artist: 'Somebody else', ImageDescription: 'CAMERA WORKS DSC' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Ann Ö. Quill"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">The ferry, leaving</rdf:li><rdf:li xml:lang="de">Die Fähre</rdf:li></rdf:Alt></dc:description><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Courier</rdf:li></rdf:Alt></dc:rights><xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Online only</rdf:li></rdf:Alt></xmpRights:UsageTerms></rdf:Description></rdf:RDF></x:xmpmeta>`,
    )
    .jpeg()
    .toBuffer();

const keysIn = async (world: World): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of world.objects.list('')) keys.push(key);
  return keys;
};

const assetOf = async (world: World, id: string | null) => {
  const [asset] = await world.mediaStore.states([id ?? '']);
  if (!asset?.live) throw new Error('the asset is not there');
  return asset;
};

/** Asks, uploads and takes, as a picture desk would; what the store said and what became of the asset. */
const uploaded = async (world: World, bytes: Buffer, parts: Parameters<typeof declared>[1] = {}) => {
  const desk = pictureDeskOf(world);
  const form = await desk.request(declared(bytes, parts));
  await world.apply();
  const { status } = await desk.upload(form, bytes);
  await world.arrive();
  return { status, asset: await assetOf(world, form.id) };
};

describe('a picture that is uploaded by its form', () => {
  test('is READY: measured, with a placeholder, and with what its file says of those who made and own it', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const { status, asset } = await uploaded(world, bytes);
    expect(status).toBe(204);
    expect(asset).toMatchObject({
      status: 'READY',
      version: 2,
      width: 640,
      height: 480,
      caption: 'The ferry, leaving',
      creditText: 'Ann Ö. Quill',
      copyrightNotice: '© Courier',
      usageTerms: 'Online only',
    });
    expect(asset.placeholder).toMatch(/^data:image\/webp;base64,/);
    expect(await keysIn(world)).toEqual([asset.objectKey, `raw/${asset.id}/upload/harbour.jpg`]);
  });

  test('shows bytes that know whom to name, and nothing of place and device; those that came are kept where nothing leads', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes), { details: { caption: 'Mine' } });
    await desk.upload(form, bytes);
    await world.apply();
    await world.arrive();
    const { objectKey = '', ...asset } = await assetOf(world, form.id);
    const shown = Buffer.concat(await (await world.objects.get(objectKey)).body.toArray());
    expect(asset).toMatchObject({ sizeInBytes: shown.byteLength, checksum: declared(shown).checksum });
    expect(asset.checksum).not.toBe(declared(bytes).checksum);
    const { exif, xmp = '' } = await sharp(shown).metadata();
    expect(exif).toBeUndefined();
    for (const said of ['Mine', 'Ann Ö. Quill', '© Courier', 'Online only']) expect(String(xmp)).toContain(said);
    expect(String(xmp)).not.toContain('The ferry, leaving');
    expect(await sharp(shown).raw().toBuffer()).toEqual(await sharp(bytes).raw().toBuffer());
    const came = await world.objects.get(`raw/${asset.id}/upload/harbour.jpg`);
    expect(Buffer.concat(await came.body.toArray())).toEqual(bytes);
  });

  test('that tells nothing stays as it came', async () => {
    await using world = await openWorld();
    const bytes = await noise(64, 48).jpeg().toBuffer();
    const { asset } = await uploaded(world, bytes);
    expect(asset.checksum).toBe(declared(bytes).checksum);
    expect(await keysIn(world)).toEqual([asset.objectKey]);
  });

  test('keeps what a person said of it before what its file says', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes), { details: { caption: 'Mine', creditText: 'Me' } });
    await desk.upload(form, bytes);
    await world.apply();
    await world.arrive();
    expect(await assetOf(world, form.id)).toMatchObject({
      caption: 'Mine',
      creditText: 'Me',
      usageTerms: 'Online only',
    });
  });

  test('is taken though its asset was changed while it was under way', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes));
    await world.apply();
    await desk.upload(form, bytes);
    await desk.done('updateMedia', { id: form.id ?? '', expectedVersion: 1, patch: { altText: 'A ferry' } });
    await world.arrive();
    expect(await assetOf(world, form.id)).toMatchObject({ status: 'READY', altText: 'A ferry', version: 3 });
  });

  test('waits where its asset is not there yet, and is dropped where it never is', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes));
    await desk.upload(form, bytes);
    expect(await world.arrivals.take(form.id ?? '', signal)).toBe('failed');
    await world.apply();
    expect(await world.arrivals.take(form.id ?? '', signal)).toBe('done');

    await world.objects.put(`incoming/${'a'.repeat(26)}`, bytes, { contentType: 'image/jpeg' });
    world.pass(25 * 3_600_000);
    expect(await world.arrivals.take('a'.repeat(26), signal)).toBe('done');
    expect((await keysIn(world)).filter((key) => key.startsWith('incoming/'))).toEqual([]);
  });

  test('of which nobody was told is found', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const form = await pictureDeskOf(world).request(declared(bytes));
    await world.apply();
    await world.objects.put(`incoming/${form.id}`, bytes, { contentType: 'image/jpeg' });
    const sweep = () => sweepArrivals(world, world.now(), signal);
    expect(await sweep()).toBe(0);
    world.pass(31_000);
    expect(await sweep()).toBe(1);
    await world.apply();
    expect((await assetOf(world, form.id)).status).toBe('READY');
  });

  test('taken again after a kill at any step is taken once', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    for (const step of ['copy', 'put', 'delete'] as const) {
      const form = await pictureDeskOf(world).request(declared(bytes), { idempotencyKey: step });
      await world.apply();
      await world.objects.put(`incoming/${form.id}`, bytes, { contentType: 'image/jpeg' });
      const arrivals = createArrivals({
        store: world.mediaStore,
        objects: {
          ...world.objects,
          [step]: () => Promise.reject(new PortError('objects', 'UNAVAILABLE', 'killed here', { retryable: true })),
        },
        submit: world.writes.submit,
        log: logged().log,
        now: () => world.now(),
        wait: untilAborted,
      });
      expect(await arrivals.take(form.id ?? '', signal)).toBe('away');
      expect(await world.arrivals.take(form.id ?? '', signal)).toBe('done');
      await world.apply();
      expect(await assetOf(world, form.id)).toMatchObject({ status: 'READY', version: 2 });
    }
  });
});

describe('an upload is refused at the form, and nothing is stored', () => {
  test.each<[string, (bytes: Buffer) => Buffer, Readonly<Record<string, string>>, number, string]>([
    ['larger than declared', (bytes) => Buffer.concat([bytes, bytes]), {}, 400, 'EntityTooLarge'],
    ['of another checksum', (bytes) => Buffer.from(bytes).fill(0, 100, 110), {}, 400, 'ChecksumMismatch'],
    ['under another key', (bytes) => bytes, { key: 'renditions/a' }, 403, 'AccessDenied'],
    ['as another type', (bytes) => bytes, { 'Content-Type': 'text/html' }, 403, 'AccessDenied'],
    [
      'with an altered policy',
      (bytes) => bytes,
      { policy: Buffer.from('{"key":"renditions/a"}').toString('base64') },
      403,
      'SignatureDoesNotMatch',
    ],
  ])('%s', async (_, change, alter, status, code) => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes));
    const answer = await desk.upload(form, change(bytes), alter);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(code);
    expect(await keysIn(world)).toEqual([]);
  });

  test('after its time', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const desk = pictureDeskOf(world);
    const form = await desk.request(declared(bytes));
    world.pass(3_601_000);
    expect((await desk.upload(form, bytes)).status).toBe(403);
    expect(await keysIn(world)).toEqual([]);
  });
});

/** A JPEG with a comment behind its first mark. */
const withComment = (jpeg: Buffer, comment: string): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(comment.length + 2);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe]),
    length,
    Buffer.from(comment),
    jpeg.subarray(2),
  ]);
};

/** A PNG that says it is so large, and holds nothing of it. */
const bomb = (): Buffer => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  png.writeUInt32BE(50_000, 16);
  png.writeUInt32BE(50_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
};

describe('what arrives is refused with its reason, and nothing of it is stored', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, Parameters<typeof declared>[1], string]>([
    [
      'a PNG called a JPEG',
      () => noise(9, 9).png().toBuffer(),
      {},
      'Its bytes are those of image/png; image/jpeg was declared.',
    ],
    ['no picture at all', () => Buffer.from('MZ no picture'), {}, 'Its bytes are not those of image/jpeg'],
    [
      '50 000 × 50 000 pixels',
      bomb,
      { contentType: 'image/png', filename: 'a.png' },
      'The picture cannot be read: Input image exceeds pixel limit',
    ],
    [
      'a truncated JPEG',
      async () => (await photograph()).subarray(0, -5_000),
      {},
      'The picture cannot be read: VipsJpeg: premature end',
    ],
    [
      'SVG with a script',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
      {},
      'Its bytes are not those of image/jpeg',
    ],
    [
      'a page called a text',
      () => Buffer.from('<!doctype html><script>alert(1)</script>'),
      { contentType: 'text/plain', filename: 'a.txt' },
      'Its bytes are not those of text/plain',
    ],
    [
      'a picture that is a page too',
      async () => Buffer.concat([await photograph(), Buffer.from('<script>alert(1)</script>')]),
      {},
      'It is a page or program too',
    ],
    [
      'a picture that is an archive too',
      async () => Buffer.concat([await photograph(), Buffer.from(`PK\u0005\u0006${'\0'.repeat(18)}`)]),
      {},
      'It is an archive too',
    ],
    [
      'a picture that is a PDF too',
      async () => withComment(await photograph(), '%PDF-1.7'),
      {},
      'It is a PDF document too',
    ],
    [
      'a PDF that is an archive too',
      () => Buffer.from(`%PDF-1.7\nPK\u0005\u0006${'\0'.repeat(18)}`),
      { contentType: 'application/pdf', filename: 'a.pdf' },
      'It is an archive too',
    ],
  ])('%s', async (_, make, parts, reason) => {
    await using world = await openWorld();
    const { status, asset } = await uploaded(world, await make(), parts);
    expect(status).toBe(204);
    expect(asset).toMatchObject({ status: 'REJECTED', version: 2 });
    expect(asset.rejection).toContain(reason);
    expect(await keysIn(world)).toEqual([]);
  });

  test.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['of another size', (bytes) => bytes.subarray(1), 'bytes; '],
    ['of another checksum', (bytes) => Buffer.from(bytes).fill(0, 200, 210), 'another SHA-256'],
  ])('bytes %s, where the store let them through', async (_, change, reason) => {
    await using world = await openWorld();
    const bytes = await photograph();
    const form = await pictureDeskOf(world).request(declared(bytes));
    await world.apply();
    await world.objects.put(`incoming/${form.id}`, change(bytes), { contentType: 'image/jpeg' });
    await world.arrivals.take(form.id ?? '', signal);
    await world.apply();
    expect((await assetOf(world, form.id)).rejection).toContain(reason);
    expect(await keysIn(world)).toEqual([]);
  });
});

test('a picture whose bytes are looked at for long is PROCESSING meanwhile, and takes no other', async () => {
  await using world = await openWorld();
  const bytes = await photograph();
  const desk = pictureDeskOf(world);
  const idempotencyKey = 'once';
  const form = await desk.request(declared(bytes), { idempotencyKey });
  await world.apply();
  await world.objects.put(`incoming/${form.id}`, bytes, { contentType: 'image/jpeg' });
  const told = Promise.withResolvers<undefined>();
  const arrivals = createArrivals({
    store: world.mediaStore,
    objects: {
      ...world.objects,
      // It is slow: the first look at the bytes ends once it was told of.
      get: async (...asked) => {
        await told.promise;
        return world.objects.get(...asked);
      },
    },
    submit: async (submission) => {
      const submitted = await world.writes.submit(submission);
      await world.apply();
      if (submission.command.kind === 'processUpload') told.resolve(undefined);
      return submitted;
    },
    log: logged().log,
    now: () => world.now(),
    wait: () => Promise.resolve(),
  });
  const taking = arrivals.take(form.id ?? '', signal);
  await told.promise;
  const processing = await world.data('media', writerOf(), `{ mediaAsset(id: "${form.id}") { status version } }`);
  expect(processing).toEqual({ mediaAsset: { status: 'PROCESSING', version: 2 } });
  const again = await desk.request(declared(bytes), { idempotencyKey });
  expect([again.id, again.url]).toEqual([form.id, null]);
  expect(await taking).toBe('done');
  expect(await assetOf(world, form.id)).toMatchObject({ status: 'READY', version: 3 });
  // Told again, by whoever was slow, it stays what it is.
  await world.writes.submit({
    command: {
      kind: 'processUpload',
      subject: form.id ?? '',
      expects: 1,
      input: {},
      actor: { ...dueActor('courier'), application: 'masthead:arrivals' },
    },
    idempotencyKey: 'late',
    now: world.now(),
    signal,
  });
  await world.apply();
  expect(await assetOf(world, form.id)).toMatchObject({ status: 'READY', version: 3 });
});

test('a second upload after the first was taken is dropped, and logged', async () => {
  await using world = await openWorld();
  const bytes = await photograph();
  const desk = pictureDeskOf(world);
  const form = await desk.request(declared(bytes));
  await world.apply();
  await desk.upload(form, bytes);
  await world.arrive();
  const before = await assetOf(world, form.id);
  await desk.upload(form, bytes);
  const { log, lines } = logged();
  const arrivals = createArrivals({
    store: world.mediaStore,
    objects: world.objects,
    submit: world.writes.submit,
    log,
    now: () => world.now(),
    wait: untilAborted,
  });
  expect(await arrivals.take(form.id ?? '', signal)).toBe('done');
  expect(lines).toEqual([expect.stringContaining('an upload was dropped')]);
  expect(await assetOf(world, form.id)).toEqual(before);
  expect(await keysIn(world)).toEqual([before.objectKey, `raw/${before.id}/upload/harbour.jpg`]);
});

test.each([
  ['video/mp4', 'VIDEO', '\0\0\0\u0010ftypisom\0\0\0\0'],
  ['audio/mp4', 'AUDIO', '\0\0\0\u0010ftypisom\0\0\0\0'],
  ['audio/mpeg', 'AUDIO', 'ID3\u0004'],
  ['application/pdf', 'DOCUMENT', '%PDF-1.7 …'],
  ['text/plain', 'DOCUMENT', 'Two <html> words'],
])('%s is looked at by its first bytes, and kept as it is', async (contentType, type, text) => {
  await using world = await openWorld();
  const { asset } = await uploaded(world, Buffer.from(text, 'latin1'), { contentType, filename: 'a' });
  expect(asset).toMatchObject({ status: 'READY', type, contentType });
  expect(asset).not.toHaveProperty('placeholder');
});

test('a film tells neither place nor device any more, and has moved nothing', async () => {
  await using world = await openWorld();
  const film = tellingFilm(true);
  const { asset } = await uploaded(world, film, { contentType: 'video/quicktime', filename: 'a.mov' });
  expect(asset).toMatchObject({ status: 'READY', sizeInBytes: film.byteLength });
  const { body } = await world.objects.get(asset.objectKey ?? '');
  const shown = Buffer.concat(await body.toArray());
  expect(declared(shown).checksum).toBe(asset.checksum);
  expect([PLACE, DEVICE].map((said) => [film.includes(said), shown.includes(said)])).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(shown.indexOf(FRAMES)).toBe(film.indexOf(FRAMES));
});

test('a film whose boxes are broken is refused: what it says cannot be taken out', async () => {
  await using world = await openWorld();
  const { asset } = await uploaded(world, Buffer.from('\0\0\0\u0018ftypisom\0\0\0\0', 'latin1'), {
    contentType: 'video/mp4',
    filename: 'a.mp4',
  });
  expect(asset).toMatchObject({ status: 'REJECTED', rejection: 'The file cannot be read: its boxes are broken' });
  expect(await keysIn(world)).toEqual([]);
});

describe('the function behind a queue of notifications', () => {
  const notification = (key: string): string =>
    JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Post', s3: { object: { key } } }] });

  test('answers which messages come again', async () => {
    await using world = await openWorld();
    const bytes = await photograph();
    const form = await pictureDeskOf(world).request(declared(bytes));
    await world.objects.put(`incoming/${form.id}`, bytes, { contentType: 'image/jpeg' });
    const handle = createNotifiedFunction(world.arrivals);
    const batch = {
      Records: [
        { messageId: 'waits', body: notification(`incoming%2F${form.id}`) },
        { messageId: 'elsewhere', body: notification('media/a') },
        { messageId: 'test', body: '{"Service":"Amazon S3","Event":"s3:TestEvent"}' },
        { messageId: 'garbage', body: 'x' },
      ],
    };
    expect(await handle(batch, signal)).toEqual({ batchItemFailures: [{ itemIdentifier: 'waits' }] });
    await world.apply();
    expect(await handle(batch, signal)).toEqual({ batchItemFailures: [] });
    await world.apply();
    expect((await assetOf(world, form.id)).status).toBe('READY');
  });

  test('never takes what is no batch for one that is done', async () => {
    await using world = await openWorld();
    const handle = createNotifiedFunction(world.arrivals);
    for (const event of [undefined, {}, { Records: [{ body: 'x' }] }])
      await expect(handle(event, signal)).rejects.toThrow('no batch');
  });
});
