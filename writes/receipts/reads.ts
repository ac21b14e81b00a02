import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Records } from '../../platform/records/port.ts';
import type { Command } from '../command.ts';
import type { Receipt } from '../receipt.ts';
import { BadReceipt, keyOf, parseReceipt } from '../receipt.ts';
import { commandOf } from '../receiptItem.ts';

/** A command, and the receipt that holds it. */
export interface Part {
  readonly receipt: string;
  readonly command: Command;
}

/** Receipts and what they hold. */
export interface ReceiptReads {
  /** Read consistently. @throws {@link BadReceipt} */
  get(id: string, options?: CallOptions): Promise<Receipt | undefined>;
  many(ids: readonly string[], options?: CallOptions): Promise<readonly (Receipt | undefined)[]>;
  /** The commands for which a receipt's message stands, in order. @throws {@link BadReceipt} */
  partsOf(receipt: Receipt, options?: CallOptions): Promise<readonly Part[]>;
}

/** {@link ReceiptReads} in the table of receipts. */
export const createReceiptReads = ({
  records,
  objects,
}: {
  readonly records: Records;
  readonly objects: Objects;
}): ReceiptReads => {
  const many: ReceiptReads['many'] = async (ids, options) =>
    (await records.getMany(ids.map(keyOf), { ...options, consistent: true })).map(parseReceipt);

  return {
    get: async (id, options) => (await many([id], options))[0],
    many,

    partsOf: async (receipt, options) => {
      const found = receipt.members
        ? await many(
            receipt.members.map(({ id }) => id),
            options,
          )
        : [receipt];
      return Promise.all(
        found.map(async (each) => {
          if (!each) throw new BadReceipt('a receipt of the batch is not there');
          return { receipt: each.id, command: await commandOf(objects, each, options) };
        }),
      );
    },
  };
};
