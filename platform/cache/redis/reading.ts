import type { Log } from '../../telemetry.ts';
import { checkRead } from '../checks.ts';
import type { Cache, CacheEntry, ReadOptions } from '../port.ts';
import { type Breaker, BreakerOpen } from './breaker.ts';
import { isWrongType } from './client.ts';
import { fieldOf, HEAD, TAGS } from './entries.ts';
import { decodeForm, decodeHead, decodeTags, type Head } from './envelope.ts';
import type { Names } from './names.ts';
import type { Reader } from './reader/reader.ts';

/** What lies in Redis under an entry's key. `foreign`: something that is no entry, or a damaged one. */
export type Lying =
  | { readonly head: Head; readonly tags: readonly string[]; readonly bytes: Uint8Array }
  | 'foreign'
  | undefined;

const NO_TAGS: readonly string[] = [];

/** Reads an entry, as it is or in a form. @throws as {@link Reader} does. */
export const readEntry = async (
  reader: Pick<Reader, 'read'>,
  name: string,
  { form, tags: isTagged = true, signal }: ReadOptions,
): Promise<Lying> => {
  const field = fieldOf(form);
  const names = isTagged ? [HEAD, field, TAGS] : [HEAD, field];
  const [written = null, value = null, listed = null] = await reader.read(name, names, signal);
  if (written === null) return value === null ? undefined : 'foreign';
  const head = decodeHead(written);
  if (head === 'foreign') return head;
  if (head === 'provisional' || value === null) return undefined;
  const bytes = decodeForm(value, head.fill);
  const tags = isTagged ? listed && decodeTags(listed, head.fill) : NO_TAGS;
  return bytes && tags ? { head, tags, bytes } : 'foreign';
};

/** An entry as it was read. A class, since one is made for each hit: an object literal with a function costs more than all else that is done there. */
class ReadEntry implements CacheEntry {
  readonly bytes: Uint8Array;
  readonly startedAt: number;
  readonly tags: readonly string[];
  readonly ttlMs: number;
  #giveBack: Reader['giveBack'] | undefined;

  constructor({ head, tags, bytes }: Exclude<Lying, string | undefined>, ttlMs: number, giveBack: Reader['giveBack']) {
    this.bytes = bytes;
    this.startedAt = head.startedAt;
    this.tags = tags;
    this.ttlMs = ttlMs;
    this.#giveBack = giveBack;
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
    const ttlMs = lying.head.expiresAt - now();
    return ttlMs > 0 ? new ReadEntry(lying, ttlMs, reader.giveBack) : undefined;
  };

  return async (key, options = {}) => {
    checkRead(key, options);
    const name = names.entry(key);
    let entry: CacheEntry | undefined;
    try {
      entry = alive(name, await breaker.run(() => readEntry(reader, name, options)));
    } catch (error) {
      if (isWrongType(error)) foreign(name, 'A value in the cache is no entry.');
      else {
        counts.failed += 1;
        if (!(error instanceof BreakerOpen)) log.debug({ error: String(error) }, 'The cache could not be read.');
      }
    }
    if (entry === undefined) counts.misses += 1;
    else counts.hits += 1;
    return entry;
  };
};
