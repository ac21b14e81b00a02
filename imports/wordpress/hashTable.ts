import { randomBytes } from 'node:crypto';

/**
 * A map to numbers that keeps a hash of each key alone: 24 bytes an entry whatever the key's length, so that the addresses of a million records
 * fit in some 50 MB. Two texts are taken for one with a chance of one in 2^63 a pair; the hash is seeded anew for each table, so that it cannot be arranged.
 * Whole numbers are keys too, apart from texts and without any such chance.
 */
export interface HashTable {
  readonly size: number;
  get(key: string | number): number | undefined;
  /** The first number that a key was given stays; it is the answer. */
  add(key: string | number, value: number): number;
}

const INITIAL_SLOTS = 1024;
const TWO_32 = 2 ** 32;

/** An empty {@link HashTable}. Values are finite numbers, keys that are numbers are whole, from 0 on. */
export const createHashTable = (): HashTable => {
  let slots = INITIAL_SLOTS;
  let high = new Uint32Array(slots);
  let low = new Uint32Array(slots);
  let values = new Float64Array(slots).fill(Number.NaN);
  let size = 0;
  const seed = randomBytes(8);
  const [seedA, seedB] = [seed.readInt32LE(0), seed.readInt32LE(4)];
  // The key that was hashed last, in two halves.
  let hi = 0;
  let lo = 0;

  const hashed = (key: string | number): void => {
    if (typeof key === 'number') {
      // A text's key has its highest bit set; no whole number that JavaScript knows exactly does.
      hi = Math.floor(key / TWO_32);
      lo = key >>> 0;
      return;
    }
    let a = seedA;
    let b = seedB;
    for (let at = 0; at < key.length; at += 1) {
      const code = key.charCodeAt(at);
      a = Math.imul(a ^ code, 0x85ebca6b);
      b = Math.imul(b ^ code, 0xc2b2ae35);
      a = (a << 13) | (a >>> 19);
      b = (b << 15) | (b >>> 17);
    }
    a = Math.imul(a ^ (b >>> 16), 0x9e3779b1);
    b = Math.imul(b ^ (a >>> 15), 0x27d4eb2f);
    hi = ((a ^ (a >>> 16)) | 0x80000000) >>> 0;
    lo = (b ^ (b >>> 13)) >>> 0;
  };

  /** The slot that holds the key, or the free one where it belongs. */
  const slotOf = (h: number, l: number): number => {
    // Numbers follow each other: spread them over the table.
    let slot = (Math.imul(l, 0x9e3779b1) ^ h) & (slots - 1);
    while (!Number.isNaN(values[slot]) && (high[slot] !== h || low[slot] !== l)) slot = (slot + 1) & (slots - 1);
    return slot;
  };

  const grow = (): void => {
    const [oldHigh, oldLow, oldValues] = [high, low, values];
    slots *= 2;
    high = new Uint32Array(slots);
    low = new Uint32Array(slots);
    values = new Float64Array(slots).fill(Number.NaN);
    for (let index = 0; index < oldValues.length; index += 1) {
      const value = oldValues[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const [h, l] = [oldHigh[index] ?? 0, oldLow[index] ?? 0];
      const slot = slotOf(h, l);
      high[slot] = h;
      low[slot] = l;
      values[slot] = value;
    }
  };

  return {
    get size() {
      return size;
    },
    get: (key) => {
      hashed(key);
      const value = values[slotOf(hi, lo)];
      return value === undefined || Number.isNaN(value) ? undefined : value;
    },
    add: (key, value) => {
      if (size * 3 >= slots * 2) grow();
      hashed(key);
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
