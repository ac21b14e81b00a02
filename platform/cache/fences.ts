/** The purges that one process knows of, and which readings they keep out. Times in milliseconds since the epoch. */
export interface Fences {
  /** How many purges have been raised: who notes it can tell later which came after. */
  readonly raised: number;
  /** Fences the tags: readings of them that began up to `upTo` are refused. */
  raise(tags: readonly string[], upTo: number): void;
  /** Whether a reading of these tags that began then may be old. */
  refuses(tags: readonly string[], startedAt: number): boolean;
  /** Whether a purge of any of these tags was raised after the first so many, among the first `upTo`. Yes also where it is forgotten. */
  raisedBetween(tags: readonly string[], after: number, upTo: number): boolean;
}

/** What {@link createFences} takes. */
export interface FencesOptions {
  readonly now: () => number;
  /** Milliseconds a fence outlives its purge. */
  readonly fenceMs: number;
  /** Most tags fenced at once. Where there are more, the oldest fence holds for all tags instead. Default 100 000. */
  readonly maxTags?: number;
}

interface Fence {
  upTo: number;
  /** Which purges they were, oldest first, and the last of those before. */
  readonly orders: number[];
  earlier: number;
}

/** Purges of one tag that are told apart. */
const MOST_OF_A_TAG = 16;

/**
 * In this process alone, and bounded. What began more than half of `fenceMs` before it is asked about may have outlived its fences: whoever asks
 * must refuse it.
 */
export const createFences = ({ now, fenceMs, maxTags = 100_000 }: FencesOptions): Fences => {
  /** By the time of the tag's latest purge, oldest first. */
  const fences = new Map<string, Fence>();
  let raised = 0;
  let isToForget = false;
  /** Of the fences that were forgotten: up to which start they refused if their time was not over, and the last of their purges. */
  const forgotten = { upTo: Number.NEGATIVE_INFINITY, order: 0 };

  const again = (fence: Fence, upTo: number): Fence => {
    fence.upTo = Math.max(fence.upTo, upTo);
    fence.orders.push(raised);
    if (fence.orders.length > MOST_OF_A_TAG) fence.earlier = fence.orders.shift() ?? 0;
    return fence;
  };

  const forget = (): void => {
    const oldest = now() - fenceMs;
    for (const [tag, { upTo, orders }] of fences) {
      if (upTo > oldest && fences.size <= maxTags) return;
      fences.delete(tag);
      if (upTo > oldest) forgotten.upTo = Math.max(forgotten.upTo, upTo);
      forgotten.order = Math.max(forgotten.order, orders.at(-1) ?? 0);
    }
  };

  /** After a while without purges too: where very many came at once, they are much. */
  const forgetLater = (): void => {
    if (isToForget || fences.size === 0) return;
    isToForget = true;
    setTimeout(() => {
      isToForget = false;
      forget();
      forgetLater();
    }, fenceMs).unref();
  };

  return {
    get raised() {
      return raised;
    },
    raise(tags, upTo) {
      raised += 1;
      for (const tag of tags) {
        const fence = fences.get(tag);
        fences.delete(tag);
        // 165 bytes a fence, where an array that grows to its first element makes 293; most tags are purged once.
        fences.set(tag, fence ? again(fence, upTo) : { upTo, orders: [raised], earlier: 0 });
      }
      forget();
      forgetLater();
    },
    refuses: (tags, startedAt) =>
      startedAt <= forgotten.upTo ||
      tags.some((tag) => (fences.get(tag)?.upTo ?? Number.NEGATIVE_INFINITY) >= startedAt),
    raisedBetween(tags, after, upTo) {
      if (after >= upTo) return false;
      if (after < forgotten.order) return true;
      return tags.some((tag) => {
        const fence = fences.get(tag);
        return (
          fence !== undefined && (after < fence.earlier || fence.orders.some((order) => order > after && order <= upTo))
        );
      });
    },
  };
};
