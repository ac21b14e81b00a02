import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createFileObjects } from '../../../platform/objects/files.ts';
import { hostFiles } from '../../contract/objectsHost.ts';

const text = { contentType: 'text/plain' };
const options = {
  root: '/tmp/never-made',
  baseUrl: 'http://localhost/media',
  secret: 'a secret of a test',
  now: Date.now,
};

it.each([
  [{ baseUrl: 'localhost/media' }, /baseUrl/],
  [{ baseUrl: 'ftp://localhost/media' }, /baseUrl/],
  [{ baseUrl: 'http://localhost/media?x=1' }, /baseUrl/],
  [{ secret: 'too short' }, /secret/],
  [{ maxPutBytes: 0 }, /maxPutBytes/],
  [{ maxPutBytes: 5 * 1_024 ** 3 + 1 }, /maxPutBytes/],
  [{ root: `/${'r'.repeat(900)}` }, /root/],
])('refuses the options %j, naming the one that is wrong', (wrong, named) => {
  expect(() => createFileObjects({ ...options, ...wrong })).toThrow(named);
});

it('says which folder is missing before it was prepared', async () => {
  const objects = createFileObjects(options);
  await expect(objects.ping()).rejects.toThrow('/tmp/never-made');
  await expect(objects.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(objects.head('k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(objects.put('k', Buffer.from('x'), text)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('refuses an object larger than it may hold, and keeps nothing of it', async () => {
  await using host = await hostFiles({ maxPutBytes: 1_000 });
  const body = Readable.from([Buffer.alloc(600), Buffer.alloc(600)]);
  await expect(host.objects.put('k', body, text)).rejects.toMatchObject({ code: 'TOO_LARGE', retryable: false });
  expect(body.destroyed).toBe(true);
  await expect(host.objects.put('k', Buffer.alloc(1_001), text)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  expect((await host.objects.put('k', Buffer.alloc(1_000), text)).size).toBe(1_000);
  expect(await readdir(join(host.root, 'incoming'))).toEqual([]);
});

it('follows no symbolic link out of its root', async () => {
  await using host = await hostFiles();
  const outside = await mkdtemp(join(tmpdir(), 'outside-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(outside, { recursive: true }));
  await host.objects.put('kept', Buffer.from('x'), text);
  // What an operator's slip may leave: a folder and a file that lead elsewhere.
  await mkdir(join(outside, 'sub'));
  await rename(join(host.root, 'objects', 'kept='), join(outside, 'stolen='));
  await symlink(outside, join(host.root, 'objects', 'folder'));
  await symlink(join(outside, 'stolen='), join(host.root, 'objects', 'file='));
  await symlink('/etc', join(host.root, 'objects', 'etc'));
  for (const key of ['folder/stolen', 'folder/sub/new', 'etc/passwd']) {
    await expect(host.objects.put(key, Buffer.from('y'), text)).rejects.toMatchObject({ code: 'INVALID' });
  }
  await expect(host.objects.get('folder/stolen')).rejects.toMatchObject({ code: 'INVALID' });
  await expect(host.objects.delete('folder/stolen')).rejects.toMatchObject({ code: 'INVALID' });
  await expect(host.objects.get('file')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await Array.fromAsync(host.objects.list(''))).toEqual([]);
  expect((await readdir(outside, { recursive: true })).toSorted()).toEqual(['stolen=', 'sub']);
  await host.objects.delete('file');
  expect(await readdir(outside)).toContain('stolen=');
});

it('says of a file that was cut, lengthened or moved by hand that it is damaged', async () => {
  await using host = await hostFiles();
  const path = (name: string) => join(host.root, 'objects', name);
  for (const key of ['cut', 'longer', 'moved', 'empty']) await host.objects.put(key, Buffer.from('some bytes'), text);
  await truncate(path('cut='), 8);
  await appendFile(path('longer='), 'x');
  await rename(path('moved='), path('elsewhere='));
  await truncate(path('empty='), 0);
  await writeFile(path('never.put.txt'), 'not an object');
  for (const key of ['cut', 'longer', 'elsewhere', 'empty']) {
    await expect(host.objects.get(key)).rejects.toThrow(/damaged/);
    await expect(host.objects.head(key)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
  }
  await host.objects.put('cut', Buffer.from('whole again'), text);
  expect((await buffer((await host.objects.get('cut')).body)).toString()).toBe('whole again');
});

it('removes what a crash left half-written a day ago, and nothing younger', async () => {
  await using host = await hostFiles();
  const incoming = join(host.root, 'incoming');
  await writeFile(join(incoming, 'old'), 'half');
  await writeFile(join(incoming, 'young'), 'half');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(incoming, 'old'), yesterday, yesterday);
  await host.objects.prepare();
  expect(await readdir(incoming)).toEqual(['young']);
});

it('puts and deletes side by side in one folder without a fault, and leaves no empty folder', async () => {
  await using host = await hostFiles();
  const turns = Array.from({ length: 40 }, (_, n) => `deep/er/${n % 4}`);
  await Promise.all(
    turns.map(async (key) => {
      await host.objects.put(key, Buffer.from('x'), text);
      await host.objects.delete(key);
    }),
  );
  expect(await readdir(join(host.root, 'objects'))).toEqual([]);
});

it('takes a folder that went away for a store that is away, not for an empty one', async () => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('x'), text);
  await rename(join(host.root, 'objects'), join(host.root, 'away'));
  const away = { code: 'UNAVAILABLE', retryable: true };
  await expect(host.objects.head('k')).rejects.toMatchObject(away);
  await expect(host.objects.get('k')).rejects.toMatchObject(away);
  await expect(host.objects.delete('k')).rejects.toMatchObject(away);
  await expect(Array.fromAsync(host.objects.list('deep/er'))).rejects.toMatchObject(away);
  await expect(host.objects.put('k', Buffer.from('y'), text)).rejects.toMatchObject(away);
  await expect(host.objects.ping()).rejects.toMatchObject(away);
  await rename(join(host.root, 'away'), join(host.root, 'objects'));
  expect(await host.objects.head('k')).toMatchObject({ size: 1 });
});

it('lets two stores over one root see each other’s objects at once', async () => {
  await using host = await hostFiles();
  const second = createFileObjects({ ...options, root: host.root });
  await host.objects.put('a/b', Buffer.from('1'), text);
  expect(await second.head('a/b')).toMatchObject({ size: 1 });
  await expect(second.put('a/b', Buffer.from('2'), { ...text, ifAbsent: true })).rejects.toMatchObject({
    code: 'CONDITION_FAILED',
  });
  await second.delete('a/b');
  expect(await host.objects.head('a/b')).toBeUndefined();
});

it('makes links that another secret does not open', async () => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('x'), text);
  const stranger = createFileObjects({
    ...options,
    root: host.root,
    baseUrl: host.baseUrl,
    secret: 'another secret, as long',
  });
  const response = await fetch(await stranger.signedGet('k', { expiresIn: 60 }));
  expect([response.status, (await response.text()).includes('SignatureDoesNotMatch')]).toEqual([403, true]);
});
