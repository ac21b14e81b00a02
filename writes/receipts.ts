import type { Objects } from '../platform/objects/port.ts';
import type { Records } from '../platform/records/port.ts';
import type { ReceiptLists } from './receipts/lists.ts';
import { createReceiptLists } from './receipts/lists.ts';
import type { ReceiptOpening } from './receipts/opening.ts';
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
export const createReceipts = (parts: { readonly records: Records; readonly objects: Objects }): Receipts => ({
  ...createReceiptReads(parts),
  ...createReceiptOpening(parts),
  ...createReceiptSending(parts.records),
  ...createReceiptSettling(parts.records),
  ...createReceiptLists(parts.records),
});
