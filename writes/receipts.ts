import type { ReceiptLists } from './receipts/lists.ts';
import { createReceiptLists } from './receipts/lists.ts';
import type { ReceiptOpening, ReceiptOpeningParts } from './receipts/opening.ts';
import { createReceiptOpening } from './receipts/opening.ts';
import type { ReceiptReads } from './receipts/reads.ts';
import { createReceiptReads } from './receipts/reads.ts';
import type { ReceiptSending } from './receipts/sending.ts';
import { createReceiptSending } from './receipts/sending.ts';
import type { ReceiptSettling } from './receipts/settling.ts';
import { createReceiptSettling } from './receipts/settling.ts';

/** Receipts over the ports. What has a message takes each step for all for which that stands. Each write is one transaction with its condition; `false` says that it no longer held. */
export interface Receipts extends ReceiptReads, ReceiptOpening, ReceiptSending, ReceiptSettling, ReceiptLists {}

/** {@link Receipts} in the table of receipts. */
export const createReceipts = (parts: ReceiptOpeningParts): Receipts => ({
  ...createReceiptReads(parts),
  ...createReceiptOpening(parts),
  ...createReceiptSending(parts.records),
  ...createReceiptSettling(parts.records, parts.slots),
  ...createReceiptLists(parts.records),
});
