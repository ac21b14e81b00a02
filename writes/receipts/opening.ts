import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { Receipt } from '../receipt.ts';
import { isNew, isParked, keyOf, membersOf, OPEN, receiptsTable } from '../receipt.ts';
import type { NewReceipt } from '../receiptItem.ts';
import { isoOf, itemOf, orderKey } from '../receiptItem.ts';
import { isSlotFree, slotItem } from '../slots.ts';

/** How commands come to be unfinished, and take their slots. */
export interface ReceiptOpening {
  /** One, or all of a batch. `taken`: a key was used before, perhaps just now. `full`: another unfinished command has a slot. */
  create(receipts: readonly NewReceipt[], options?: CallOptions): Promise<'created' | 'taken' | 'full'>;
  /** Puts a parked receipt back in the line, unsent. */
  requeue(
    receipt: Receipt,
    slots: readonly number[],
    now: number,
    options?: CallOptions,
  ): Promise<'queued' | 'moved' | 'full'>;
}

/** {@link ReceiptOpening} in the table of receipts. */
export const createReceiptOpening = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ReceiptOpening => ({
  create: async (created, options) => {
    const [first] = created;
    const members = created.map(({ id, slot }) => ({ id, slot }));
    const items = await Promise.all(
      created.map((each) =>
        itemOf(
          objects,
          each,
          {
            first: each === first,
            ...(first && created.length > 1 ? { batch: first.id, ...(each === first ? { members } : {}) } : {}),
          },
          options,
        ),
      ),
    );
    try {
      await records.transact(
        [
          ...items.map((item): Operation => ({ kind: 'put', table: receiptsTable.name, item, when: isNew })),
          ...created.map(
            ({ id, slot, command }): Operation => ({
              kind: 'put',
              table: receiptsTable.name,
              item: slotItem(command.actor.organisation, slot, id),
              when: isSlotFree,
            }),
          ),
        ],
        options,
      );
      return 'created';
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return error.failed.some(({ name }) => name === isNew.name) ? 'taken' : 'full';
    }
  },

  requeue: async (receipt, slots, now, options) => {
    const { id, attempt, acceptedAt, actor } = receipt;
    const next = attempt + 1;
    const members = membersOf(receipt).map((each, at) => ({ id: each.id, slot: slots[at] ?? each.slot }));
    try {
      await records.transact(
        members.flatMap(({ id: member, slot }): Operation[] => [
          {
            kind: 'update',
            key: keyOf(member),
            set: {
              state: 'QUEUED',
              slot,
              fpk: OPEN,
              fsk: orderKey(acceptedAt, member),
              ...(member === id
                ? { attempt: next, unsent: next, failures: 0, upk: OPEN, usk: orderKey(isoOf(now), id) }
                : {}),
              ...(member === id && receipt.members ? { members } : {}),
            },
            remove: ['settledAt'],
            when: isParked,
          },
          {
            kind: 'put',
            table: receiptsTable.name,
            item: slotItem(actor.organisation, slot, member),
            when: isSlotFree,
          },
        ]),
        options,
      );
      return 'queued';
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return error.failed.some(({ name }) => name === isParked.name) ? 'moved' : 'full';
    }
  },
});
