import type { Item, NamedCondition } from '../records/port.ts';
import { parseItem } from './items.ts';
import type { Kind } from './kinds.ts';

/** A thing of the directory as it was read, for who is about to change it or to stand on it. */
export interface Stored<T> {
  readonly value: T;
  /** Holds while it is as it was read. */
  readonly unchanged: NamedCondition;
  /** Counts its changes. */
  readonly version: number;
}

/** @throws `MalformedDirectoryItem` */
export const storedOf = <T>(kind: Kind<T>, item: Item): Stored<T> => {
  const version = typeof item.version === 'number' ? item.version : 0;
  return {
    value: parseItem(kind.shape, item),
    version,
    unchanged: {
      name: 'unchanged',
      // What was written before versions were counted has none.
      condition: version === 0 ? { kind: 'exists' } : { kind: 'versionIs', version },
    },
  };
};
