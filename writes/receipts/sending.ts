import type { CallOptions, Operation, Records } from '../../platform/records/port.ts';
import type { Receipt } from '../receipt.ts';
import { isUnsent, keyOf, membersOf } from '../receipt.ts';
import { isoOf, orderKey } from '../receiptItem.ts';
import { transactUnless } from './conditional.ts';

/** What a receipt knows of its message. */
export interface ReceiptSending {
  /** Makes the sending of an unsent receipt the caller's; who claimed before is no longer believed. */
  claim(receipt: Receipt, now: number, options?: CallOptions): Promise<Receipt | undefined>;
  sent(receipt: Receipt, now: number, options?: CallOptions): Promise<boolean>;
}

/** Those of a batch that have no message of their own. */
const others = (receipt: Receipt) => membersOf(receipt).filter(({ id }) => id !== receipt.id);

/** {@link ReceiptSending} in the table of receipts. */
export const createReceiptSending = (records: Records): ReceiptSending => ({
  claim: async (receipt, now, options) => {
    const { id, unsent } = receipt;
    if (unsent === undefined) return undefined;
    const attempt = receipt.attempt + 1;
    const claimed = await transactUnless(
      records,
      isUnsent(unsent),
      [
        {
          kind: 'update',
          key: keyOf(id),
          set: { attempt, unsent: attempt, usk: orderKey(isoOf(now), id) },
          when: isUnsent(unsent),
        },
      ],
      options,
    );
    return claimed ? { ...receipt, attempt, unsent: attempt } : undefined;
  },

  sent: (receipt, now, options) => {
    const { id, attempt } = receipt;
    return transactUnless(
      records,
      isUnsent(attempt),
      [
        {
          kind: 'update',
          key: keyOf(id),
          set: { sentAt: isoOf(now) },
          remove: ['unsent', 'upk', 'usk'],
          when: isUnsent(attempt),
        },
        ...others(receipt).map(
          (other): Operation => ({ kind: 'update', key: keyOf(other.id), set: { sentAt: isoOf(now) } }),
        ),
      ],
      options,
    );
  },
});
