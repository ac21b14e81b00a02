/** Where a planted value stands: a record (or a package or organisation) by its key, and the coordinates under which it may be shown. */
export interface Origin {
  readonly record: string;
  readonly coordinates: readonly string[];
}

/** Plants values, each of them once in the world, and finds them again in any text. */
export interface Canaries {
  /** A word. */
  readonly word: (record: string, ...coordinates: string[]) => string;
  /** A whole number of eight digits. */
  readonly number: (record: string, ...coordinates: string[]) => number;
  /** A moment some minutes from `now`, to the millisecond like no other. */
  readonly moment: (minutes: number, record: string, ...coordinates: string[]) => string;
  /** What of this stands in a text, each once. */
  readonly foundIn: (text: string) => readonly (readonly [value: string, origin: Origin])[];
  readonly planted: number;
}

/** Eight digits, in words, numbers, checksums and the parts of fractions. */
const NUMBER = /71\d{6}/g;
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** A world's canaries around its moment. */
export const createCanaries = (now: number): Canaries => {
  const origins = new Map<string, Origin>();
  let serial = 0;
  const plant = (value: string, record: string, coordinates: readonly string[]): void =>
    void origins.set(value, { record, coordinates });
  const next = (record: string, coordinates: readonly string[]): number => {
    serial += 1;
    const value = 71_000_000 + serial;
    plant(String(value), record, coordinates);
    return value;
  };
  return {
    word: (record, ...coordinates) => `zq${next(record, coordinates)}`,
    number: (record, ...coordinates) => next(record, coordinates),
    moment: (minutes, record, ...coordinates) => {
      serial += 1;
      // Earlier by less than a minute, so that whoever counts in minutes sees what was meant.
      const value = new Date(now + minutes * 60_000 - (serial % 59_999) - 1).toISOString();
      if (origins.has(value)) throw new RangeError(`${value} was planted before`);
      plant(value, record, coordinates);
      return value;
    },
    foundIn: (text) => {
      const found = new Set([...(text.match(NUMBER) ?? []), ...(text.match(MOMENT) ?? [])]);
      return [...found].flatMap((value) => {
        const origin = origins.get(value);
        return origin ? [[value, origin] as const] : [];
      });
    },
    get planted() {
      return origins.size;
    },
  };
};
