/**
 * The closed set of codes with which a port's adapter fails.
 *
 * `CONDITION_FAILED` a named condition of a write did not hold · `TOO_LARGE` a limit of size or count was passed ·
 * `THROTTLED` the backend asks for less · `UNAVAILABLE` the backend is away, slow or was aborted · `NOT_FOUND` what was
 * named is not there · `INVALID` the call itself is wrong and will never succeed.
 */
export type PortErrorCode = 'CONDITION_FAILED' | 'TOO_LARGE' | 'THROTTLED' | 'UNAVAILABLE' | 'NOT_FOUND' | 'INVALID';

/** The five ports, and the CDN in front; names the place of a fault in logs, never in answers. */
export type PortName = 'records' | 'queue' | 'objects' | 'search' | 'cache' | 'edge';

/** What {@link PortError} carries beside its message. */
export interface PortErrorOptions {
  /** What the adapter's backend threw, kept for the log. */
  readonly cause?: unknown;
  /** Whether the same call may succeed later. Default: true for `THROTTLED` and `UNAVAILABLE`, false otherwise. */
  readonly retryable?: boolean;
}

/** The only error that leaves an adapter. Its message is for logs and operators: it may name hosts and keys, so it never reaches a client. */
export class PortError extends Error {
  override readonly name: string = 'PortError';
  readonly port: PortName;
  readonly code: PortErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(port: PortName, code: PortErrorCode, message: string, options: PortErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.port = port;
    this.code = code;
    this.retryable = options.retryable ?? (code === 'THROTTLED' || code === 'UNAVAILABLE');
  }
}

/** The closed set of codes an answer of the graph may carry in `extensions.code`. A new one is a change of the contract. */
export const answerCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_REQUEST',
  'VALIDATION',
  'LIMIT_DEPTH',
  'LIMIT_ALIASES',
  'LIMIT_ROOT_FIELDS',
  'LIMIT_TOKENS',
  'LIMIT_COST',
  'BAD_CURSOR',
  'PERSISTED_QUERY_REQUIRED',
  'PERSISTED_QUERY_NOT_FOUND',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
] as const;

/** One of {@link answerCodes}. */
export type AnswerCode = (typeof answerCodes)[number];

/** A failure whose message is written for the client: it names what was wrong and what to do, and no inside. */
export class AnswerError extends Error {
  override readonly name: string = 'AnswerError';
  readonly code: AnswerCode;
  /** Whole seconds after which the same may be asked again, where that is known. */
  readonly retryAfterS: number | undefined;

  constructor(
    code: AnswerCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterS?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterS = options.retryAfterS;
  }
}

/** A stop of the process that an operator can mend: printed as one line without a stack, exit code 1. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
}
