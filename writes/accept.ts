import { hash } from 'node:crypto';
import { AnswerError } from '../platform/errors.ts';
import type { CallOptions } from '../platform/records/port.ts';
import type { Command, Refusal } from './command.ts';
import type { Receipt } from './receipt.ts';
import type { Receipts } from './receipts.ts';
import { MOST_UNFINISHED } from './slots.ts';

/*
 * What holds for every command that is taken, alone or in a batch.
 */

/** Age of the oldest unfinished command beyond which no more are taken, in milliseconds: longer than a command that always fails takes to be parked. */
const OLDEST_MS = 120_000;
/** When to try again where too much is unfinished, in seconds. */
const RETRY_BEHIND_S = 30;
const RETRY_FULL_S = 5;
const LONGEST_KEY = 128;

/** What is created has an id that was made for it just now: it is no part of what was asked. */
export const fingerprintOf = ({ kind, subject, input, expects }: Command): string =>
  hash('sha256', JSON.stringify([kind, expects, expects === 'absent' ? null : subject, input]), 'base64url');

/** The key means another command already. */
export const keyReused = (receipt: Receipt): Refusal => ({
  code: 'IDEMPOTENCY_CONFLICT',
  message: `This key was used for another command, whose receipt is ${receipt.id}; take a new key for a new command.`,
  field: 'idempotencyKey',
});

/** What is wrong with a key by itself. */
export const keyFaults = (idempotencyKey: string): Refusal[] =>
  idempotencyKey.length >= 1 && idempotencyKey.length <= LONGEST_KEY
    ? []
    : [{ code: 'INVALID', message: `A key has 1 to ${LONGEST_KEY} characters.`, field: 'idempotencyKey' }];

/** @throws {@link AnswerError} `UNAVAILABLE` while what was written before is not done in time. */
export const checkAge = async (receipts: Receipts, now: number, options: CallOptions): Promise<void> => {
  const oldest = await receipts.oldestUnfinished(options);
  if (oldest === undefined || now - oldest <= OLDEST_MS) return;
  throw new AnswerError('UNAVAILABLE', 'What was written before is not yet done; nothing more is taken right now.', {
    retryAfterS: RETRY_BEHIND_S,
  });
};

/** A subsidiary has as many unfinished commands as it may, or would have more. */
export const tooManyUnfinished = (): AnswerError =>
  new AnswerError(
    'RATE_LIMITED',
    `Your subsidiary has ${MOST_UNFINISHED} commands that are not done yet; wait until some are.`,
    { retryAfterS: RETRY_FULL_S },
  );
