import type { ZodType } from 'zod';
import { faultsOf } from '../platform/faults.ts';
import type { Item } from '../platform/records/port.ts';

/** What is stored under a key is not what its reader knows. The key is in the message: it is for logs. */
export class BadItem extends Error {
  override readonly name = 'BadItem';
}

/** What lies under a key: what should, nothing, or a fault that is this key's alone and leaves all others readable. What a DataLoader's batch answers. */
export type Read<T> = T | BadItem | undefined;

/** Parses what was read. @throws {@link BadItem} with its key. */
export const parseItem = <T>(schema: ZodType<T>, table: string, item: Item): T => {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const faults = faultsOf(result.error).join('; ');
  throw new BadItem(`${table} ${item.pk} ${item.sk} is not as it should be: ${faults}`, { cause: result.error });
};

/** What is stored must be readable again: types alone hold neither counts nor formats. @throws TypeError that begins with `what`. */
export const checkStorable = (schema: ZodType, what: string, value: unknown): void => {
  const { error } = schema.safeParse(value);
  if (error) throw new TypeError(`${what} cannot be saved: ${faultsOf(error).join('; ')}`, { cause: error });
};

/**
 * {@link parseItem} where there is an item; its fault is an answer, not a throw. An item that is the same object as before, as adapters with a cache give it,
 * is parsed once: what comes of it is shared, and must not be changed.
 */
export const reader = <T>(schema: ZodType<T>, table: string): ((item: Item | undefined) => Read<T>) => {
  const known = new WeakMap<Item, T>();
  return (item) => {
    if (!item) return undefined;
    const before = known.get(item);
    if (before !== undefined) return before;
    try {
      const parsed = parseItem(schema, table, item);
      known.set(item, parsed);
      return parsed;
    } catch (error) {
      if (error instanceof BadItem) return error;
      throw error;
    }
  };
};

/** For who cannot do without it. @throws {@link BadItem} */
export const sound = <T>(read: Read<T>): T | undefined => {
  if (read instanceof BadItem) throw read;
  return read;
};
