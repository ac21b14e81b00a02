import type { CallOptions } from '../records/port.ts';

/** Bytes as they were filled, with the time (milliseconds since the epoch) at which their making began. */
export interface CacheEntry {
  /** The cache's own: whoever reads them must not change them. */
  readonly bytes: Uint8Array;
  /** Says that the reader looks at the bytes no longer, nor at any part of them: their memory may be used for what is read next. Whoever does not say so keeps them. */
  readonly release?: (() => void) | undefined;
  readonly startedAt: number;
  /** What it was made from, as it was filled; none where they were not to be read. */
  readonly tags: readonly string[];
  /** Milliseconds left to live, when read. */
  readonly ttlMs: number;
}

/** The same answer in other forms, by their names: 1–32 small letters each, 8 at most. */
export type Forms = Readonly<Record<string, Uint8Array>>;

/** What of an entry is read. */
export interface ReadOptions extends CallOptions {
  /** The form; where it was filled without it, there is nothing. Default its bytes as they are. */
  readonly form?: string | undefined;
  /** Whether its tags are read, which may be more than its bytes. Default true. */
  readonly tags?: boolean | undefined;
}

/** How an entry is filled. */
export interface FillOptions extends CallOptions {
  /** Stored beside the bytes, and read instead of them by whoever names one: nobody reads more than it sends. */
  readonly forms?: Forms | undefined;
  /** What the entry was made from; a purge of any of them removes it. 1–1 000 tags of 1–512 bytes. */
  readonly tags: readonly string[];
  /** When the reading began from which the entry was made, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whole milliseconds, at least 1; an adapter may cut it (24 hours by default). */
  readonly ttlMs: number;
}

/**
 * `fenced`: a purge came between the reading and the fill, or it can no longer be known: nothing is stored.
 * `skipped`: the cache is away, full, or not fit to be filled, or the entry is too large.
 */
export type FillOutcome = 'stored' | 'fenced' | 'skipped';

/**
 * What a listener hears. `purged`: the tags' entries are gone, and fills of readings that began up to `upTo` are refused. `lost`: from now on purges
 * may be missed. `hearing`: from now on all are heard; some may have been missed that concern readings begun up to `upTo`. Milliseconds since the epoch.
 */
export type PurgeEvent =
  | { readonly kind: 'purged'; readonly tags: readonly string[]; readonly upTo: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'hearing'; readonly upTo: number };

/** The right to be the one who makes an entry. */
export interface Lease {
  /** Gives it back, unless its time was over and it is another's. Never rejects. */
  release(): Promise<void>;
}

/** What a consumption of a limiter's points says. */
export interface Consumption {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}

/**
 * Entries of bytes with tags: Redis (single or cluster), or memory. For readers a cache that is away is a miss, never an error;
 * a purge that cannot be done fails with `UNAVAILABLE`. Every command touches one slot. Bytes in, the same bytes out.
 */
export interface Cache {
  /** Whether other processes see what lies in it and purge it. One that is not shared is never `lost`: whoever listens hears from the beginning. */
  readonly shared: boolean;
  /** The entry, or nothing within the adapter's budget (50 ms by default). A foreign or corrupt value is nothing, and is logged. Keys of 1–512 bytes. */
  get(key: string, options?: ReadOptions): Promise<CacheEntry | undefined>;
  fill(key: string, bytes: Uint8Array, options: FillOptions): Promise<FillOutcome>;
  /** Fences the tags and removes what was filled under them by readers that began before. @throws `UNAVAILABLE`; then it must be called again. */
  purge(tags: readonly string[], options?: CallOptions): Promise<void>;
  /**
   * Hears every purge made by any process once it has taken hold. Hearing over a network begins in its own time and may break: until the first `hearing`,
   * and from a `lost` to the next `hearing`, purges may be missed. A listener must not throw.
   */
  onPurge(listener: (event: PurgeEvent) => void): () => void;
  /**
   * Asks to be the one who makes the key's entry, for so many whole milliseconds. `undefined` where another has the lease. It binds nobody:
   * where the cache is away everyone is given one.
   */
  lease(key: string, ms: number, options?: CallOptions): Promise<Lease | undefined>;
  /** Whether somebody has the key's lease now; nobody where the cache is away. */
  leased(key: string, options?: CallOptions): Promise<boolean>;
  /**
   * The shared limiter: takes points from a window that begins with the first; where the backend is away it counts in memory. Points that
   * were refused count too. `points` and `limit` are whole and at least 1; `windowMs` is whole seconds.
   */
  consume(
    key: string,
    points: number,
    window: { readonly limit: number; readonly windowMs: number },
    options?: CallOptions,
  ): Promise<Consumption>;
  /**
   * Connects; checks what the backend must be set to (eviction policy, clock).
   *
   * @throws `OperatorError` where the backend is set so that it cannot be used; `UNAVAILABLE` where it is away: it may be called again,
   * and until it has succeeded nothing is stored.
   */
  prepare(options?: CallOptions): Promise<void>;
  ping(options?: CallOptions): Promise<void>;
  close(): Promise<void>;
}
