import type { ZodType } from 'zod';
import { unpack } from '../../platform/codec.ts';
import type { Objects } from '../../platform/objects/port.ts';
import type { CallOptions, Item } from '../../platform/records/port.ts';
import { BadItem, parseItem } from '../item.ts';
import { bodyPartSchema } from './record.ts';

/** A packed part, and the version of the record that it belongs to. */
export interface Unpacked<T> {
  readonly version: number;
  readonly value: T;
}

/** Reads a part that lies compressed in an item, or, too large for one, in object storage. Its fault is the answer, so that the texts beside it are still read. */
export type ReadText = <T>(
  schema: ZodType<T>,
  table: string,
  item: Item | undefined,
  options: CallOptions | undefined,
) => Promise<Unpacked<T> | Error | undefined>;

/** {@link ReadText} over object storage. */
export const createTextReader = ({ objects }: { readonly objects: Objects }): ReadText => {
  const unpacked = async <T>(
    schema: ZodType<T>,
    table: string,
    item: Item,
    signal: AbortSignal | undefined,
  ): Promise<Unpacked<T>> => {
    const place = `${table} ${item.pk} ${item.sk}`;
    const { version, data, object } = parseItem(bodyPartSchema, table, item);
    let bytes = data;
    if (object !== undefined) {
      const { body } = await objects.get(object, { signal });
      // The port ends the stream when the signal aborts, with an error of its own.
      bytes = Buffer.concat(await body.toArray());
    }
    if (bytes === undefined) throw new BadItem(`${place} holds neither data nor an object`);
    try {
      return { version, value: schema.parse(unpack(bytes)) };
    } catch (error) {
      throw new BadItem(`${place} holds no text that can be read`, { cause: error });
    }
  };

  return async (schema, table, item, options) => {
    if (!item) return undefined;
    try {
      return await unpacked(schema, table, item, options?.signal);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
};
