import type { CallOptions, Item, Key, NamedCondition, Records } from '../platform/records/port.ts';
import { receiptsTable } from './receipt.ts';

/*
 * How many commands of a subsidiary may be unfinished at once: each holds one of its slots from when it is accepted until it is settled, and both happen
 * in the transaction of its receipt. So the bound is exact, nothing is counted that could be miscounted, and writers do not wait for each other at a counter.
 */

/** Unfinished commands a subsidiary may have. */
export const MOST_UNFINISHED = 200;

/** The slot is nobody's. */
export const isSlotFree: NamedCondition = { name: 'slotFree', condition: { kind: 'absent' } };

const slotsPk = (organisation: string): string => `SLOTS#${organisation}`;
const slotSk = (slot: number): string => String(slot).padStart(3, '0');

/** Where a slot lies while it is taken. */
export const slotKey = (organisation: string, slot: number): Key => ({
  table: receiptsTable.name,
  pk: slotsPk(organisation),
  sk: slotSk(slot),
});

/** A slot that is taken, and by which receipt. */
export const slotItem = (organisation: string, slot: number, receipt: string): Item => ({
  pk: slotsPk(organisation),
  sk: slotSk(slot),
  receipt,
});

/** The slot to try first: spread evenly over receipts, so that two rarely meet. @param receipt - 26 characters of base32. */
export const firstSlot = (receipt: string): number => Number.parseInt(receipt.slice(0, 6), 36) % MOST_UNFINISHED;

/** So many free slots, spread over receipts; fewer where there are not so many. Read consistently. */
export const freeSlots = async (
  records: Records,
  organisation: string,
  receipts: readonly string[],
  options?: CallOptions,
): Promise<readonly number[]> => {
  const { items } = await records.query(
    { table: receiptsTable.name, pk: slotsPk(organisation), limit: MOST_UNFINISHED, consistent: true },
    options,
  );
  const taken = new Set(items.map(({ sk }) => Number(sk)));
  const free = Array.from({ length: MOST_UNFINISHED }, (_, slot) => slot).filter((slot) => !taken.has(slot));
  const from = firstSlot(receipts[0] ?? '') % Math.max(1, free.length);
  return [...free.slice(from), ...free.slice(0, from)].slice(0, receipts.length);
};
