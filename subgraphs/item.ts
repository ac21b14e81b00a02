import type { ZodType } from 'zod';
import type { Item } from '../platform/records/port.ts';

/** What is stored under a key is not what its reader knows. The key is in the message: it is for logs. */
export class BadItem extends Error {
  override readonly name = 'BadItem';
}

/** Parses what was read. @throws {@link BadItem} with its key. */
export const parseItem = <T>(schema: ZodType<T>, table: string, item: Item): T => {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ');
  throw new BadItem(`${table} ${item.pk} ${item.sk} is not as it should be: ${faults}`, { cause: result.error });
};

/** {@link parseItem} where there is an item. */
export const parser =
  <T>(schema: ZodType<T>, table: string) =>
  (item: Item | undefined): T | undefined =>
    item && parseItem(schema, table, item);
