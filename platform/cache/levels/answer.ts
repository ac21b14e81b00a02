import type { Forms } from '../port.ts';

/** An answer that is kept. Frozen, and the same object each time it is given out. Times in milliseconds since the epoch. */
export interface Held<V> {
  readonly value: V;
  /** What it was made from; nothing where it was read from Redis without. */
  readonly tags: readonly string[];
  /** When its reading began. */
  readonly startedAt: number;
  /** When it is over where it was found; never later than its fill allowed. */
  readonly expiresAt: number;
  /** Says that whoever was given it looks at it no longer: the memory of its value is used again. There where it was read for its asker and is not held. */
  readonly release?: (() => void) | undefined;
}

/** A value as it is written down: as it is, and in each other form in which it is asked for, by its name. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly forms?: Forms | undefined;
}

/** How a value is written down as bytes, and read again. */
export interface Codec<V> {
  /** What is stored. Called after the asker has been answered, so it may take its time; when it rejects, nothing is stored. */
  encode(value: V): Promise<Encoded>;
  /** Called once when an entry is taken into this process in one form. `undefined` where the bytes are not what `encode` wrote. Must not throw. */
  decode(bytes: Uint8Array): V | undefined;
}

/** An answer that may be kept and given to whoever asks by the same key. */
export interface Storable<V> {
  readonly storable: true;
  readonly value: V;
  /** What it was made from; a purge of any of them ends it. 1–1 000 tags of 1–512 bytes. */
  readonly tags: readonly string[];
  /** When its reading began, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whole milliseconds from `startedAt`, at least 1; cut to 24 hours. */
  readonly ttlMs: number;
  /** How many milliseconds longer this process may give it out while it is made anew, unless it was purged. Default 0. */
  readonly staleMs?: number;
}

/** An answer for its asker alone. */
export interface Unstorable<R> {
  readonly storable: false;
  readonly value: R;
}

/** What an execution came to. */
export type Executed<V, R> = Storable<V> | Unstorable<R>;

/** Where an answer came from: this process's memory, Redis, somebody else's execution, the asker's own; `stale`: memory, while it is made anew. */
export type Level = 'memory' | 'redis' | 'flight' | 'execution' | 'stale';

/** What an asker gets. */
export type Answered<V, R> =
  | (Held<V> & { readonly level: Level; readonly storable: true })
  | (Unstorable<R> & { readonly level: 'execution' });
