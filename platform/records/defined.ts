import type { Item, Value } from './port.ts';

/** What {@link defined} takes: JSON and bytes, with `undefined` wherever an optional part is absent. */
export type Loose = Value | undefined | readonly Loose[] | { readonly [name: string]: Loose };

const storable = (loose: Loose): Value | undefined => {
  if (loose === null || typeof loose !== 'object' || loose instanceof Uint8Array) return loose;
  if (Array.isArray(loose)) return loose.map((each: Loose) => storable(each) ?? null);
  return Object.fromEntries(
    Object.entries(loose).flatMap(([name, each]: [string, Loose]) => {
      const value = storable(each);
      return value === undefined ? [] : [[name, value]];
    }),
  );
};

/** An item without the attributes that are undefined: storage knows no such value. */
export const defined = (attributes: {
  readonly pk: string;
  readonly sk: string;
  readonly [name: string]: Loose;
}): Item => {
  const { pk, sk, ...rest } = attributes;
  const item: Record<string, Value> = {};
  for (const [name, loose] of Object.entries(rest)) {
    const value = storable(loose);
    if (value !== undefined) item[name] = value;
  }
  return { pk, sk, ...item };
};
