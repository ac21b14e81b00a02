/** The purges that one process knows of, and which readings they keep out. Times in milliseconds since the epoch. */
export interface Fences {
  /** How many purges have been raised: who notes it can tell later which of them came after. */
  readonly raised: number;
  /** Fences the tags: readings of them that began up to `upTo` are refused. */
  raise(tags: readonly string[], upTo: number): void;
  /** Which purge, counted from 1 as `raised` counts, was the first that refuses a reading of these tags begun then; 0 where that is forgotten; `undefined` where none does. */
  firstAgainst(tags: readonly string[], startedAt: number): number | undefined;
}

/** What {@link createFences} takes. */
export interface FencesOptions {
  readonly now: () => number;
  /** Milliseconds a fence outlives its purge. */
  readonly fenceMs: number;
  /** Most tags fenced at once. Where there are more, the oldest fence is put up for all tags instead. Default 100 000. */
  readonly maxTags?: number;
}

interface Fence {
  readonly order: number;
  readonly upTo: number;
}

/** Purges of one tag that are told apart; of more, the older ones count as one. */
const MOST_OF_A_TAG = 16;

const refuses = (fences: readonly Fence[], startedAt: number): number | undefined =>
  fences.find(({ upTo }) => upTo >= startedAt)?.order;

/** In this process alone, and bounded. What begins more than half of `fenceMs` before it is checked may have outlived its fences: it must be refused by whoever asks. */
export const createFences = ({ now, fenceMs, maxTags = 100_000 }: FencesOptions): Fences => {
  /** Tag → its purges, oldest first; tags by the time of their latest purge, oldest first. */
  const fences = new Map<string, readonly Fence[]>();
  /** Up to which start readings of whatever tags are refused: the purges that were forgotten before their time. */
  let everythingUpTo = Number.NEGATIVE_INFINITY;
  let raised = 0;

  const forget = (): void => {
    const oldest = now() - fenceMs;
    for (const [tag, ofTag] of fences) {
      const latest = ofTag.at(-1);
      if (latest === undefined || (latest.upTo > oldest && fences.size <= maxTags)) return;
      fences.delete(tag);
      if (latest.upTo > oldest) everythingUpTo = Math.max(everythingUpTo, latest.upTo);
    }
  };

  return {
    get raised() {
      return raised;
    },
    raise(tags, upTo) {
      raised += 1;
      const oldest = now() - fenceMs;
      for (const tag of tags) {
        const living = (fences.get(tag) ?? []).filter((fence) => fence.upTo > oldest);
        const [first, second, ...others] = [...living, { order: raised, upTo }];
        const full = living.length >= MOST_OF_A_TAG && first !== undefined && second !== undefined;
        fences.delete(tag);
        fences.set(
          tag,
          full ? [{ order: first.order, upTo: second.upTo }, ...others] : [...living, { order: raised, upTo }],
        );
      }
      forget();
    },
    firstAgainst(tags, startedAt) {
      if (startedAt <= everythingUpTo) return 0;
      let first: number | undefined;
      for (const tag of tags) {
        const order = refuses(fences.get(tag) ?? [], startedAt);
        if (order !== undefined && (first === undefined || order < first)) first = order;
      }
      return first;
    },
  };
};
