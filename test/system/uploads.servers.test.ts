import { createHash } from 'node:crypto';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { randomId } from '../../platform/ids.ts';
import { writerOf } from '../subgraphs/content/commands/newsroom.ts';
import { declared } from '../subgraphs/media/pictureDesk.ts';
import type { House } from './house.ts';
import { openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';
import { cleanUpUploads, configurationOver, pointSdkAt } from './realBackends.ts';

const never = new AbortController().signal;

/** An asset as it is stored, once its bytes were looked at. */
const settled = ({ services }: House, id: string) =>
  vi.waitFor(
    async () => {
      const [asset] = await services.mediaStore.states([id]);
      if (asset?.live && asset.status !== 'AWAITING_UPLOAD') return asset;
      throw new Error(`${id} still waits`);
    },
    { timeout: 30_000 },
  );

describe.skipIf(process.env.REAL_SERVERS !== '1')('uploads to S3, told of through SQS', () => {
  const stack = new AsyncDisposableStack();
  let house: House;
  let env: Record<string, string>;
  let client: SQSClient;

  beforeAll(async () => {
    const folder = stack.use(await temporaryFolder());
    const { AWS_ENDPOINT_URL_S3 = '', AWS_ENDPOINT_URL_SQS = '' } = process.env;
    const { AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
    const servers = { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
    env = configurationOver(servers, folder.path);
    stack.use(pointSdkAt(env));
    house = stack.use(await openHouse(env));
    stack.defer(() => cleanUpUploads(env, house.backends));
    client = stack.adopt(new SQSClient({}), (opened) => opened.destroy());
    const stop = new AbortController();
    const writing = house.services.write(stop.signal);
    stack.defer(async () => {
      stop.abort();
      await writing;
    });
  });
  afterAll(() => stack.disposeAsync());

  /** An asset, and the form for its bytes. */
  const request = async (bytes: Uint8Array) => {
    const viewer = writerOf();
    const id = randomId();
    const command = declared(bytes);
    const { contentType, sizeInBytes, checksum } = command;
    await house.services.writes.submit({
      command: {
        kind: 'requestMediaUpload',
        subject: id,
        expects: 'absent',
        input: command,
        actor: { ...viewer, onBehalfOf: undefined },
      },
      idempotencyKey: id,
      now: Date.now(),
      signal: never,
    });
    const form = await house.backends.objects.signedPost({
      key: `incoming/${id}`,
      contentType,
      maxBytes: sizeInBytes,
      sha256: checksum,
      expiresIn: 600,
    });
    return { id, form };
  };

  const post = async (
    { form }: Awaited<ReturnType<typeof request>>,
    bytes: Uint8Array,
    alter: Readonly<Record<string, string>> = {},
  ): Promise<number> => {
    const data = new FormData();
    for (const [name, value] of Object.entries(form.fields)) data.append(name, alter[name] ?? value);
    data.append('file', new Blob([new Uint8Array(bytes)]), 'upload');
    const answer = await fetch(form.url, { method: 'POST', body: data });
    await answer.arrayBuffer();
    return answer.status;
  };

  /** What S3 sends where a bucket notifies a queue. */
  const notify = async (key: string): Promise<void> => {
    const QueueName = `${env.TABLE_PREFIX}arrivals`;
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const record = { eventName: 'ObjectCreated:Post', s3: { object: { key: encodeURIComponent(key) } } };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Records: [record] }) }));
  };

  const picture = (background: string): Promise<Buffer> =>
    sharp({ create: { width: 320, height: 240, channels: 3, background } })
      .jpeg()
      .toBuffer();

  it('take a picture by its form, and make it READY', async () => {
    const bytes = await picture('teal');
    const asked = await request(bytes);
    expect(await post(asked, bytes)).toBeLessThan(300);
    await notify(`incoming/${asked.id}`);
    const asset = await settled(house, asked.id);
    expect(asset).toMatchObject({ status: 'READY', width: 320, height: 240 });
    const { body } = await house.backends.objects.get(asset.objectKey ?? '');
    const kept = createHash('sha256').update(Buffer.concat(await body.toArray()));
    expect(kept.digest('hex')).toBe(asset.checksum);
  });

  it('refuse other bytes, another key, another type and an altered policy at the form', async () => {
    const bytes = await picture('navy');
    const asked = await request(bytes);
    const policy = Buffer.from('{"conditions":[]}').toString('base64');
    expect(await post(asked, Buffer.concat([bytes, bytes]))).toBe(400);
    expect(await post(asked, Buffer.from(bytes).fill(0, 200, 210))).toBe(400);
    expect(await post(asked, bytes, { key: 'renditions/a' })).toBe(403);
    expect(await post(asked, bytes, { 'Content-Type': 'text/html' })).toBe(403);
    expect(await post(asked, bytes, { Policy: policy })).toBe(403);
    expect(await house.backends.objects.head(`incoming/${asked.id}`)).toBeUndefined();
  });

  it('refuse what is no picture once it is there, and store nothing of it', async () => {
    const bytes = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const asked = await request(bytes);
    expect(await post(asked, bytes)).toBeLessThan(300);
    await notify(`incoming/${asked.id}`);
    expect(await settled(house, asked.id)).toMatchObject({ status: 'REJECTED' });
    expect(await Array.fromAsync(house.backends.objects.list(`media/${asked.id}/`))).toEqual([]);
  });
});
