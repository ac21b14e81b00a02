import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Item, Key, Records } from '../../platform/records/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { ApplicationRef } from './items.ts';
import { operationsTable } from './items.ts';
import { remembering } from './remembering.ts';

/*
 * Automatic persisted queries: texts that clients send once and then name by their SHA-256. They lie in records, so that every process finds what one has
 * been told; and an application has a fixed number of places, so that it needs no counting to be bounded. A text has its place by its hash, and takes it from
 * whichever lay there: who asks for that one next sends it again.
 */

/** Finds and keeps texts by their hash, for each application apart. */
export interface AutomaticOperations {
  /**
   * The text of this SHA-256 (lower-case hex): at once where it is in memory, and a promise where it must be read.
   * @throws `PortError` where it cannot be read.
   */
  find(of: ApplicationRef, hash: string): string | undefined | Promise<string | undefined>;
  /** The one in memory; `undefined` says nothing about what must be read. */
  known(of: ApplicationRef, hash: string): string | undefined;
  /** Keeps a text for a week from when it was last read. One longer than {@link MAX_TEXT_BYTES} is not kept. What cannot be written is logged, and kept in memory. */
  keep(of: ApplicationRef, hash: string, text: string): void;
}

/** What {@link createAutomaticOperations} needs. */
export interface AutomaticOptions {
  readonly records: Pick<Records, 'getMany' | 'transact'>;
  readonly now: () => number;
  readonly log: Log;
}

/** Places of an application. */
export const PLACES = 1_000;
/** Longest text kept, in bytes of UTF-8: with {@link PLACES} an application takes 16 MB at most. */
export const MAX_TEXT_BYTES = 16_000;
const TTL_MS = 7 * 86_400_000;
/** A text in memory is read again after so long, by which its week begins anew. */
const HELD_MS = 86_400_000;
/** Texts in memory for all applications, in number and in characters. */
const KEPT = { max: 10_000, maxSize: 16_000_000 };

/** `APQ#<organisation>/<application>` / `<place>`. */
const shape = z.object({ v: z.literal(1), hash: z.string(), text: z.string(), expiresAt: z.int() });

const keyOf = ({ organisation, application }: ApplicationRef, hash: string): Key => ({
  table: operationsTable.name,
  pk: `APQ#${organisation}/${application}`,
  sk: String(Number.parseInt(hash.slice(0, 8), 16) % PLACES),
});

/** {@link AutomaticOperations} over the operations' table of `records`. */
export const createAutomaticOperations = ({ records, now, log }: AutomaticOptions): AutomaticOperations => {
  const kept = new LRUCache<string, { readonly text: string; readonly until: number }>({
    ...KEPT,
    sizeCalculation: ({ text }, key) => text.length + key.length,
  });
  const nameOf = remembering(({ organisation, application }, hash) => `${organisation}/${application} ${hash}`);

  const write = async (of: ApplicationRef, hash: string, text: string): Promise<void> => {
    const { table, pk, sk } = keyOf(of, hash);
    const item: Item = { pk, sk, v: 1, hash, text, expiresAt: Math.ceil((now() + TTL_MS) / 1_000) };
    try {
      await records.transact([{ kind: 'put', table, item }]);
    } catch (error) {
      log.warn({ ...of, error: String(error) }, 'an automatic persisted query could not be kept');
    }
  };

  const load = async (of: ApplicationRef, hash: string): Promise<string | undefined> => {
    const [item] = await records.getMany([keyOf(of, hash)], { consistent: true });
    const { data } = shape.safeParse(item);
    const at = now();
    if (data?.hash !== hash || data.expiresAt * 1_000 <= at) return undefined;
    kept.set(nameOf(of, hash), { text: data.text, until: at + HELD_MS });
    if (data.expiresAt * 1_000 - at < TTL_MS - HELD_MS) void write(of, hash, data.text);
    return data.text;
  };

  const known: AutomaticOperations['known'] = (of, hash) => {
    const held = kept.get(nameOf(of, hash));
    return held && now() < held.until ? held.text : undefined;
  };

  return {
    find: (of, hash) => known(of, hash) ?? load(of, hash),
    known,
    keep: (of, hash, text) => {
      if (known(of, hash) !== undefined || Buffer.byteLength(text) > MAX_TEXT_BYTES) return;
      kept.set(nameOf(of, hash), { text, until: now() + HELD_MS });
      void write(of, hash, text);
    },
  };
};
