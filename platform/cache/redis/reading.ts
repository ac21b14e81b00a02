import type { Log } from '../../telemetry.ts';
import { checkRead } from '../checks.ts';
import type { Cache, CacheEntry } from '../port.ts';
import type { Breaker } from './breaker.ts';
import { isWrongType } from './client.ts';
import { fieldOf } from './entries.ts';
import { decodeForm, decodeHead, type Head } from './envelope.ts';
import type { Names } from './names.ts';
import type { Reader } from './reader/reader.ts';

/** What lies in Redis under an entry's key. `foreign`: something that is no entry, or a damaged one. */
export type Lying = { readonly head: Head; readonly bytes: Uint8Array } | 'foreign' | undefined;

/** Reads an entry, as it is or in a form. @throws as {@link Reader} does. */
export const readEntry = async (
  reader: Pick<Reader, 'read'>,
  name: string,
  form: string | undefined,
  signal?: AbortSignal,
): Promise<Lying> => {
  const [written, value] = await reader.read(name, fieldOf(form), signal);
  if (written === null) return value === null ? undefined : 'foreign';
  const head = decodeHead(written);
  if (head === 'foreign') return head;
  if (head === 'provisional' || value === null) return undefined;
  const bytes = decodeForm(value, head.fill);
  return bytes === undefined ? 'foreign' : { head, bytes };
};

/** An entry as it was read. A class, since one is made for each hit: see {@link Head}. */
class ReadEntry implements CacheEntry {
  readonly bytes: Uint8Array;
  readonly startedAt: number;
  readonly ttlMs: number;
  readonly #head: Head;
  #giveBack: Reader['giveBack'] | undefined;

  constructor(head: Head, bytes: Uint8Array, ttlMs: number, giveBack: Reader['giveBack']) {
    this.bytes = bytes;
    this.#giveBack = giveBack;
    this.startedAt = head.startedAt;
    this.ttlMs = ttlMs;
    this.#head = head;
  }

  get tags(): readonly string[] {
    return this.#head.tags;
  }

  release(): void {
    const giveBack = this.#giveBack;
    // Given back again, it might be another's by then.
    this.#giveBack = undefined;
    giveBack?.(this.bytes);
  }
}

/** What {@link createReads} takes. */
export interface ReadsParts {
  readonly reader: Reader;
  readonly names: Names;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Log;
  readonly breaker: Breaker;
  readonly counts: { hits: number; misses: number; failed: number; foreign: number };
}

/** How readers ask the cache: whatever is in the way is a miss, counted, and logged where somebody should look. */
export const createReads = ({ reader, names, now, log, breaker, counts }: ReadsParts): Cache['get'] => {
  const foreign = (name: string, message: string): void => {
    counts.foreign += 1;
    log.warn({ key: name }, message);
  };

  const alive = (name: string, lying: Lying): CacheEntry | undefined => {
    if (lying === undefined) return undefined;
    if (lying === 'foreign') {
      foreign(name, 'A value in the cache is no entry, or a damaged one.');
      return undefined;
    }
    const { head, bytes } = lying;
    const ttlMs = head.expiresAt - now();
    return ttlMs > 0 ? new ReadEntry(head, bytes, ttlMs, reader.giveBack) : undefined;
  };

  return async (key, options) => {
    checkRead(key, options);
    const name = names.entry(key);
    let entry: CacheEntry | undefined;
    try {
      entry = alive(name, await breaker.run(() => readEntry(reader, name, options?.form, options?.signal)));
    } catch (error) {
      if (isWrongType(error)) foreign(name, 'A value in the cache is no entry.');
      else counts.failed += 1;
    }
    if (entry === undefined) counts.misses += 1;
    else counts.hits += 1;
    return entry;
  };
};
