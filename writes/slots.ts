import type { Key, NamedCondition, Operation, Records } from '../platform/records/port.ts';
import { receiptsTable } from './receipt.ts';

/*
 * How many commands of a subsidiary may be unfinished at once: each holds one of its slots from when it is accepted until it is settled, and both happen
 * in the transaction of its receipt. So the bound is exact, nothing is counted that could be miscounted, and writers do not wait for each other at a counter.
 */

/** Unfinished commands a subsidiary may have. */
export const MOST_UNFINISHED = 200;

/** Slots with those beyond that, for what may not wait behind a subsidiary's own flood: what is urgent, what is due, what arrived, and what an operator does. */
export const ALL_SLOTS = MOST_UNFINISHED + 20;

/** The slot is nobody's. */
const isSlotFree: NamedCondition = { name: 'slotFree', condition: { kind: 'absent' } };

const slotsPk = (organisation: string): string => `SLOTS#${organisation}`;
const slotSk = (slot: number): string => String(slot).padStart(3, '0');

/** Where a slot lies while it is taken. */
export const slotKey = (organisation: string, slot: number): Key => ({
  table: receiptsTable.name,
  pk: slotsPk(organisation),
  sk: slotSk(slot),
});

/** Takes a slot for a receipt, where it is free. */
export const takesSlot = (organisation: string, slot: number, receipt: string): Operation => ({
  kind: 'put',
  table: receiptsTable.name,
  item: { pk: slotsPk(organisation), sk: slotSk(slot), receipt },
  when: isSlotFree,
});

/** The slot to try first: spread evenly over receipts, so that two rarely meet. @param receipt - 26 characters of base32. */
export const firstSlot = (receipt: string): number => Number.parseInt(receipt.slice(0, 6), 36) % MOST_UNFINISHED;

/** The free slots of a subsidiary, in their order. Read consistently. */
export const freeSlots = async (records: Records, organisation: string): Promise<readonly number[]> => {
  const { items } = await records.query({
    table: receiptsTable.name,
    pk: slotsPk(organisation),
    limit: ALL_SLOTS,
    consistent: true,
  });
  const taken = new Set(items.map(({ sk }) => Number(sk)));
  return Array.from({ length: ALL_SLOTS }, (_, slot) => slot).filter((slot) => !taken.has(slot));
};
