import { S3ServiceException } from '@aws-sdk/client-s3';
import { PortError, type PortErrorCode } from '../errors.ts';

const codes: Readonly<Record<string, PortErrorCode>> = {
  NoSuchKey: 'NOT_FOUND',
  NotFound: 'NOT_FOUND',
  PreconditionFailed: 'CONDITION_FAILED',
  ConditionalRequestConflict: 'THROTTLED',
  EntityTooLarge: 'TOO_LARGE',
  MaxMessageLengthExceeded: 'TOO_LARGE',
  SlowDown: 'THROTTLED',
  ThrottlingException: 'THROTTLED',
  TooManyRequests: 'THROTTLED',
  RequestLimitExceeded: 'THROTTLED',
  BadDigest: 'INVALID',
  InvalidDigest: 'INVALID',
  XAmzContentChecksumMismatch: 'INVALID',
  XAmzContentSHA256Mismatch: 'INVALID',
  InvalidRange: 'INVALID',
  InvalidRequest: 'INVALID',
  InvalidArgument: 'INVALID',
  KeyTooLongError: 'INVALID',
  KeyTooLong: 'INVALID',
};

/** A status alone, of an answer to HEAD, which has no body to name its code. */
const statuses: Readonly<Record<number, PortErrorCode>> = {
  404: 'NOT_FOUND',
  412: 'CONDITION_FAILED',
  413: 'TOO_LARGE',
  416: 'INVALID',
  429: 'THROTTLED',
};

/** What S3, or the way to it, failed with, in the port's words. A refusal for want of rights or of a bucket is `UNAVAILABLE` and not retryable. */
export function s3Error(what: string, cause: unknown): PortError {
  if (cause instanceof PortError) return cause;
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  if (!(cause instanceof S3ServiceException)) {
    return new PortError('objects', 'UNAVAILABLE', `${what}: ${message}`, { cause });
  }
  const status = cause.$metadata.httpStatusCode ?? 500;
  const code = cause.name === 'NoSuchBucket' ? undefined : (codes[cause.name] ?? statuses[status]);
  if (code !== undefined) return new PortError('objects', code, `${what}: ${message}`, { cause });
  return new PortError('objects', 'UNAVAILABLE', `${what}: ${message}`, { cause, retryable: status >= 500 });
}

export const isS3 = (error: unknown, name: string): boolean =>
  error instanceof S3ServiceException && error.name === name;
