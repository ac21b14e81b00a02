import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Objects } from '../../../platform/objects/port.ts';
import { hostFiles } from '../../contract/objectsHost.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const formFor = (objects: Objects, file: Uint8Array, maxBytes = file.length) =>
  objects.signedPost({ key: 'incoming/u', contentType: 'image/png', maxBytes, sha256: sha256(file), expiresIn: 60 });

/** multipart/form-data by hand, for what FormData does not send. */
const part = (name: string, value: string, more = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  contentType = 'multipart/form-data; boundary=b',
) {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': contentType } });
  return { status: response.status, body: await response.text() };
}

it('refuses what is no form', async () => {
  await using host = await hostFiles();
  const { url } = await formFor(host.objects, Buffer.from('x'));
  expect(await post(url, 'x', 'text/plain')).toMatchObject({ status: 412 });
  expect(await post(url, 'x', 'multipart/form-data')).toMatchObject({ status: 412 });
  expect(await post(url, 'x', 'multipart/form-data; charset=x')).toMatchObject({ status: 412 });
  expect(await post(url, 'no boundary at all')).toMatchObject({ status: 400 });
  expect(await post(url, '')).toMatchObject({ status: 400 });
  expect(await post(url, `${part('key', 'incoming/u')}--b--\r\n`)).toMatchObject({ status: 400 });
});

it('refuses a form whose fields are too many, too large, given twice, or missing', async () => {
  await using host = await hostFiles();
  const file = Buffer.from('the bytes');
  const { url, fields } = await formFor(host.objects, file);
  const own = Object.entries(fields).map(([name, value]) => part(name, value));
  const end = `${part('file', 'the bytes', '; filename="x"')}--b--\r\n`;
  const many = Array.from({ length: 30 }, (_, n) => part(`x${n}`, ''));
  const cases: [string[], number, string][] = [
    [[...own, ...many], 400, 'MalformedPOSTRequest'],
    [[...own, part('more', 'x'.repeat(21_000))], 400, 'MaxPostPreDataLengthExceeded'],
    [[...own, part('more', 'x'.repeat(15_000)), part('most', 'x'.repeat(15_000))], 400, 'MaxPostPreDataLengthExceeded'],
    [[...own, part('KEY', 'incoming/u')], 400, 'InvalidArgument'],
    [[...own, part('acl', 'public-read')], 403, 'AccessDenied'],
    [[], 403, 'AccessDenied'],
  ];
  for (const name of Object.keys(fields)) {
    cases.push([own.filter((field) => !field.includes(`"${name}"`)), 403, '']);
  }
  for (const [parts, status, code] of cases) {
    const answer = await post(url, parts.join('') + end);
    expect([parts.length, answer.status, answer.body.includes(code)]).toEqual([parts.length, status, true]);
  }
  expect(await Array.fromAsync(host.objects.list(''))).toEqual([]);
  expect((await post(url, own.join('') + end)).status).toBe(204);
});

it('takes no field that comes after the file', async () => {
  await using host = await hostFiles();
  const { url, fields } = await formFor(host.objects, Buffer.from('the bytes'));
  const own = Object.entries(fields).map(([name, value]) => part(name, value));
  const [key = '', ...rest] = own;
  expect((await post(url, `${rest.join('')}${part('file', 'the bytes')}${key}--b--\r\n`)).status).toBe(403);
  const late = part('key', 'incoming/other');
  expect((await post(url, `${own.join('')}${part('file', 'the bytes')}${late}--b--\r\n`)).status).toBe(204);
  expect((await Array.fromAsync(host.objects.list(''))).map((object) => object.key)).toEqual(['incoming/u']);
});

it('answers an upload that is refused before it was sent whole, and goes on with the same connection', async () => {
  await using host = await hostFiles();
  const large = randomBytes(8 * 1_024 * 1_024);
  const { url, fields } = await formFor(host.objects, large, 1_000);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([large]));
  const response = await fetch(url, { method: 'POST', body: form });
  expect([response.status, (await response.text()).includes('EntityTooLarge')]).toEqual([400, true]);
  expect(response.headers.get('connection')).not.toBe('close');
  expect(await readdir(join(host.root, 'incoming'))).toEqual([]);
});

it('stores nothing of an upload that breaks off, and leaves nothing half-written', async () => {
  await using host = await hostFiles();
  const file = randomBytes(500_000);
  const { url, fields } = await formFor(host.objects, file);
  const own = Object.entries(fields).map(([name, value]) => part(name, value));
  const begun = Buffer.from(`${own.join('')}--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n`);
  const sending = request(url, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': begun.length + file.length + 9 },
  });
  const failed = new Promise((resolve) => sending.once('error', resolve));
  sending.write(begun);
  sending.write(file.subarray(0, 300_000));
  const incoming = () => readdir(join(host.root, 'incoming'));
  await vi.waitFor(async () => expect(await incoming()).toHaveLength(1), { timeout: 5_000, interval: 10 });
  sending.destroy();
  await failed;
  await vi.waitFor(async () => expect(await incoming()).toEqual([]), { timeout: 5_000, interval: 10 });
  expect(await Array.fromAsync(host.objects.list(''))).toEqual([]);
});

it('says of a form that ends inside its file that it is incomplete', async () => {
  await using host = await hostFiles();
  const { url, fields } = await formFor(host.objects, Buffer.from('the bytes'));
  const own = Object.entries(fields).map(([name, value]) => part(name, value));
  const answer = await post(url, `${own.join('')}--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nthe by`);
  expect([answer.status, await Array.fromAsync(host.objects.list(''))]).toEqual([400, []]);
});

it('takes a large upload', async () => {
  await using host = await hostFiles();
  const file = randomBytes(48 * 1_024 * 1_024);
  const { url, fields } = await formFor(host.objects, file);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([file]));
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
  expect(await host.objects.head('incoming/u')).toMatchObject({ size: file.length, sha256: sha256(file) });
});
