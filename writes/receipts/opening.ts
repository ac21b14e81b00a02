import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, NamedCondition, Operation, Records } from '../../platform/records/port.ts';
import { ConditionFailed } from '../../platform/records/port.ts';
import type { Receipt } from '../receipt.ts';
import { isNew, isParked, keyOf, membersOf, OPEN, receiptsTable } from '../receipt.ts';
import type { NewReceipt } from '../receiptItem.ts';
import { isoOf, itemOf, orderKey } from '../receiptItem.ts';
import type { Attempted, SeenSlots, SlotTakers } from '../seenSlots.ts';
import { takesSlot } from '../slots.ts';
import { transactUnless } from './conditional.ts';

/** How commands come to be unfinished, and take their slots. `full`: their subsidiary has too few that are free. */
export interface ReceiptOpening {
  /** One, or all of a batch. `taken`: a key was used before, perhaps just now. */
  create(
    receipts: readonly NewReceipt[],
    options?: CallOptions & Pick<SlotTakers, 'reserved'>,
  ): Promise<'created' | 'taken' | 'full'>;
  /** Puts a parked receipt back in the line, unsent. `moved`: it is no longer parked. */
  requeue(receipt: Receipt, now: number, options?: CallOptions): Promise<'queued' | 'moved' | 'full'>;
}

/** What {@link createReceiptOpening} stands on. */
export interface ReceiptOpeningParts {
  readonly records: Records;
  readonly objects: Objects;
  readonly slots: SeenSlots;
}

/** {@link ReceiptOpening} in the table of receipts. */
export const createReceiptOpening = ({ records, objects, slots }: ReceiptOpeningParts): ReceiptOpening => {
  /** Writes. `lost`: the receipts are not as this condition has them; `full`: a slot is another's. */
  const open = async (
    operations: readonly Operation[],
    condition: NamedCondition,
    options: CallOptions | undefined,
  ): Promise<Attempted> => {
    try {
      return (await transactUnless(records, condition, operations, options)) ? 'opened' : 'lost';
    } catch (error) {
      if (error instanceof ConditionFailed) return 'full';
      throw error;
    }
  };

  return {
    create: async (created, options) => {
      const [first] = created;
      if (!first) throw new RangeError('no receipt is to be created');
      const { organisation } = first.command.actor;
      const batch = created.length > 1 ? { batch: first.id } : {};
      const items = await Promise.all(
        created.map((each) => itemOf(objects, each, { first: each === first, ...batch }, options)),
      );
      const receipts = created.map(({ id }) => id);
      const takers = { organisation, receipts, reserved: options?.reserved, now: first.now };
      const outcome = await slots.take(takers, (taken) => {
        const members = created.map(({ id }, at) => ({ id, slot: taken[at] ?? 0 }));
        const puts = items.map((item, at): Operation => {
          const slotted = { ...item, slot: taken[at] ?? 0, ...(at === 0 && created.length > 1 ? { members } : {}) };
          return { kind: 'put', table: receiptsTable.name, item: slotted, when: isNew };
        });
        const takes = members.map(({ id, slot }) => takesSlot(organisation, slot, id));
        return open([...puts, ...takes], isNew, options);
      });
      return outcome === 'full' ? outcome : ({ opened: 'created', lost: 'taken' } as const)[outcome];
    },

    requeue: async (receipt, now, options) => {
      const { id, attempt, acceptedAt, actor } = receipt;
      const { organisation } = actor;
      const next = attempt + 1;
      const takers = { organisation, receipts: membersOf(receipt).map((each) => each.id), now };
      const outcome = await slots.take(takers, (taken) => {
        const members = membersOf(receipt).map((each, at) => ({ id: each.id, slot: taken[at] ?? each.slot }));
        const operations = members.flatMap(({ id: member, slot }): Operation[] => [
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
          takesSlot(organisation, slot, member),
        ]);
        return open(operations, isParked, options);
      });
      return outcome === 'full' ? outcome : ({ opened: 'queued', lost: 'moved' } as const)[outcome];
    },
  };
};
