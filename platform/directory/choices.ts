import { z } from 'zod';
import type { Item, Records } from '../records/port.ts';
import { parseItem } from './items.ts';
import { choiceKey, readPartition } from './table.ts';

/** `HAND#<owner>/<package>` / `<record>`. */
const choiceShape = z.object({ record: z.string(), in: z.boolean() });

const choicesIn = (items: readonly (Item | undefined)[]): ReadonlyMap<string, boolean> =>
  new Map(
    items.flatMap((item) => {
      if (!item) return [];
      const choice = parseItem(choiceShape, item);
      return [[choice.record, choice.in] as const];
    }),
  );

/** Whether these records were put into a package by hand, or taken out of it; those of which nobody chose are absent. */
export const readChoices = async (
  records: Records,
  packageId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, boolean>> => {
  const keys = ids.map((id) => choiceKey(packageId, id));
  return choicesIn(keys.length === 0 ? [] : await records.getMany(keys, { consistent: true }));
};

/** Of which of these packages it was chosen by hand that a record is in or out. */
export const choicesFor = async (
  records: Records,
  id: string,
  packageIds: readonly string[],
): Promise<ReadonlyMap<string, boolean>> => {
  const items = await records.getMany(
    packageIds.map((packageId) => choiceKey(packageId, id)),
    { consistent: true },
  );
  return new Map(
    packageIds.flatMap((packageId, at) => {
      const item = items[at];
      return item ? [[packageId, parseItem(choiceShape, item).in] as const] : [];
    }),
  );
};

/** Every choice made by hand for a package. */
export const allChoices = async (records: Records, packageId: string): Promise<ReadonlyMap<string, boolean>> =>
  choicesIn(await readPartition(records, `HAND#${packageId}`, { consistent: true }));
