import { S3Client } from '@aws-sdk/client-s3';
import type { Objects } from '../../platform/objects/port.ts';
import { createS3Objects } from '../../platform/objects/s3.ts';
import type { Installation } from '../installation.ts';
import type { Closing } from './closing.ts';
import { ATTEMPTS, CONNECT_MS } from './limits.ts';

/** Bytes may take their time, a pause in them may not. */
const PAUSE_MS = 3_000;

/** S3. */
export const openS3 = ({ config, now }: Installation, closing: Closing): Objects => {
  const client = new S3Client({
    forcePathStyle: true,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: PAUSE_MS },
  });
  closing.defer(() => client.destroy());
  return createS3Objects({ client, bucket: config.bucket ?? '', now });
};
