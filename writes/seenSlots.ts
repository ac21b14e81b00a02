import { LRUCache } from 'lru-cache';
import { counted } from '../platform/counted.ts';
import type { Records } from '../platform/records/port.ts';
import { firstSlot, freeSlots, MOST_UNFINISHED } from './slots.ts';

/*
 * What this process knows of the slots of subsidiaries: those it saw free when it looked last, without those it has taken since, and with those given back here.
 * It spares what would come to nothing. Whether a slot is free is decided in the transaction that takes it.
 */

/** For whom slots are taken. */
export interface SlotTakers {
  readonly organisation: string;
  /** One slot for each. 26 characters of base32. */
  readonly receipts: readonly string[];
  /** Whether the slots beyond the bound are for them too, where there are too few before it. Default false. */
  readonly reserved?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What came of taking slots: they are taken; what they were for is no more; or a slot is another's. */
export type Attempted = 'opened' | 'lost' | 'full';

/** The slots of subsidiaries, as this process has seen them. */
export interface SeenSlots {
  /**
   * Whether so few within the bound were free at a look less than {@link BELIEVED_MS} ago, and none has been given back here since, that they cannot have one each. Reads nothing.
   * What another process gives back is known by the next look: nobody is refused without one for longer than that.
   */
  isFull(takers: SlotTakers): boolean;
  /** Tries free slots until they could be taken. `full`: there are too few, or others were faster each time. */
  take(takers: SlotTakers, attempt: (slots: readonly number[]) => Promise<Attempted>): Promise<Attempted>;
  /** These were given back by a transaction of this process. */
  freed(organisation: string, slots: readonly number[]): void;
}

/** How long a look is believed, in milliseconds. */
export const BELIEVED_MS = 200;
/** How often slots are tried, each time since another command of the subsidiary was faster. Where so many are, the bound is as good as reached, and looking on costs others. */
const ATTEMPTS = 20;
/** Subsidiaries of which something is known at once. */
const MOST_KNOWN = 1_000;

interface Known {
  free: Set<number>;
  /** Those whose transactions are under way here. */
  readonly taking: Set<number>;
  /** When it was looked. `undefined`: never. */
  at: number | undefined;
  /** Whether there were too few then. */
  full: boolean;
  looking: Promise<void> | undefined;
}

const isWithinBound = (slot: number): boolean => slot < MOST_UNFINISHED;

/** Those free slots that they may have: none where there are too few of them. */
const available = ({ free }: Known, { receipts, reserved }: SlotTakers): readonly number[] => {
  const within = [...free].filter(isWithinBound);
  const all = reserved && within.length < receipts.length ? [...free] : within;
  return all.length < receipts.length ? [] : all;
};

/** A slot for each of them, spread over receipts, which is no longer free then; none where there are too few. */
const pick = (known: Known, takers: SlotTakers): readonly number[] => {
  const { receipts } = takers;
  const all = available(known, takers);
  if (all.length === 0) return [];
  const from = firstSlot(receipts[0] ?? '') % all.length;
  const picked = [...all.slice(from), ...all.slice(0, from)].slice(0, receipts.length);
  for (const slot of picked) known.free.delete(slot);
  return picked;
};

// A clock that was set back is not believed either.
const isBelieved = ({ at }: Known, now: number): boolean => at !== undefined && Math.abs(now - at) < BELIEVED_MS;

/** Makes {@link SeenSlots} that has seen nothing. */
export const createSeenSlots = (records: Records): SeenSlots => {
  const subsidiaries = new LRUCache<string, Known>(counted(MOST_KNOWN));
  const knownOf = (organisation: string): Known => {
    const known = subsidiaries.get(organisation);
    if (known) return known;
    const nothing: Known = { free: new Set(), taking: new Set(), at: undefined, full: false, looking: undefined };
    subsidiaries.set(organisation, nothing);
    return nothing;
  };
  const isFull = (known: Known, takers: SlotTakers): boolean =>
    known.full && isBelieved(known, takers.now) && available(known, takers).length === 0;

  /** Who comes while it is looked waits for the same look. */
  const look = (known: Known, { organisation, receipts, now }: SlotTakers): Promise<void> => {
    const once = async (): Promise<void> => {
      // What is given back meanwhile may be missing in what is found.
      known.free = new Set();
      for (const slot of await freeSlots(records, organisation)) if (!known.taking.has(slot)) known.free.add(slot);
      known.at = now;
      known.full = [...known.free].filter(isWithinBound).length < receipts.length;
    };
    known.looking ??= once().finally(() => {
      known.looking = undefined;
    });
    return known.looking;
  };

  return {
    isFull: (takers) => {
      const known = subsidiaries.get(takers.organisation);
      return known !== undefined && isFull(known, takers);
    },

    take: async (takers, attempt) => {
      const { organisation, receipts, now } = takers;
      const [first = ''] = receipts;
      const known = knownOf(organisation);
      for (let tried = 0; tried < ATTEMPTS; tried += 1) {
        // Most subsidiaries have few unfinished: the first attempt takes its chance.
        const isChance = tried === 0 && receipts.length === 1 && !known.full && !isBelieved(known, now);
        let slots = isChance ? [firstSlot(first)] : isBelieved(known, now) ? pick(known, takers) : [];
        if (slots.length === 0) {
          if (isFull(known, takers)) return 'full';
          await look(known, takers);
          slots = pick(known, takers);
          if (slots.length === 0) return 'full';
        }
        for (const slot of slots) known.taking.add(slot);
        try {
          const outcome = await attempt(slots);
          if (outcome !== 'full') return outcome;
        } finally {
          for (const slot of slots) known.taking.delete(slot);
        }
      }
      return 'full';
    },

    freed: (organisation, slots) => {
      const known = subsidiaries.get(organisation);
      for (const slot of slots) known?.free.add(slot);
    },
  };
};
