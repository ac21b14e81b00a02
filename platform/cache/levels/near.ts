import { createFences } from '../fences.ts';
import type { PurgeEvent } from '../port.ts';
import { createTaggedEntries } from '../tagged.ts';
import type { Held } from './answer.ts';

/** A moment, as far as purges are concerned. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Purges heard by then. */
  readonly heard: number;
}

/** An answer, and since when it is known to be right: when its reading began, or when another level that hears all purges was asked for it. */
export interface Known<V> {
  readonly held: Held<V>;
  readonly since: Moment;
}

/** What an entry lies under in this process, where each of its forms is held, and is forgotten, for itself. */
export const nameOf = (key: string, form: string | undefined): string => (form === undefined ? key : `${form} ${key}`);

/** What one process holds, ready to be sent. */
export interface Near<V> {
  readonly bytes: number;
  readonly size: number;
  readonly moment: Moment;
  /** Whether so many bytes could be held at all. */
  fits(bytes: number): boolean;
  get(key: string): Held<V> | undefined;
  /** An entry that is over but may still be given out while it is made anew. */
  stale(key: string): Held<V> | undefined;
  /** Whether an answer may be given to somebody who asked while it was being made: no purge of what it was made from was heard in between. */
  mayServe(known: Known<V>, asked: Moment): boolean;
  /**
   * @param bytes What it takes in memory.
   * @param staleMs How long it may be given out when it is over.
   */
  take(key: string, known: Known<V>, bytes: number, staleMs: number): 'stored' | 'fenced' | 'skipped';
  hear(event: PurgeEvent): void;
  clear(): void;
}

/** What {@link createNear} takes. */
export interface NearOptions {
  readonly now: () => number;
  readonly maxBytes: number;
  /** Whether every purge is heard from the beginning. */
  readonly hearing: boolean;
}

/** How long what may have missed a purge is given out after it was surely right. */
const DEAF_MS = 2_000;
/** How long a purge is remembered. What was being made for more than half of it is not taken in. */
const FENCE_MS = 60_000;

/**
 * The level in this process: least recently used first out, bounded in bytes. Purges that it hears remove entries, and keep out what was being
 * made or fetched meanwhile. While it may miss purges, and with what was read before it heard them, an entry lives for two seconds at most.
 */
export const createNear = <V>({ now, maxBytes, hearing: hearsAtOnce }: NearOptions): Near<V> => {
  const entries = createTaggedEntries<Held<V> & { readonly goneAt: number }>(maxBytes);
  const fences = createFences({ now, fenceMs: FENCE_MS });
  let hearing = hearsAtOnce;
  /** What was right then, or before, may have missed a purge since. */
  let doubtUpTo = Number.NEGATIVE_INFINITY;

  const lastMoment = ({ at }: Moment): number => (hearing && at > doubtUpTo ? Number.POSITIVE_INFINITY : at + DEAF_MS);

  return {
    get bytes() {
      return entries.bytes;
    },
    get size() {
      return entries.size;
    },
    get moment() {
      return { at: now(), heard: fences.raised };
    },
    fits: (bytes) => bytes <= maxBytes,
    get(key) {
      const held = entries.get(key);
      return held !== undefined && now() < held.expiresAt ? held : undefined;
    },
    stale(key) {
      const held = entries.get(key);
      if (held === undefined || now() < held.expiresAt) return undefined;
      if (now() < held.goneAt) return held;
      entries.delete(key);
      return undefined;
    },
    mayServe: ({ held, since }, asked) =>
      // Of what was read without its tags nobody can say which purges concern it.
      (since.heard >= asked.heard ||
        (held.tags.length > 0 && !fences.raisedBetween(held.tags, since.heard, asked.heard))) &&
      asked.at < Math.min(held.expiresAt, lastMoment(since)),
    take(key, { held, since }, bytes, staleMs) {
      const { value, tags, startedAt } = held;
      // What has no tags no purge would ever end.
      if (tags.length === 0) return 'skipped';
      const ageMs = now() - since.at;
      // What is from the future would pass every fence; what took long might have outlived those that concern it.
      if (ageMs < 0 || ageMs > FENCE_MS / 2 || fences.refuses(tags, startedAt)) return 'fenced';
      const last = lastMoment(since);
      const expiresAt = Math.min(held.expiresAt, last);
      const goneAt = Math.min(held.expiresAt + staleMs, last);
      if (goneAt <= now()) return 'skipped';
      return entries.set(key, Object.freeze({ value, tags, startedAt, expiresAt, goneAt }), bytes)
        ? 'stored'
        : 'skipped';
    },
    hear(event) {
      if (event.kind === 'purged') {
        fences.raise(event.tags, event.upTo);
        entries.purge(event.tags);
        return;
      }
      hearing = event.kind === 'hearing';
      if (event.kind === 'hearing') doubtUpTo = event.upTo;
      else entries.clear();
    },
    clear: () => entries.clear(),
  };
};
