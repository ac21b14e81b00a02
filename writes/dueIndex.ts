import type { IndexDefinition, Item, Records } from '../platform/records/port.ts';
import { ConditionFailed } from '../platform/records/port.ts';

/** The index of what is due, as a table has it: one partition, in order of time. What is due lies before now, however long nobody looked; what has been done lies in it no more. */
export const dueIndex: IndexDefinition = { name: 'due', pk: 'dpk', sk: 'dsk', projection: 'keys' };

const PARTITION = 'DUE';

/** What puts an item into the index. @param moment - when it is due, ISO 8601. */
export const duePlace = (moment: string, id: string): { readonly dpk: string; readonly dsk: string } => ({
  dpk: PARTITION,
  dsk: `${moment}#${id}`,
});

/** The index of one table. */
export interface DueItems {
  /** What was due at or before a moment (ISO 8601), the earliest first. */
  find(moment: string, limit: number, signal: AbortSignal): Promise<readonly Item[]>;
  /** Takes an item out, unless it has been written anew since it was found. */
  forget(item: Item): Promise<void>;
}

/** {@link DueItems} of a table that has the index. */
export const createDueItems = (records: Records, table: string): DueItems => ({
  find: async (moment, limit, signal) => {
    // What follows a moment in a key sorts before '~'.
    const query = { table, index: dueIndex.name, pk: PARTITION, to: `${moment}~`, limit };
    return (await records.query(query, { signal })).items;
  },
  forget: async ({ pk, sk, dsk }) => {
    const value = typeof dsk === 'string' ? dsk : '';
    const same = { name: 'stillDue', condition: { kind: 'equals', attribute: 'dsk', value } } as const;
    try {
      await records.transact([{ kind: 'update', key: { table, pk, sk }, remove: ['dpk', 'dsk'], when: same }]);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  },
});
