import type { Key, Operation, Records } from '../../platform/records/port.ts';

/** What a transaction may hold. */
const MOST_OPERATIONS = 100;
const MOST_BYTES = 3 * 1024 * 1024;

/** Where writers write when much is written at once: what they want committed apart is committed several at a time. */
export interface PackedRecords {
  /** Reads pass through. A `transact` returns at once: whether it held is known at {@link PackedRecords.flush}. */
  readonly records: Records;
  /** Commits what is waiting. @throws what the port throws; then some of what was written before is not there. */
  flush(): Promise<void>;
}

const keyOf = (operation: Operation): Key =>
  operation.kind === 'put' ? { table: operation.table, pk: operation.item.pk, sk: operation.item.sk } : operation.key;
const nameOf = ({ table, pk, sk }: Key): string => `${table}\n${pk}\n${sk}`;

/** Nearly all bytes of an item are those of its long values. */
const bytesOf = (operation: Operation): number =>
  operation.kind === 'put'
    ? Object.values(operation.item).reduce<number>(
        (sum, value) =>
          sum + (value instanceof Uint8Array ? value.byteLength : typeof value === 'string' ? value.length * 3 : 200),
        0,
      )
    : 1_000;

/** {@link PackedRecords} over a port: a transaction of many operations costs little more than one of a few. */
export const packRecords = (records: Records): PackedRecords => {
  let waiting: Operation[] = [];
  let names = new Set<string>();
  let bytes = 0;

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const operations = waiting;
    waiting = [];
    names = new Set();
    bytes = 0;
    await records.transact(operations);
  };

  return {
    records: {
      ...records,
      transact: async (operations) => {
        const own = operations.map((operation) => nameOf(keyOf(operation)));
        const size = operations.reduce((sum, operation) => sum + bytesOf(operation), 0);
        const full = waiting.length + operations.length > MOST_OPERATIONS || bytes + size > MOST_BYTES;
        // A transaction touches an item once.
        if (full || own.some((name) => names.has(name))) await flush();
        waiting.push(...operations);
        for (const name of own) names.add(name);
        bytes += size;
      },
    },
    flush,
  };
};
