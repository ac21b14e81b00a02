import type { Backends } from '../../entrypoints/backends.ts';
import type { Delivery } from '../../platform/queue/port.ts';
import type { Key, Operation } from '../../platform/records/port.ts';
import { keyOf, receiptsTable } from '../../writes/receipt.ts';
import type { Step } from './between.ts';
import { between } from './between.ts';

/*
 * Where a process is killed on a command's way, in the order in which it comes there:
 *
 *   accepted   its receipt is kept, its message not sent
 *   sent       its message is sent, its receipt does not say so
 *   received   its message is delivered
 *   read       its receipt is read by whoever applies it
 *   writing    before record and receipt are written, in one transaction
 *   written    after that, before its message is acknowledged
 *   done       its message is acknowledged
 *   indexing, indexed    before and after the feed's consumer has written the index, its position not yet kept
 *   purging, purged      before and after the other one has purged the cache
 */

/** By their names, in that order. */
export const failpoints = [
  'accepted',
  'sent',
  'received',
  'read',
  'writing',
  'written',
  'done',
  'indexing',
  'indexed',
  'purging',
  'purged',
] as const;
/** One of {@link failpoints}. */
export type Failpoint = (typeof failpoints)[number];

const isAccepted = (operation: Operation): boolean =>
  operation.kind === 'put' && operation.table === receiptsTable.name && operation.item.state === 'QUEUED';
const isApplied = (operation: Operation): boolean =>
  operation.kind === 'update' && operation.key.table === receiptsTable.name && operation.set?.state === 'APPLIED';

/** Backends that tell when a command comes to a failpoint, and go on when they are let. */
export const withFailpoints = <T extends Pick<Backends, 'records' | 'queue' | 'search' | 'cache'>>(
  backends: T,
  reached: (point: Failpoint) => Promise<void>,
): T => {
  const { records, queue, search, cache } = backends;
  const delivered = new Set<string>();
  const around =
    (before: Failpoint, after: Failpoint): Step =>
    async (call, given) => {
      await reached(before);
      const result = await call(...given);
      await reached(after);
      return result;
    };
  return {
    ...backends,
    records: between(records, {
      getMany: async (call, given) => {
        const result = await call(...given);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `getMany` takes
        const [keys] = given as readonly [readonly Key[]];
        if (keys.some(({ table, pk }) => table === receiptsTable.name && delivered.has(pk))) await reached('read');
        return result;
      },
      transact: async (call, given) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `transact` takes
        const [operations] = given as readonly [readonly Operation[]];
        if (operations.some(isApplied)) return around('writing', 'written')(call, given);
        const result = await call(...given);
        if (operations.some(isAccepted)) await reached('accepted');
        return result;
      },
    }),
    queue: between(queue, {
      send: async (call, given) => {
        const result = await call(...given);
        await reached('sent');
        return result;
      },
      receive: async (call, given) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `receive` answers
        const deliveries = (await call(...given)) as readonly Delivery[];
        for (const { body } of deliveries) delivered.add(keyOf(body).pk);
        if (deliveries.length > 0) await reached('received');
        return deliveries;
      },
      acknowledge: async (call, given) => {
        await call(...given);
        await reached('done');
      },
    }),
    search: between(search, { index: around('indexing', 'indexed') }),
    cache: between(cache, { purge: around('purging', 'purged') }),
  };
};
