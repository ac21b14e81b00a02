import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PortError } from '../errors.ts';
import { checkSignedGet, checkSignedPost } from './checks.ts';
import { attachment } from './disposition.ts';
import type { Objects, SignedPost } from './port.ts';

/** Links signed with the client's credentials (Signature Version 4). They live no longer than those: a role's session ends its links. */
export function createS3Links(
  signer: S3Client,
  bucket: string,
  now: () => number,
): Pick<Objects, 'signedGet' | 'signedPost'> {
  return {
    async signedGet(key, options) {
      checkSignedGet(key, options);
      const { downloadName } = options;
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(downloadName !== undefined && { ResponseContentDisposition: attachment(downloadName) }),
      });
      return getSignedUrl(signer, command, {
        expiresIn: options.expiresIn,
        signingDate: new Date(options.startsAt ?? now()),
      });
    },

    async signedPost(options): Promise<SignedPost> {
      checkSignedPost(options);
      const { url, fields } = await createPresignedPost(signer, {
        Bucket: bucket,
        Key: options.key,
        Expires: options.expiresIn,
        // Each field becomes a condition that holds it to this very value.
        Fields: {
          'Content-Type': options.contentType,
          'x-amz-checksum-algorithm': 'SHA256',
          'x-amz-checksum-sha256': Buffer.from(options.sha256, 'hex').toString('base64'),
        },
        Conditions: [['content-length-range', 0, options.maxBytes]],
      });
      return { url, fields, expiresAt: expirationOf(fields) };
    },
  };
}

/** The signer counts from its own clock: what it wrote into the policy is what holds. */
function expirationOf(fields: Readonly<Record<string, string>>): number {
  const policy: unknown = JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString());
  if (typeof policy === 'object' && policy !== null && 'expiration' in policy) {
    const at = Date.parse(String(policy.expiration));
    if (!Number.isNaN(at)) return at;
  }
  throw new PortError('objects', 'INVALID', 'the signer made a policy without expiration');
}
