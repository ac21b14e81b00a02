import type { ChangeHandler, ChangesOptions, Key, Records } from '../platform/records/port.ts';
import type { Log } from '../platform/telemetry.ts';

/**
 * The change feed's consumers: what happens after something was written. An index follows a record's `META` alone, which changes with all its parts; the cache is
 * purged of all that was made from any item.
 *
 *   transaction ──► feed ──► one consumer each, with a position of its own ──► its effect
 *
 * A consumer reads the record as it is now, if at all, not as the change has it: delivered twice, late or out of order, the effect is that of the newest state.
 */

/** What a consumer makes of what has changed. */
export interface ChangeConsumer {
  /** Names its position in the feed. */
  readonly name: string;
  readonly tables: readonly string[];
  /** What a changed item is of (a record, or a tag), where it drives this consumer. */
  recordOf(item: Key): string | undefined;
  /**
   * Takes each once, however many changes it had; answers those that failed.
   * @param newest - when the newest of these changes was committed, in milliseconds since the epoch.
   */
  take(ids: readonly string[], signal: AbortSignal, newest: number): Promise<readonly string[]>;
  /** How often each is tried before it is reported and passed by. Default 10; `Infinity`: for ever. */
  readonly attempts?: number | undefined;
}

/** The handler of a batch: the same whether a loop in this process or a Lambda's event source calls it. */
export const changeHandler =
  (consumer: ChangeConsumer): ChangeHandler =>
  async (changes, signal) => {
    const changesOf = new Map<string, string[]>();
    let newest = 0;
    for (const change of changes) {
      const record = consumer.recordOf(change);
      if (record === undefined) continue;
      changesOf.set(record, [...(changesOf.get(record) ?? []), change.id]);
      newest = Math.max(newest, change.at);
    }
    if (changesOf.size === 0) return { failed: [] };
    const failed = await consumer.take([...changesOf.keys()], signal, newest);
    return { failed: failed.flatMap((record) => changesOf.get(record) ?? []) };
  };

/** How a consumer goes through the feed. */
export interface ConsumeOptions {
  readonly records: Records;
  readonly consumer: ChangeConsumer;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** `follow` goes on until the signal aborts; `catchUp` ends with what was there when it began. */
  readonly mode: ChangesOptions['mode'];
}

/** Changes handed over at once: as many as an index takes in one call. */
const BATCH = 500;

/** Takes a consumer through the feed. A record that fails for good is logged with its change's id, and does not hold up the others. */
export const consumeChanges = ({ records, consumer, log, signal, mode }: ConsumeOptions): Promise<void> =>
  records.changes({
    consumer: consumer.name,
    tables: consumer.tables,
    wanted: (key) => consumer.recordOf(key) !== undefined,
    handler: changeHandler(consumer),
    images: false,
    batchSize: BATCH,
    attempts: consumer.attempts,
    onGivenUp: (change, cause) => {
      log.error(
        { consumer: consumer.name, change: change.id, record: consumer.recordOf(change), err: cause },
        'a change was passed by after too many failures',
      );
      return Promise.resolve();
    },
    mode,
    signal,
  });
