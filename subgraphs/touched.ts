import type { Turn } from './visibleTo.ts';

/** What an answer was made from: filled in while it is made, read when it is to be kept. */
export interface Touched {
  /** Whether anybody may keep the answer. Where nobody does, nothing is noted, and what takes a read of its own need not be looked for. */
  readonly wanted: boolean;
  /** Names of all that was asked for, found or not: a purge of any of them ends the answer. At most {@link MOST_TAGS}. */
  readonly tags: ReadonlySet<string>;
  /** When the answer ends at the latest, in milliseconds since the epoch; `Infinity` where nothing in it says so, `-Infinity` where it must not be kept. */
  readonly endsAt: number;
  /**
   * The part of {@link Touched.endsAt} that may be told: the earliest moment at which what is shown changes by itself. When something that is hidden will show
   * is not the viewer's to know.
   */
  readonly shownUntil: number;
  /**
   * Since when what it was made from may have been known, where something in it was remembered: a purge since then ends the answer, though it was asked for
   * later. Milliseconds since the epoch; `Infinity` where all was read for it.
   */
  readonly since: number;
  /** Why the answer must not be kept at all, in words without a full stop; the first reason counts. */
  readonly notKept: string | undefined;
  tag(name: string): void;
  /** The answer changes by itself at that time, in milliseconds since the epoch; the earliest counts. @param of - whether what is shown changes, or what is hidden shows. */
  endBy(at: number, of: 'shown' | 'hidden'): void;
  /** Something in the answer was not read for it: it is known since that moment, in milliseconds since the epoch; the earliest counts. */
  knownSince(at: number): void;
  /** The answer must not be kept: it is made from what no purge tells of, or was asked for past every cache. */
  neverKeep(why: string): void;
}

/** An answer with more tags is not kept. A cache takes 1 000 for an entry; whoever keeps answers has some of its own to add. */
export const MOST_TAGS = 990;

/** For an answer that nobody keeps. */
export const untouched: Touched = Object.freeze({
  wanted: false,
  tags: new Set<string>(),
  endsAt: Number.NEGATIVE_INFINITY,
  shownUntil: Number.NEGATIVE_INFINITY,
  since: Number.POSITIVE_INFINITY,
  notKept: 'nobody was to keep it',
  tag: () => undefined,
  endBy: () => undefined,
  knownSince: () => undefined,
  neverKeep: () => undefined,
});

/** A class, since one is made for each request: getters over variables of a function's own would make a new shape of object each time. */
class Noted implements Touched {
  readonly wanted = true;
  readonly tags = new Set<string>();
  endsAt = Number.POSITIVE_INFINITY;
  shownUntil = Number.POSITIVE_INFINITY;
  since = Number.POSITIVE_INFINITY;
  notKept: string | undefined = undefined;

  tag(name: string): void {
    if (this.tags.size < MOST_TAGS) this.tags.add(name);
    else if (!this.tags.has(name)) this.neverKeep(`it is made from more than ${MOST_TAGS} things`);
  }

  endBy(at: number, of: 'shown' | 'hidden'): void {
    this.endsAt = Math.min(this.endsAt, at);
    if (of === 'shown') this.shownUntil = Math.min(this.shownUntil, at);
  }

  knownSince(at: number): void {
    this.since = Math.min(this.since, at);
  }

  neverKeep(why: string): void {
    this.notKept ??= why;
    this.endsAt = Number.NEGATIVE_INFINITY;
    this.shownUntil = Number.NEGATIVE_INFINITY;
  }
}

/** Nothing touched yet, of an answer that may be kept. */
export const createTouched = (): Touched => new Noted();

/** The answer changes with a record in it, or with one that it will hold. */
export const noteTurn = (turn: Turn | undefined, touched: Touched): void => {
  if (turn) touched.endBy(turn.at, turn.seen ? 'shown' : 'hidden');
};
