import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { hostFiles } from '../../contract/objectsHost.ts';

const png = { contentType: 'image/png' };

it.each([
  'text/html',
  'text/html; charset=utf-8',
  'image/svg+xml',
  'IMAGE/SVG+XML',
  'application/xhtml+xml',
  'application/xml',
  'text/xml',
  'application/pdf',
  'text/javascript',
  'application/octet-stream',
  'x-unknown/x',
])('serves %s as a download of plain bytes in a sandbox', async (contentType) => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('<script>alert(1)</script>'), { contentType });
  const response = await fetch(await host.objects.signedGet('k', { expiresIn: 60 }));
  await response.arrayBuffer();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'content-security-policy': 'sandbox',
    'x-content-type-options': 'nosniff',
  });
});

it.each([
  'image/png',
  'image/jpeg',
  'image/avif',
  'video/mp4',
  'audio/mpeg',
  'text/plain',
  'text/plain; charset=utf-8',
])('shows %s in the page, and forbids to guess another type', async (contentType) => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('x'), { contentType });
  const response = await fetch(await host.objects.signedGet('k', { expiresIn: 60 }));
  await response.arrayBuffer();
  expect(response.headers.get('content-type')).toBe(contentType);
  expect(response.headers.get('content-disposition')).toBeNull();
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

it('answers HEAD as GET, without the bytes', async () => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('0123456789'), png);
  const link = await host.objects.signedGet('k', { expiresIn: 60 });
  const [head, get] = [await fetch(link, { method: 'HEAD' }), await fetch(link)];
  expect([head.status, await head.text(), await get.text()]).toEqual([200, '', '0123456789']);
  for (const name of ['content-type', 'content-length', 'etag', 'last-modified', 'accept-ranges', 'cache-control']) {
    expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  }
  const refused = await fetch(`${link}0`, { method: 'HEAD' });
  expect([refused.status, await refused.text()]).toEqual([403, '']);
});

it.each([
  ['bytes=0-0', 206, '0'],
  ['bytes=5-', 206, '56789'],
  ['bytes=-3', 206, '789'],
  ['bytes=-100', 206, '0123456789'],
  ['bytes=8-100', 206, '89'],
  ['bytes=10-', 416, undefined],
  ['bytes=-0', 416, undefined],
  ['bytes=5-2', 200, '0123456789'],
  ['bytes=0-1,3-4', 200, '0123456789'],
  ['bytes=-', 200, '0123456789'],
  ['chapters=1-2', 200, '0123456789'],
])('answers the range %s with %i', async (range, status, body) => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('0123456789'), png);
  const response = await fetch(await host.objects.signedGet('k', { expiresIn: 60 }), { headers: { range } });
  const text = await response.text();
  expect(response.status).toBe(status);
  const refused = response.headers.get('content-range') === 'bytes */10';
  expect([refused, text === body]).toEqual([body === undefined, body !== undefined]);
  expect(response.headers.get('content-length')).toBe(String(text.length));
});

it('keeps to the conditions of a request', async () => {
  await using host = await hostFiles();
  await host.objects.put('k', Buffer.from('0123456789'), png);
  const link = await host.objects.signedGet('k', { expiresIn: 60 });
  const first = await fetch(link);
  await first.text();
  const etag = first.headers.get('etag') ?? '';
  const modified = first.headers.get('last-modified') ?? '';
  const statusOf = async (headers: Record<string, string>) => {
    const response = await fetch(link, { headers });
    await response.text();
    return response.status;
  };
  expect(await statusOf({ 'if-none-match': `"x", W/${etag}` })).toBe(304);
  expect(await statusOf({ 'if-none-match': '*' })).toBe(304);
  expect(await statusOf({ 'if-none-match': '"x"', 'if-modified-since': modified })).toBe(200);
  expect(await statusOf({ 'if-modified-since': modified })).toBe(304);
  expect(await statusOf({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' })).toBe(200);
  expect(await statusOf({ 'if-match': etag })).toBe(200);
  expect(await statusOf({ 'if-match': '"x"' })).toBe(412);
  expect(await statusOf({ range: 'bytes=0-1', 'if-range': etag })).toBe(206);
  expect(await statusOf({ range: 'bytes=0-1', 'if-range': '"x"' })).toBe(200);
});

it('serves an empty object, and refuses any range of it', async () => {
  await using host = await hostFiles();
  await host.objects.put('k', new Uint8Array(), png);
  const link = await host.objects.signedGet('k', { expiresIn: 60 });
  const whole = await fetch(link);
  expect([whole.status, await whole.text(), whole.headers.get('content-length')]).toEqual([200, '', '0']);
  for (const range of ['bytes=0-', 'bytes=-1']) expect((await fetch(link, { headers: { range } })).status).toBe(416);
});

it('refuses paths that are no key, and methods that it does not have', async () => {
  await using host = await hostFiles();
  const ask = (path: string, method = 'GET') =>
    host.objects.handle({ method, path, query: '', headers: {}, body: Readable.from([]) });
  for (const path of ['/%2e%2e/%2e%2e/etc/passwd', '/%zz', '//', '/a%00b', '/a%5cb', '']) {
    expect([path, (await ask(path)).status]).toEqual([path, 400]);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    expect(await ask('/k', method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD, POST' } });
  }
});

it('answers 503 when its folder is away, tells nothing of it, and logs the fault', async () => {
  const errors: unknown[] = [];
  const nothing = () => undefined;
  const log = { debug: nothing, info: nothing, warn: nothing, error: (fields: object) => void errors.push(fields) };
  await using host = await hostFiles({ log });
  await host.objects.put('k', Buffer.from('x'), png);
  const link = await host.objects.signedGet('k', { expiresIn: 60 });
  await rename(join(host.root, 'objects'), join(host.root, 'away'));
  const response = await fetch(link);
  const body = await response.text();
  expect([response.status, response.headers.get('retry-after'), body.includes(host.root)]).toEqual([503, '1', false]);
  expect(errors).toHaveLength(1);
  await rename(join(host.root, 'away'), join(host.root, 'objects'));
  expect(await (await fetch(link)).text()).toBe('x');
});
