import type { ZodType } from 'zod';
import type { Records } from '../records/port.ts';
import { parseItem } from './items.ts';
import { progressKey, put } from './table.ts';

/*
 * How far an operator's long work has come, so that the same command goes on from there when it was stopped, or killed.
 */

/** Where work of this name stands. */
export const readProgress = async <T>(records: Records, name: string, shape: ZodType<T>): Promise<T | undefined> => {
  const [item] = await records.getMany([progressKey(name)], { consistent: true });
  return item && parseItem(shape, item);
};

/** Notes where it stands; `undefined`: it is done. */
export const saveProgress = (records: Records, name: string, progress: object | undefined): Promise<void> => {
  const key = progressKey(name);
  return records.transact([progress ? put(key, progress) : { kind: 'delete', key }]);
};
