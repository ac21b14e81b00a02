import { PortError } from '../errors.ts';
import type { OutgoingMessage, Receive, SendResult } from './port.ts';

/** Bytes of one message, and of all messages of a call: 256 KiB. */
export const MAX_MESSAGE_BYTES = 262_144;

/** Messages of a call. */
export const MAX_BATCH = 10;

/** Twelve hours: SQS's limit of a visibility timeout, also of all its extensions together. */
export const MAX_VISIBILITY_MS = 43_200_000;

/** SQS's window, in milliseconds: five minutes. */
export const DEDUPLICATION_MS = 300_000;

/** Letters, digits and punctuation, as SQS takes them. */
const ID = /^[!-~]{1,128}$/;

/** What XML 1.0 does not allow. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export const invalid = (message: string): PortError => new PortError('queue', 'INVALID', message);

/** The refusals of single messages by their position; a call as a whole that cannot be sent is thrown. */
export function checkSend(messages: readonly OutgoingMessage[]): Map<number, SendResult> {
  if (messages.length === 0 || messages.length > MAX_BATCH) {
    throw invalid(`a call sends 1 to ${MAX_BATCH} messages, got ${messages.length}`);
  }
  const bytes = messages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new PortError('queue', 'TOO_LARGE', `a call sends at most ${MAX_MESSAGE_BYTES} bytes, got ${bytes}`);
  }
  const refused = new Map<number, SendResult>();
  for (const [at, message] of messages.entries()) {
    const fault = faultOf(message);
    if (fault !== undefined) refused.set(at, { ok: false, code: 'INVALID', message: fault });
  }
  return refused;
}

function faultOf({ body, group, deduplicationId }: OutgoingMessage): string | undefined {
  if (body === '') return 'body is empty';
  if (FORBIDDEN.test(body)) return 'body has a character that XML 1.0 does not allow';
  if (!ID.test(group)) return 'group must be 1 to 128 letters, digits and punctuation of ASCII';
  if (!ID.test(deduplicationId)) return 'deduplicationId must be 1 to 128 letters, digits and punctuation of ASCII';
  return undefined;
}

/** @throws `INVALID`. */
export function checkReceive({ max, waitMs, visibilityMs }: Receive): void {
  if (!Number.isInteger(max) || max < 1 || max > MAX_BATCH) {
    throw invalid(`max must be a whole number from 1 to ${MAX_BATCH}, got ${max}`);
  }
  if (!(waitMs >= 0 && waitMs <= 20_000)) throw invalid(`waitMs must be from 0 to 20 000, got ${waitMs}`);
  checkVisibility(visibilityMs);
}

/** @throws `INVALID`. */
export function checkVisibility(visibilityMs: number): void {
  if (!Number.isInteger(visibilityMs / 1_000) || visibilityMs < 1_000 || visibilityMs > MAX_VISIBILITY_MS) {
    throw invalid(`visibilityMs must be whole seconds from 1 000 to ${MAX_VISIBILITY_MS}, got ${visibilityMs}`);
  }
}

/** @throws `INVALID`. */
export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    throw invalid(`limit must be a whole number from 1 to 1 000, got ${limit}`);
  }
}

/** Options that both adapters have. `-dead.fifo` must fit into SQS's 80 characters. @throws `INVALID`. */
export function checkOptions({ name, maxReceives }: { readonly name: string; readonly maxReceives: number }): void {
  if (!/^[A-Za-z0-9_-]{1,70}$/.test(name)) {
    throw invalid(`name: 1 to 70 letters, digits, hyphens and underscores, got ${JSON.stringify(name)}`);
  }
  if (!Number.isInteger(maxReceives) || maxReceives < 1 || maxReceives > 1_000) {
    throw invalid(`maxReceives: a whole number from 1 to 1 000, got ${maxReceives}`);
  }
}

/** The id under which a dead letter is sent again: the same for a second try, so that a redrive that was cut off sends it once. */
export const redriveId = (messageId: string): string => `redrive-${messageId}`;

/** A receipt that is no longer good: its message was acknowledged, or its time ran out. */
export const staleReceipt = (messageId: string, cause?: unknown): PortError =>
  new PortError('queue', 'NOT_FOUND', `the receipt of ${messageId} is no longer good`, { cause });
