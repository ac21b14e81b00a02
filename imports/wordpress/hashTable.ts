import { hash } from 'node:crypto';

/**
 * A map from texts to numbers that keeps a hash of the text alone: 24 bytes an entry whatever the text's length, so that the addresses of a
 * million records fit in some 50 MB. Two texts are taken for one with a chance of one in 2^64 a pair; SHA-256 keeps that from being arranged.
 */
export interface HashTable {
  readonly size: number;
  get(text: string): number | undefined;
  /** The first number that a text was given stays; it is the answer. */
  add(text: string, value: number): number;
}

const INITIAL_SLOTS = 1024;

/** An empty {@link HashTable}. Values are finite numbers. */
export const createHashTable = (): HashTable => {
  let slots = INITIAL_SLOTS;
  let high = new Uint32Array(slots);
  let low = new Uint32Array(slots);
  let values = new Float64Array(slots).fill(Number.NaN);
  let size = 0;

  /** The slot that holds the hash, or the free one where it belongs. */
  const slotOf = (hi: number, lo: number): number => {
    let slot = lo & (slots - 1);
    while (!Number.isNaN(values[slot]) && (high[slot] !== hi || low[slot] !== lo)) slot = (slot + 1) & (slots - 1);
    return slot;
  };

  const grow = (): void => {
    const [oldHigh, oldLow, oldValues] = [high, low, values];
    slots *= 2;
    high = new Uint32Array(slots);
    low = new Uint32Array(slots);
    values = new Float64Array(slots).fill(Number.NaN);
    for (const [index, value] of oldValues.entries()) {
      if (Number.isNaN(value)) continue;
      const slot = slotOf(oldHigh[index] ?? 0, oldLow[index] ?? 0);
      high[slot] = oldHigh[index] ?? 0;
      low[slot] = oldLow[index] ?? 0;
      values[slot] = value;
    }
  };

  const hashed = (text: string): readonly [number, number] => {
    const digest = hash('sha256', text, 'buffer');
    return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  };

  return {
    get size() {
      return size;
    },
    get: (text) => {
      const value = values[slotOf(...hashed(text))];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
    add: (text, value) => {
      if (size * 3 >= slots * 2) grow();
      const [hi, lo] = hashed(text);
      const slot = slotOf(hi, lo);
      const present = values[slot] ?? Number.NaN;
      if (!Number.isNaN(present)) return present;
      high[slot] = hi;
      low[slot] = lo;
      values[slot] = value;
      size += 1;
      return value;
    },
  };
};
