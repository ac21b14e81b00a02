import { z } from 'zod';
import type { Objects } from '../platform/objects/port.ts';
import type { Records } from '../platform/records/port.ts';
import { receiptsTable } from './receipt.ts';

/** Where inputs are forgotten. */
export interface ForgettingParts {
  readonly records: Records;
  readonly objects: Objects;
  readonly signal: AbortSignal;
}

const PAGE = 500;

const held = z.object({
  pk: z.string(),
  sk: z.string(),
  subject: z.string(),
  data: z.instanceof(Uint8Array).optional(),
  object: z.string().optional(),
  errors: z.unknown().optional(),
  fault: z.unknown().optional(),
});

/**
 * Removes what commands of a record said, refused ones too; their receipts stay, with who sent them, when, and what became of them. Receipts lie by their keys alone:
 * all of them are looked at. One that is not done yet can never be applied then. Answers how many there were.
 * @param dryRun - counts them.
 */
export const forgetInputs = async (
  subject: string,
  dryRun: boolean,
  { records, objects, signal }: ForgettingParts,
): Promise<{ readonly receipts: number; readonly looked: number }> => {
  const table = receiptsTable.name;
  let [receipts, looked] = [0, 0];
  let after: string | undefined;
  do {
    const page = await records.scan({ table, segment: 0, of: 1, limit: PAGE, after }, { signal });
    after = page.next;
    looked += page.items.length;
    for (const item of page.items) {
      const { data: found } = held.safeParse(item);
      if (found?.subject !== subject) continue;
      const { pk, sk, data, object, errors, fault } = found;
      if (data === undefined && object === undefined && errors === undefined && fault === undefined) continue;
      receipts += 1;
      if (dryRun) continue;
      if (object !== undefined) await objects.delete(object, { signal });
      const remove = ['data', 'object', 'errors', 'fault'];
      await records.transact([{ kind: 'update', key: { table, pk, sk }, remove }], { signal });
    }
  } while (after !== undefined);
  return { receipts, looked };
};
