import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PortError, type PortErrorCode } from '../errors.ts';
import { toItem } from './dynamodbCodec.ts';
import { ConditionFailed, type FailedCondition, type Operation } from './port.ts';
import { aborted } from './waiting.ts';

const throttling = new Set([
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'ThrottlingException',
  'ThrottlingError',
  'RequestLimitExceeded',
  'LimitExceededException',
  'TransactionInProgressException',
  'TransactionConflictException',
  'TransactionConflict',
]);

const refused = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'CredentialsProviderError',
]);

const overSize = /size (?:has )?exceed|exceed\w* the maximum|maximum allowed size|too (?:large|big)|collection size/iu;

/** What the SDK threw, as the port's error. */
export function portError(cause: unknown, what: string, signal?: AbortSignal): PortError {
  if (cause instanceof PortError) return cause;
  if (signal?.aborted === true) return aborted(signal);
  const name = cause instanceof Error ? cause.name : 'Error';
  const message = cause instanceof Error ? cause.message : String(cause);
  const retryable = refused.has(name) ? { retryable: false } : {};
  return new PortError('records', codeOf(name, message), `${what}: ${name}: ${message}`, { cause, ...retryable });
}

function codeOf(name: string, message: string): PortErrorCode {
  if (throttling.has(name)) return 'THROTTLED';
  if (name === 'ResourceNotFoundException' || name === 'TableNotFoundException') return 'NOT_FOUND';
  if (name === 'ItemCollectionSizeLimitExceededException' || name === 'ItemCollectionSizeLimitExceeded')
    return 'TOO_LARGE';
  if (name === 'ValidationException' || name === 'ValidationError')
    return overSize.test(message) ? 'TOO_LARGE' : 'INVALID';
  if (name === 'IdempotentParameterMismatchException' || name === 'SerializationException') return 'INVALID';
  return 'UNAVAILABLE';
}

/**
 * What a cancelled transaction says. A conflict with another transaction or throttling comes first, since it passes and the conditions may
 * then hold; a fault of the call before conditions.
 */
export function cancellation(cause: unknown, operations: readonly Operation[]): PortError | undefined {
  if (!(cause instanceof TransactionCanceledException)) return undefined;
  const reasons = cause.CancellationReasons ?? [];
  const other = (test: (code: PortErrorCode) => boolean): CancellationReason | undefined =>
    reasons.find(({ Code, Message }) => !isCondition(Code) && test(codeOf(Code ?? 'None', Message ?? '')));
  const found = other((code) => code === 'THROTTLED') ?? other(() => true);
  if (found !== undefined) {
    const { Code = 'None', Message = '' } = found;
    return new PortError('records', codeOf(Code, Message), `transaction cancelled: ${Code}: ${Message}`, { cause });
  }
  const failed = failedConditions(reasons, operations);
  return failed.length === 0 ? undefined : new ConditionFailed(failed, { cause });
}

function isCondition(code: string | undefined): boolean {
  return code === undefined || code === 'None' || code === 'ConditionalCheckFailed';
}

function failedConditions(reasons: readonly CancellationReason[], operations: readonly Operation[]): FailedCondition[] {
  return reasons.flatMap(({ Code, Item }, operation) => {
    const name = operations[operation]?.when?.name;
    if (Code !== 'ConditionalCheckFailed' || name === undefined) return [];
    const stands = Item !== undefined && Object.keys(Item).length > 0;
    return [{ operation, name, item: stands ? toItem(Item) : undefined }];
  });
}

/** The SDK's option for a call's signal, which it does not take as `undefined`. */
export function abortable(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
