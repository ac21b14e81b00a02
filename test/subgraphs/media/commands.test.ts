import { describe, expect, test } from 'vitest';
import type { Media } from '../../../subgraphs/media/record.ts';
import { mediaPk } from '../../../subgraphs/media/store.ts';
import { partitionTag } from '../../../subgraphs/tags.ts';
import { asset, idOf, minutes } from '../../support/builders.ts';
import { viewerOf } from '../../support/viewers.ts';
import type { World } from '../../support/world.ts';
import { openWorld } from '../../support/world.ts';
import { writerOf } from '../content/commands/newsroom.ts';
import type { PictureDesk } from './pictureDesk.ts';
import { declared, pictureDeskOf } from './pictureDesk.ts';

const bytes = Buffer.from('some bytes');
const file = declared(bytes);

const stored = async (world: World, id: string) => (await world.mediaStore.states([id]))[0];

describe('asking for an upload', () => {
  test('is answered with a form for these bytes alone, and makes an asset that waits for them', async () => {
    await using world = await openWorld();
    const desk = pictureDeskOf(world);
    const upload = await desk.request(file, { details: { altText: 'A harbour', withheld: true } });
    expect(upload).toMatchObject({ receipt: { state: 'QUEUED', subject: upload.id }, expiresAt: minutes(60) });
    expect(upload.fields).toContainEqual({ name: 'key', value: `incoming/${upload.id}` });
    await world.apply();
    expect(await stored(world, upload.id ?? '')).toMatchObject({
      status: 'AWAITING_UPLOAD',
      type: 'IMAGE',
      owner: 'courier',
      altText: 'A harbour',
      pubStatus: 'WITHHELD',
      language: 'en',
      createdBy: 'ann',
    });
  });

  test('again with the same key has the same receipt and asset, and a fresh form as long as the bytes have not been taken', async () => {
    await using world = await openWorld();
    const desk = pictureDeskOf(world);
    const first = await desk.request(file, { idempotencyKey: 'one' });
    world.pass(30 * 60_000);
    const second = await desk.request(file, { idempotencyKey: 'one' });
    expect(second).toMatchObject({ id: first.id, receipt: { id: first.receipt.id }, expiresAt: minutes(90) });
    const other = await desk.request({ ...file, sizeInBytes: 3 }, { idempotencyKey: 'one' });
    expect(other).toMatchObject({ url: null, fields: null, receipt: { errors: [{ code: 'IDEMPOTENCY_CONFLICT' }] } });
    await world.apply();
    const [asked] = await world.mediaStore.states([first.id ?? '']);
    if (!asked?.live) throw new Error('the asset is not there');
    await world.saveMedia({ ...asked, status: 'READY' });
    expect(await desk.request(file, { idempotencyKey: 'one' })).toMatchObject({
      id: first.id,
      receipt: { state: 'APPLIED' },
      url: null,
      fields: null,
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a type that browsers run', { contentType: 'image/svg+xml' }, 'contentType'],
    ['a page', { contentType: 'text/html' }, 'contentType'],
    ['no bytes', { sizeInBytes: 0 }, 'sizeInBytes'],
    ['a picture that is too large', { sizeInBytes: 128 * 1024 ** 2 + 1 }, 'sizeInBytes'],
    ['half a byte', { sizeInBytes: 1.5 }, 'sizeInBytes'],
    ['no checksum', { checksum: 'abc' }, 'checksum'],
    ['a path', { filename: '../a.jpg' }, 'filename'],
  ])('for %s is refused with its reason, and makes nothing', async (_, parts, field) => {
    await using world = await openWorld();
    const refused = await pictureDeskOf(world).request({ ...file, ...parts });
    expect(refused).toMatchObject({ url: null, fields: null, receipt: { id: null, state: 'REJECTED' } });
    expect(refused.receipt.errors).toMatchObject([{ code: 'INVALID', field }]);
  });

  test('takes the role author, and what keeps it from readers the role publisher', async () => {
    await using world = await openWorld();
    const desk = pictureDeskOf(world);
    const reader = await desk.request(file, {}, writerOf({ roles: ['reader'] }));
    expect(reader.receipt.errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    const author = await desk.request(file, { details: { expires: minutes(9) } }, writerOf({ roles: ['author'] }));
    expect(author.receipt.errors).toMatchObject([{ code: 'FORBIDDEN', field: 'details.expires' }]);
    expect((await desk.request(file, {}, writerOf({ roles: ['author'] }))).receipt.state).toBe('QUEUED');
  });
});

describe('changing an asset', () => {
  const id = idOf('picture');
  const picture = (parts: Partial<Media> = {}): Media => asset('picture', { caption: 'A boat', ...parts });

  test('changes what is given, takes away what is null, and leaves the rest', async () => {
    await using world = await openWorld();
    await world.saveMedia(picture({ creditText: 'Ann' }));
    const receipt = await pictureDeskOf(world).done('updateMedia', {
      id,
      expectedVersion: 1,
      patch: { altText: 'A ship', caption: null, focalPoint: { x: 0.1, y: 0.9 } },
    });
    expect(receipt).toMatchObject({ state: 'APPLIED', version: 2 });
    const after = await stored(world, id);
    expect(after).toMatchObject({
      altText: 'A ship',
      creditText: 'Ann',
      focalPoint: { x: 0.1, y: 0.9 },
      editedHere: true,
    });
    expect(after).not.toHaveProperty('caption');
    expect(await world.data('media', writerOf(), `{ mediaAsset(id: "${id}") { version altText } }`)).toEqual({
      mediaAsset: { version: 2, altText: 'A ship' },
    });
  });

  test('that has changed meanwhile is refused with the version that there is', async () => {
    await using world = await openWorld();
    await world.saveMedia(picture());
    await world.saveMedia(picture());
    const receipt = await pictureDeskOf(world).done('updateMedia', { id, expectedVersion: 1, patch: { altText: 'B' } });
    expect(receipt).toMatchObject({ state: 'REJECTED', errors: [{ code: 'VERSION_CONFLICT' }] });
    expect(receipt.errors[0]?.message).toContain('current version is 2');
  });

  test('of another subsidiary, or one that is not there, is the same: not found', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('theirs', { owner: 'blatt' }));
    const desk = pictureDeskOf(world);
    const ask = (which: string) =>
      desk.done('updateMedia', { id: idOf(which), expectedVersion: 1, patch: { altText: 'B' } });
    const theirs = await ask('theirs');
    expect(theirs.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await ask('nowhere')).toEqual({ ...theirs, subject: idOf('nowhere') });
  });

  test.each<[string, Parameters<typeof writerOf>[0], Partial<Media>, unknown, boolean]>([
    ['an author the own upload', { roles: ['author'] }, { createdBy: 'ann' }, { altText: 'B' }, true],
    ['an author another’s', { roles: ['author'] }, { createdBy: 'bob' }, { altText: 'B' }, false],
    ['an editor all', { roles: ['editor'] }, { createdBy: 'bob' }, { altText: 'B' }, true],
    ['an editor for sections another’s', { roles: ['editor'], sections: [idOf('s')] }, {}, { altText: 'B' }, false],
    ['an editor from whom it is kept', { roles: ['editor'] }, {}, { withheld: true }, false],
    ['a publisher from whom it is kept', { roles: ['publisher'] }, {}, { withheld: true }, true],
  ])('may or may not: %s', async (_, as, parts, patch, may) => {
    await using world = await openWorld();
    await world.saveMedia(picture(parts));
    const { state, errors } = await pictureDeskOf(world).done(
      'updateMedia',
      { id, expectedVersion: 1, patch },
      writerOf(as),
    );
    expect({ state, code: errors[0]?.code }).toEqual(
      may ? { state: 'APPLIED', code: undefined } : { state: 'REJECTED', code: 'FORBIDDEN' },
    );
  });
});

describe('deleting an asset', () => {
  const id = idOf('picture');

  test('takes it away for good and leaves a tombstone; nothing can be said of it any more', async () => {
    await using world = await openWorld();
    await world.saveMedia(asset('picture', { expires: minutes(5) }));
    const desk = pictureDeskOf(world);
    expect(await desk.done('deleteMedia', { id, expectedVersion: 1 })).toMatchObject({ state: 'APPLIED', version: 2 });
    expect(await stored(world, id)).toEqual(expect.objectContaining({ live: false, owner: 'courier', version: 2 }));
    expect(await world.data('media', viewerOf(), `{ mediaAsset(id: "${id}") { id } }`)).toEqual({ mediaAsset: null });
    const after = await desk.done('updateMedia', { id, expectedVersion: 2, patch: { altText: 'B' } });
    expect(after.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    world.pass(10 * 60_000);
    await world.apply();
    expect(await stored(world, id)).toMatchObject({ version: 2 });
  });

  test('takes the role publisher; before its bytes came, that it is one’s own', async () => {
    await using world = await openWorld();
    const author = writerOf({ roles: ['author'] });
    const desk = pictureDeskOf(world);
    await world.saveMedia(
      asset('picture', { createdBy: 'ann' }),
      asset('waiting', { createdBy: 'ann', status: 'AWAITING_UPLOAD' }),
    );
    expect((await desk.done('deleteMedia', { id, expectedVersion: 1 }, author)).errors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect(await desk.done('deleteMedia', { id: idOf('waiting'), expectedVersion: 1 }, author)).toMatchObject({
      state: 'APPLIED',
    });
  });
});

test('an asset that expires is written once when it does, so that what was made of it goes', async () => {
  await using world = await openWorld();
  await world.saveMedia(asset('picture', { expires: minutes(5) }));
  world.pass(4 * 60_000);
  await world.apply();
  expect(await stored(world, idOf('picture'))).toMatchObject({ version: 1 });
  world.pass(2 * 60_000);
  await world.apply();
  await world.apply();
  expect(await stored(world, idOf('picture'))).toMatchObject({ version: 2, live: true });
});

test('what has no bytes yet is not searched', async () => {
  await using world = await openWorld();
  const search = (): Promise<unknown> =>
    world.data('search', writerOf(), '{ search(query: "harbour") { totalCount } }');
  await world.saveMedia(asset('picture', { altText: 'A harbour', status: 'AWAITING_UPLOAD' }));
  await world.index();
  expect(await search()).toEqual({ search: { totalCount: 0 } });
  await world.saveMedia(asset('picture', { altText: 'A harbour' }));
  await world.index();
  expect(await search()).toEqual({ search: { totalCount: 1 } });
});

test.each<[string, (desk: PictureDesk, id: string) => Promise<unknown>]>([
  ['changed', (desk, id) => desk.done('updateMedia', { id, expectedVersion: 1, patch: { altText: 'B' } })],
  ['withheld', (desk, id) => desk.done('updateMedia', { id, expectedVersion: 1, patch: { withheld: true } })],
  ['deleted', (desk, id) => desk.done('deleteMedia', { id, expectedVersion: 1 })],
])('kept answers made from an asset end with the very write by which it is %s', async (_, change) => {
  await using world = await openWorld();
  await world.saveMedia(asset('picture'));
  await world.purged();
  await change(pictureDeskOf(world), idOf('picture'));
  expect(await world.purged()).toContain(partitionTag(mediaPk(idOf('picture'))));
});
