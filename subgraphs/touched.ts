/** What an answer was made from: filled in while it is made, read when it is to be kept. */
export interface Touched {
  /** Names of all that was asked for, found or not: a purge of any of them ends the answer. */
  readonly tags: ReadonlySet<string>;
  /** When the answer ends at the latest, in milliseconds since the epoch; `Infinity` where nothing in it says so. */
  readonly endsAt: number;
  tag(name: string): void;
  /** The answer changes by itself at that time, in milliseconds since the epoch; the earliest counts. */
  endBy(at: number): void;
}

/** Nothing touched yet. */
export const createTouched = (): Touched => {
  const tags = new Set<string>();
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    tags,
    get endsAt() {
      return endsAt;
    },
    tag: (name) => void tags.add(name),
    endBy: (at) => {
      endsAt = Math.min(endsAt, at);
    },
  };
};
