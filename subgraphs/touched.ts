/** What an answer was made from: filled in while it is made, read when it is to be kept. */
export interface Touched {
  /** Whether anybody may keep the answer. Where nobody does, nothing is noted, and what takes a read of its own need not be looked for. */
  readonly wanted: boolean;
  /** Names of all that was asked for, found or not: a purge of any of them ends the answer. At most {@link MOST_TAGS}. */
  readonly tags: ReadonlySet<string>;
  /** When the answer ends at the latest, in milliseconds since the epoch; `Infinity` where nothing in it says so, `-Infinity` where it must not be kept. */
  readonly endsAt: number;
  /** Why the answer must not be kept at all, in words without a full stop; the first reason counts. */
  readonly notKept: string | undefined;
  tag(name: string): void;
  /** The answer changes by itself at that time, in milliseconds since the epoch; the earliest counts. */
  endBy(at: number): void;
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
  notKept: 'nobody was to keep it',
  tag: () => undefined,
  endBy: () => undefined,
  neverKeep: () => undefined,
});

/** Nothing touched yet, of an answer that may be kept. */
export const createTouched = (): Touched => {
  const tags = new Set<string>();
  let endsAt = Number.POSITIVE_INFINITY;
  let notKept: string | undefined;
  const neverKeep = (why: string): void => {
    notKept ??= why;
    endsAt = Number.NEGATIVE_INFINITY;
  };
  return {
    wanted: true,
    tags,
    get endsAt() {
      return endsAt;
    },
    get notKept() {
      return notKept;
    },
    tag: (name) => {
      if (tags.size < MOST_TAGS) tags.add(name);
      else if (!tags.has(name)) neverKeep(`it is made from more than ${MOST_TAGS} things`);
    },
    endBy: (at) => {
      if (at < endsAt) endsAt = at;
    },
    neverKeep,
  };
};
