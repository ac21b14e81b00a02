import { OperatorError } from '../platform/errors.ts';

/**
 * Why an import could not begin or go on.
 *
 * `NOT_AN_EXPORT` it is something else, the message says what · `ENCODING` its characters are written in a way that is not read ·
 * `UNREADABLE` the file cannot be opened, or its compression is broken · `UNKNOWN_OWNER` no such subsidiary, or no such package of it · `BUSY` another
 * process imports the same file · `TOTALS` the run's numbers do not add up.
 */
export type ImportErrorCode = 'NOT_AN_EXPORT' | 'ENCODING' | 'UNREADABLE' | 'UNKNOWN_OWNER' | 'BUSY' | 'TOTALS';

/** An import that cannot go on. The message names the file, what was found there and what to do. */
export class ImportError extends OperatorError {
  override readonly name: string = 'ImportError';
  readonly code: ImportErrorCode;

  constructor(code: ImportErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message);
    this.code = code;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}
