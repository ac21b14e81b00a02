import { SQSServiceException } from '@aws-sdk/client-sqs';
import { PortError, type PortErrorCode } from '../errors.ts';

const codes: Readonly<Record<string, PortErrorCode>> = {
  RequestThrottled: 'THROTTLED',
  ThrottlingException: 'THROTTLED',
  Throttling: 'THROTTLED',
  TooManyRequestsException: 'THROTTLED',
  KmsThrottled: 'THROTTLED',
  OverLimit: 'THROTTLED',
  BatchRequestTooLong: 'TOO_LARGE',
  ReceiptHandleIsInvalid: 'NOT_FOUND',
  MessageNotInflight: 'NOT_FOUND',
  InvalidMessageContents: 'INVALID',
  InvalidAttributeValue: 'INVALID',
  InvalidAttributeName: 'INVALID',
  InvalidParameterValue: 'INVALID',
  InvalidParameterValueException: 'INVALID',
  InvalidParameterCombination: 'INVALID',
  MissingParameter: 'INVALID',
  EmptyBatchRequest: 'INVALID',
  TooManyEntriesInBatchRequest: 'INVALID',
  QueueNameExists: 'INVALID',
  UnsupportedOperation: 'INVALID',
};

/** The code of an error's name, with the namespace that the query protocol puts before it taken off. */
export const codeOfName = (name: string | undefined): PortErrorCode | undefined =>
  codes[name?.replace(/^.*[.#]/, '') ?? ''];

/** What SQS, or the way to it, failed with, in the port's words. A refusal for want of rights or of the queue is `UNAVAILABLE` and not retryable. */
export function sqsError(what: string, cause: unknown): PortError {
  if (cause instanceof PortError) return cause;
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  if (!(cause instanceof SQSServiceException))
    return new PortError('queue', 'UNAVAILABLE', `${what}: ${message}`, { cause });
  const code = codeOfName(cause.name);
  if (code !== undefined) return new PortError('queue', code, `${what}: ${message}`, { cause });
  const retryable = (cause.$metadata.httpStatusCode ?? 500) >= 500;
  return new PortError('queue', 'UNAVAILABLE', `${what}: ${message}`, { cause, retryable });
}

export const isSqs = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof SQSServiceException && names.includes(error.name.replace(/^.*[.#]/, ''));
