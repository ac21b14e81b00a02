import { OperatorError } from '../errors.ts';

/**
 * Why the directory was not changed.
 *
 * `NOT_FOUND` what was named is not there · `TAKEN` there is one of that name already · `RETIRED` it takes nothing new · `CHANGED` somebody else changed it at
 * the same moment · `IN_USE` others stand on it · `LAST` it is the last one that may do something needed · `INVALID` a value is not what it should be.
 */
export type RefusalCode = 'NOT_FOUND' | 'TAKEN' | 'RETIRED' | 'CHANGED' | 'IN_USE' | 'LAST' | 'INVALID';

/** Nothing was changed; the message says why, and what to do. */
export class DirectoryRefusal extends OperatorError {
  override readonly name: string = 'DirectoryRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message);
    this.code = code;
    if (options.cause !== undefined) this.cause = options.cause;
  }
}
