import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { createS3Objects, type S3ObjectsOptions } from '../../../platform/objects/s3.ts';
import { type Canned, serveCanned } from './cannedServer.ts';

const error = (status: number, code: string): Canned => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said the server</Message></Error>`,
});

const objectsAt = (endpoint: string, options: Partial<S3ObjectsOptions> = {}) =>
  createS3Objects({
    client: new S3Client({
      endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      maxAttempts: 2,
    }),
    bucket: 'a-bucket',
    now: () => 1_700_000_000_000,
    ...options,
  });

it.each([
  [{ bucket: 'Capital' }, /bucket/],
  [{ bucket: '' }, /bucket/],
  [{ partBytes: 1_024 }, /partBytes/],
])('refuses the options %j, naming the one that is wrong', (wrong, named) => {
  expect(() => objectsAt('http://localhost', wrong)).toThrow(named);
});

it.each([
  [503, 'SlowDown', 'THROTTLED', true, 2],
  [500, 'InternalError', 'UNAVAILABLE', true, 2],
  [403, 'AccessDenied', 'UNAVAILABLE', false, 1],
  [404, 'NoSuchBucket', 'UNAVAILABLE', false, 1],
  [404, 'NoSuchKey', 'NOT_FOUND', false, 1],
  [412, 'PreconditionFailed', 'CONDITION_FAILED', false, 1],
  [400, 'EntityTooLarge', 'TOO_LARGE', false, 1],
  [400, 'BadDigest', 'INVALID', false, 1],
  [416, 'InvalidRange', 'INVALID', false, 1],
])('takes %i %s for %s', async (status, name, code, retryable, attempts) => {
  await using server = await serveCanned(error(status, name));
  await expect(objectsAt(server.endpoint).get('k', { range: { start: 5 } })).rejects.toMatchObject({
    port: 'objects',
    code,
    retryable,
  });
  expect(server.asked).toHaveLength(attempts);
});

it('says that S3 is away, and that it may come back, when nobody listens', async () => {
  let endpoint = '';
  {
    await using server = await serveCanned({ status: 200 });
    endpoint = server.endpoint;
  }
  const away = { port: 'objects', code: 'UNAVAILABLE', retryable: true };
  const objects = objectsAt(endpoint);
  await expect(objects.get('k')).rejects.toMatchObject(away);
  await expect(objects.put('k', Buffer.from('x'), { contentType: 'text/plain' })).rejects.toMatchObject(away);
  await expect(Array.fromAsync(objects.list(''))).rejects.toMatchObject(away);
  await expect(objects.ping()).rejects.toMatchObject(away);
});

it('tells a missing bucket from one that is away', async () => {
  await using server = await serveCanned({ status: 404 });
  await expect(objectsAt(server.endpoint).ping()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
});

it('tries a conditional put again that met another one under way, until one of them won', async () => {
  const conflict = error(409, 'ConditionalRequestConflict');
  await using server = await serveCanned(conflict, conflict, error(412, 'PreconditionFailed'));
  const put = objectsAt(server.endpoint).put('k', Buffer.from('x'), { contentType: 'text/plain', ifAbsent: true });
  await expect(put).rejects.toMatchObject({ code: 'CONDITION_FAILED' });
  expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual(['*', '*', '*']);
});

it('gives up on a conflict that does not end, and calls it throttling', async () => {
  await using server = await serveCanned(error(409, 'ConditionalRequestConflict'));
  const put = objectsAt(server.endpoint).put('k', Buffer.from('x'), { contentType: 'text/plain', ifAbsent: true });
  await expect(put).rejects.toMatchObject({ code: 'THROTTLED', retryable: true });
});

it('sends the condition and the encoded source with a copy', async () => {
  const copied = { status: 200, body: '<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>' };
  await using server = await serveCanned({ status: 404 }, copied);
  await objectsAt(server.endpoint).copy('from/ä b+c', 'to', { ifAbsent: true });
  expect(server.asked[1]?.headers).toMatchObject({
    'if-none-match': '*',
    'x-amz-copy-source': 'a-bucket/from/%C3%A4%20b%2Bc',
  });
});

it('gives the port’s error where a body breaks off', async () => {
  await using server = await serveCanned({ status: 200, body: 'half of it', cut: true });
  const { body } = await objectsAt(server.endpoint).get('k');
  await expect(buffer(body)).rejects.toMatchObject({ port: 'objects', code: 'UNAVAILABLE', retryable: true });
});

it('takes the parts of a stream back that broke off', async () => {
  const created = '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
  await using server = await serveCanned(
    { status: 200, body: created },
    { status: 200, headers: { etag: '"p1"' } },
    { status: 200, headers: { etag: '"p2"' } },
    { status: 204 },
  );
  const broken = Readable.from(
    (function* () {
      for (let n = 0; n < 11; n += 1) yield Buffer.alloc(1_024 ** 2);
      throw new Error('the source broke');
    })(),
  );
  const put = objectsAt(server.endpoint, { partBytes: 5 * 1_024 ** 2 }).put('k', broken, { contentType: 'video/mp4' });
  await expect(put).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const calls = server.asked.map(({ method, url }) => `${method} ${url.replace(/x-id=\w+/, '')}`);
  expect(calls.at(0)).toMatch(/^POST .*uploads/);
  expect(calls.at(-1)).toMatch(/^DELETE .*uploadId=u1/);
  expect(calls.filter((call) => call.startsWith('PUT'))).toHaveLength(2);
});

it('signs links and forms for where the public reaches the bucket', async () => {
  const signer = new S3Client({
    endpoint: 'https://media.example.org',
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  });
  const objects = objectsAt('http://inside', { signer });
  const link = await objects.signedGet('a/b', { expiresIn: 60 });
  expect(link).toMatch(/^https:\/\/media\.example\.org\/a-bucket\/a\/b\?/);
  expect(link).toContain('X-Amz-Date=20231114T221320Z');
  const form = { key: 'k', contentType: 'image/png', maxBytes: 1, sha256: '0'.repeat(64), expiresIn: 60 };
  const post = await objects.signedPost(form);
  expect(post.url).toMatch(/^https:\/\/media\.example\.org\/a-bucket/);
});
