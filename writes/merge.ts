import type { Key, Operation } from '../platform/records/port.ts';

/** The operations of several plans as one transaction's, which names no item twice. */
export type Merged =
  | {
      readonly operations: readonly Operation[];
      /** Whose each operation is. */
      readonly from: readonly PlaceOf[];
    }
  /** Two plans write one item, and what is there would be either's. */
  | { readonly clash: { readonly first: PlaceOf; readonly second: PlaceOf } };

/** A plan, and the place of an operation in it. */
export interface PlaceOf {
  readonly part: number;
  readonly operation: number;
}

interface Placed {
  readonly operation: Operation;
  readonly from: PlaceOf;
}

const keyOf = (operation: Operation): Key =>
  operation.kind === 'put' ? { table: operation.table, pk: operation.item.pk, sk: operation.item.sk } : operation.key;

/** Both as one; `undefined` where they are not to be had together. */
const both = (one: Placed, other: Placed): Placed | undefined => {
  const [a, b] = [one.operation, other.operation];
  if (a.kind === 'check' && b.kind === 'check') return one;
  // What is written under a condition of its own need not be held in its place.
  if (a.kind === 'check' && b.when) return other;
  if (b.kind === 'check' && a.when) return one;
  if (a.kind === 'update' && b.kind === 'update' && !a.when && !b.when && !a.add && !b.add)
    return {
      from: one.from,
      operation: {
        kind: 'update',
        key: a.key,
        set: { ...a.set, ...b.set },
        remove: [...new Set([...(a.remove ?? []), ...(b.remove ?? [])])],
      },
    };
  // Who saved last is found.
  if (a.kind === 'put' && b.kind === 'put' && !a.when && !b.when) return other;
  return undefined;
};

/** Makes one transaction of several plans. */
export const mergeOperations = (plans: readonly (readonly Operation[])[]): Merged => {
  const items = new Map<string, Placed>();
  for (const [part, operations] of plans.entries())
    for (const [index, operation] of operations.entries()) {
      const { table, pk, sk } = keyOf(operation);
      const key = JSON.stringify([table, pk, sk]);
      const placed = { operation, from: { part, operation: index } };
      const before = items.get(key);
      const merged = before ? both(before, placed) : placed;
      if (!merged) return { clash: { first: before?.from ?? placed.from, second: placed.from } };
      items.set(key, merged);
    }
  const all = [...items.values()];
  return { operations: all.map(({ operation }) => operation), from: all.map(({ from }) => from) };
};
