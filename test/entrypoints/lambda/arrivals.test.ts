import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import { asset, idOf } from '../../support/builders.ts';
import { openHouse } from '../../system/house.ts';
import { temporaryFolder } from '../../system/masthead.ts';

const root = new URL('../../..', import.meta.url);

/** Calls the function as AWS Lambda does, in a process of its own. */
const called = async (event: unknown, folder: string): Promise<unknown> => {
  const script = `
    const { handler } = await import('./entrypoints/lambda/arrivals.ts');
    const answer = await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60_000 }).catch((error) => ({ failed: error.message }));
    console.log(JSON.stringify(answer));
    process.exit(0);`;
  const env = { ...process.env, DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env,
  });
  return JSON.parse(stdout);
};

/** A message of a queue as its event source hands it over. */
const message = (messageId: string, body: unknown) => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body: JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1793620800000',
    SenderId: 'AROAEXAMPLE:S3-PROD-END',
    ApproximateFirstReceiveTimestamp: '1793620800005',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:masthead-arrivals',
  awsRegion: 'eu-central-1',
});

/** What S3 says of an object that came by a form. */
const created = (key: string) => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      eventTime: '2026-11-02T12:00:00.000Z',
      eventName: 'ObjectCreated:Post',
      userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
      requestParameters: { sourceIPAddress: '203.0.113.9' },
      responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'arrivals',
        bucket: {
          name: 'masthead-media',
          ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
          arn: 'arn:aws:s3:::masthead-media',
        },
        object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
      },
    },
  ],
});

const tested = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-02T12:00:00.000Z',
  Bucket: 'masthead-media',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR',
};

it('takes what S3 tells of, and answers which messages come again', async () => {
  await using folder = await temporaryFolder();
  await using house = await openHouse({ DATA_DIR: folder.path });
  const { services } = house;
  const { mediaStore } = services;
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const media = asset('quay', {
    status: 'AWAITING_UPLOAD',
    objectKey: undefined,
    sizeInBytes: bytes.byteLength,
    checksum: createHash('sha256').update(bytes).digest('hex'),
  });
  await mediaStore.save({ media, author: 'ann', at: new Date().toISOString() }, undefined);
  for (const name of ['quay', 'nobody'])
    await house.backends.objects.put(`incoming/${idOf(name)}`, bytes, { contentType: 'image/jpeg' });

  const event = {
    Records: [
      message('test', tested),
      message('quay', created(`incoming/${idOf('quay')}`)),
      message('waits', created(`incoming/${idOf('nobody')}`)),
      message('elsewhere', created('media/a+b%28c%29.jpg')),
    ],
  };
  expect(await called(event, folder.path)).toEqual({ batchItemFailures: [{ itemIdentifier: 'waits' }] });

  const stop = new AbortController();
  const writing = services.write(stop.signal);
  await vi.waitUntil(
    async () => {
      const [now] = await mediaStore.states([media.id]);
      return now?.live && now.status === 'READY';
    },
    { timeout: 30_000 },
  );
  stop.abort();
  await writing;
  // No batch is never a batch that is done.
  expect(await called({}, folder.path)).toEqual({ failed: 'the event is no batch of messages of a queue' });
});
