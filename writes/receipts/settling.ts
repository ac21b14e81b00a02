import type { CallOptions, Operation, Records, Value } from '../../platform/records/port.ts';
import type { Refusal } from '../command.ts';
import type { Receipt } from '../receipt.ts';
import { isQueued, keyOf, membersOf } from '../receipt.ts';
import { isoOf } from '../receiptItem.ts';
import type { SeenSlots } from '../seenSlots.ts';
import { slotKey } from '../slots.ts';
import { transactUnless } from './conditional.ts';

/** What became of the commands of a message, in their order, once and for all. */
export type Settled =
  | { readonly state: 'APPLIED'; readonly versions: readonly number[]; readonly operations: readonly Operation[] }
  | { readonly state: 'REJECTED'; readonly errors: readonly (readonly Refusal[])[] }
  | { readonly state: 'PARKED'; readonly fault: string };

/** How commands come to an end. */
export interface ReceiptSettling {
  /** @throws ConditionFailed where one of an applied command's own conditions failed. */
  settle(receipt: Receipt, settled: Settled, now: number, options?: CallOptions): Promise<boolean>;
  /** Counts a failure. */
  failed(receipt: Receipt, fault: string, options?: CallOptions): Promise<boolean>;
}

/** {@link ReceiptSettling} in the table of receipts. */
export const createReceiptSettling = (records: Records, slots: Pick<SeenSlots, 'freed'>): ReceiptSettling => ({
  settle: async (receipt, settled, now, options) => {
    const { state } = settled;
    const told = (at: number): Record<string, Value> => {
      if (state === 'APPLIED') return { version: settled.versions[at] ?? 1 };
      if (state === 'PARKED') return { fault: settled.fault };
      const errors = settled.errors[at] ?? [];
      return {
        errors: errors.map(({ code, message, field }) => ({
          code,
          message,
          ...(field === undefined ? {} : { field }),
        })),
      };
    };
    const isSettled = await transactUnless(
      records,
      isQueued,
      [
        ...(state === 'APPLIED' ? settled.operations : []),
        ...membersOf(receipt).flatMap(({ id, slot }, at): Operation[] => [
          {
            kind: 'update',
            key: keyOf(id),
            set: { state, settledAt: isoOf(now), ...told(at) },
            remove: ['unsent', 'upk', 'usk', 'fpk', 'fsk'],
            when: isQueued,
          },
          { kind: 'delete', key: slotKey(receipt.actor.organisation, slot) },
        ]),
      ],
      options,
    );
    if (isSettled)
      slots.freed(
        receipt.actor.organisation,
        membersOf(receipt).map(({ slot }) => slot),
      );
    return isSettled;
  },

  failed: ({ id }, fault, options) =>
    transactUnless(
      records,
      isQueued,
      [{ kind: 'update', key: keyOf(id), set: { fault }, add: { failures: 1 }, when: isQueued }],
      options,
    ),
});
