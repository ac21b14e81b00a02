import type { Backends } from '../../entrypoints/backends.ts';
import type { PortName } from '../../platform/errors.ts';
import { PortError } from '../../platform/errors.ts';
import type { ChangesOptions } from '../../platform/records/port.ts';
import type { Choose } from '../support/documents.ts';
import type { Call, Step } from './between.ts';
import { between } from './between.ts';

/**
 * Backends whose queue and records fail now and then: half of what fails is not done, the other half is, and nobody learns of it.
 * @param percent - how much of all calls fails now.
 */
export const withFaults = <T extends Pick<Backends, 'records' | 'queue'>>(
  backends: T,
  percent: () => number,
  choose: Choose,
): T => {
  const failing =
    (port: PortName): Step =>
    async (call, given) => {
      const away = choose(100) < percent() ? new PortError(port, 'UNAVAILABLE', 'a fault was put here') : undefined;
      if (away && choose(2) === 0) throw away;
      const result = await call(...given);
      if (away) throw away;
      return result;
    };
  const ofRecords = failing('records');
  const ofQueue = failing('queue');
  return {
    ...backends,
    records: between(backends.records, {
      getMany: ofRecords,
      query: ofRecords,
      transact: ofRecords,
      // It lasts as long as the process: what fails is what a consumer makes of a batch.
      changes: (call, given) => {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `changes` takes
        const [options] = given as readonly [ChangesOptions];
        const handle: Call = async (...batch) => {
          const result: unknown = await Reflect.apply(options.handler, undefined, batch);
          return result;
        };
        return call({ ...options, handler: (...batch: readonly unknown[]) => ofRecords(handle, batch) });
      },
    }),
    queue: between(backends.queue, {
      send: ofQueue,
      receive: ofQueue,
      acknowledge: ofQueue,
      extend: ofQueue,
      release: ofQueue,
      moveToDeadLetters: ofQueue,
    }),
  };
};
