import type { CallOptions } from '../platform/records/port.ts';
import type { Wait } from './batch.ts';
import type { Receipt } from './receipt.ts';
import type { PlacedId } from './receipts/lists.ts';
import type { Receipts } from './receipts.ts';

/** Whose receipts are read: an application of a subsidiary reads its own. */
export interface Writer {
  readonly organisation: string;
  readonly application: string;
}

/** A receipt with its place in the list. */
export interface Listed {
  readonly receipt: Receipt;
  readonly place: string;
}

/** A page of receipts, one longer than asked for where there is more. */
export interface ListedPage {
  readonly entries: readonly Listed[];
  /** Where reading ended without filling the page: so many in a row did not fit. */
  readonly stoppedAt: string | undefined;
}

/** Reads receipts for those who wrote. What is not known to be sent is not shown: it may never have been accepted, as far as its writer was told. */
export interface ReceiptReader {
  /** The writer's own, once it is settled or after the wait, whichever is sooner. @param waitMs - whole milliseconds. */
  read(id: string, writer: Writer, waitMs: number, signal: AbortSignal): Promise<Receipt | undefined>;
  /** The writer's own, newest first, as far as they fit. */
  list(
    writer: Writer,
    page: { readonly size: number; readonly beyond: string | undefined; readonly fits: (receipt: Receipt) => boolean },
    options: CallOptions,
  ): Promise<ListedPage>;
}

/** The first pause between two looks, in milliseconds; doubled until the longest. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 100;
/** Receipts read at once, and how often, until a page is full. */
const ROUND = 100;
const MOST_ROUNDS = 5;

const isShown = (receipt: Receipt): boolean => receipt.state !== 'QUEUED' || receipt.sentAt !== undefined;

/** {@link ReceiptReader} over receipts. */
export const createReceiptReader = ({
  receipts,
  wait,
}: {
  readonly receipts: Receipts;
  readonly wait: Wait;
}): ReceiptReader => ({
  read: async (id, { organisation, application }, waitMs, signal) => {
    let waited = 0;
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
      const receipt = await receipts.get(id, { signal });
      if (receipt?.actor.organisation !== organisation || receipt.actor.application !== application) return undefined;
      if (receipt.state !== 'QUEUED' || waited >= waitMs || signal.aborted)
        return isShown(receipt) ? receipt : undefined;
      const next = Math.min(pause, waitMs - waited);
      await wait(next, signal);
      waited += next;
    }
  },

  list: async (writer, { size, beyond, fits }, options) => {
    const entries: Listed[] = [];
    let last: PlacedId | undefined;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const placed = await receipts.ofWriter(writer, { size: ROUND, beyond: last?.place ?? beyond }, options);
      const found = await receipts.many(
        placed.map(({ id }) => id),
        options,
      );
      for (const [index, { place }] of placed.entries()) {
        const receipt = found[index];
        if (receipt && isShown(receipt) && fits(receipt)) entries.push({ receipt, place });
      }
      if (entries.length > size || placed.length < ROUND)
        return { entries: entries.slice(0, size + 1), stoppedAt: undefined };
      last = placed.at(-1);
    }
    return { entries, stoppedAt: last?.place };
  },
});
