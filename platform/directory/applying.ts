import { z } from 'zod';
import type { Records } from '../records/port.ts';
import { parseItem } from './items.ts';
import { applyingKey, put } from './table.ts';

const count = z.int().min(0);
const applicationShape = z.object({
  /** The rule that is applied, as JSON: under another one it begins anew. */
  rule: z.string(),
  /** Where to go on, in the words of who walks. */
  after: z.string(),
  counts: z.object({ seen: count, put: count, taken: count, full: count, failed: count }),
});
/** How far the application of a package's rule has come. */
export type Applying = z.infer<typeof applicationShape>;

/** Where an application was broken off. */
export const readApplying = async (records: Records, packageId: string): Promise<Applying | undefined> => {
  const [item] = await records.getMany([applyingKey(packageId)], { consistent: true });
  return item && parseItem(applicationShape, item);
};

/** Notes how far an application has come; `undefined`: it is done. */
export const saveApplying = (records: Records, packageId: string, state: Applying | undefined): Promise<void> => {
  const key = applyingKey(packageId);
  return records.transact([state ? put(key, state) : { kind: 'delete', key }]);
};
