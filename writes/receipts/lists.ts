import type { CallOptions, Item, Records } from '../../platform/records/port.ts';
import { OPEN, receiptsTable } from '../receipt.ts';
import { isoOf, writerPk } from '../receiptItem.ts';

/** A receipt's id with its place in the list of its application's. */
export interface PlacedId {
  readonly id: string;
  /** Orders the list. */
  readonly place: string;
}

/** Receipts in their order. */
export interface ReceiptLists {
  /** The oldest that were not sent, claimed last at or before this time, in milliseconds since the epoch. */
  unsentBefore(time: number, limit: number, options?: CallOptions): Promise<readonly string[]>;
  /** When the oldest unfinished command was accepted, in milliseconds since the epoch. The index may lag. */
  oldestUnfinished(options?: CallOptions): Promise<number | undefined>;
  /** An application's own, newest first, beyond a place (exclusive). */
  ofWriter(
    writer: { readonly organisation: string; readonly application: string },
    page: { readonly size: number; readonly beyond?: string | undefined },
    options?: CallOptions,
  ): Promise<readonly PlacedId[]>;
}

const idOf = ({ pk }: Item): string => pk.slice('R#'.length);

/** {@link ReceiptLists} by the indexes of the table of receipts. */
export const createReceiptLists = (records: Records): ReceiptLists => ({
  unsentBefore: async (time, limit, options) => {
    // The digits of a moment sort before '#', and what follows it after.
    const { items } = await records.query(
      { table: receiptsTable.name, index: 'unsent', pk: OPEN, to: `${isoOf(time)}~`, limit },
      options,
    );
    return items.map(idOf);
  },

  oldestUnfinished: async (options) => {
    const { items } = await records.query(
      { table: receiptsTable.name, index: 'unfinished', pk: OPEN, limit: 1 },
      options,
    );
    const [oldest] = items;
    return oldest && typeof oldest.fsk === 'string' ? Date.parse(oldest.fsk.split('#')[0] ?? '') : undefined;
  },

  ofWriter: async ({ organisation, application }, { size, beyond }, options) => {
    const { items } = await records.query(
      {
        table: receiptsTable.name,
        index: 'writer',
        pk: writerPk(organisation, application),
        to: beyond,
        descending: true,
        // The place itself is among what is found.
        limit: size + 1,
      },
      options,
    );
    return items
      .map((item) => ({ id: idOf(item), place: typeof item.wsk === 'string' ? item.wsk : '' }))
      .filter(({ place }) => place !== beyond)
      .slice(0, size);
  },
});
