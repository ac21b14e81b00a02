import type { CacheEntry } from '../port.ts';
import type { Held } from './answer.ts';

/** An answer that was read from the shared level, as one of its askers is given it. A class, since one is made for each hit: an object literal with a getter costs more than all else that is done there. */
export class ReadAnswer<V> implements Held<V> {
  readonly value: V;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly release: (() => void) | undefined;
  readonly #whence: Pick<CacheEntry, 'startedAt' | 'tags'>;

  /** @param whence - of which it is: the entry, or the answer that was read for several. */
  constructor(value: V, whence: Pick<CacheEntry, 'startedAt' | 'tags'>, expiresAt: number, release?: () => void) {
    this.value = value;
    this.startedAt = whence.startedAt;
    this.expiresAt = expiresAt;
    this.release = release;
    this.#whence = whence;
  }

  get tags(): readonly string[] {
    return this.#whence.tags;
  }
}
