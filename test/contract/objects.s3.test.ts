import { randomUUID } from 'node:crypto';
import { DeleteBucketCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Objects } from '../../platform/objects/s3.ts';
import { describeContract } from './adapters.ts';
import { objectsContract } from './objects.ts';

describeContract({
  port: 'objects',
  adapter: 's3',
  server: { name: 'versitygw', env: ['AWS_ENDPOINT_URL_S3', 'AWS_REGION', 'AWS_ACCESS_KEY_ID'] },
  gaps: {
    'holds a key and keys below it': 'versitygw keeps objects as files: k and k/x cannot both exist',
    'holds keys of 1 024 bytes, in one part or in many': 'versitygw keeps objects as files: a part holds 255 bytes',
    'signed links are refused before their time': 'versitygw accepts a signature whose date lies ahead',
    'lets one of many concurrent ifAbsent copies win': 'versitygw ignores If-None-Match on CopyObject',
  },
  suite: objectsContract,
  make: () => async () => {
    const client = new S3Client({ forcePathStyle: true });
    const bucket = `contract-${randomUUID()}`;
    const objects = createS3Objects({ client, bucket, now: Date.now });
    const sweeper = createS3Objects({ client, bucket, now: Date.now });
    await objects.prepare();
    return {
      objects,
      async [Symbol.asyncDispose]() {
        for await (const { key } of sweeper.list(''))
          await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
        await client.send(new DeleteBucketCommand({ Bucket: bucket }));
        client.destroy();
      },
    };
  },
});
