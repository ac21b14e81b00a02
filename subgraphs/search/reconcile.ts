import { z } from 'zod';
import { PortError } from '../../platform/errors.ts';
import type { Records } from '../../platform/records/port.ts';
import type { IndexSchema, Search } from '../../platform/search/port.ts';
import type { Describer } from '../document.ts';
import { recordOfDocument } from '../document.ts';
import type { NameCheck, Nameless } from '../nameCheck.ts';
import type { Differing } from './comparing.ts';
import { createComparing, differences } from './comparing.ts';
import type { ScanPlace } from './scan.ts';
import { scanPlaceSchema, scanRecords } from './scan.ts';

/** What {@link reconcile} stands on. */
export interface ReconcileParts {
  readonly records: Pick<Records, 'scan' | 'getMany'>;
  readonly search: Search;
  readonly schema: IndexSchema;
  readonly describers: Readonly<Record<'CONTENT' | 'MEDIA', Describer>>;
  /** Looks by the way whether what has a slug is found by it. Default: nobody does. */
  readonly names?: NameCheck | undefined;
  /** Waits so many milliseconds; ends early when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

const counted = z.int().min(0);

const countsSchema = z.object({
  /** Items of the tables that were read. */
  items: counted,
  /** Records whose documents were compared. */
  records: counted,
  /** Documents of the index for which there was looked whether there is a record. */
  documents: counted,
  repaired: counted,
  missing: counted,
  extra: counted,
  audience: counted,
  stale: counted,
  different: counted,
  ahead: counted,
  unreadable: counted,
  /** Sections, tags and contributors to which their slugs do not lead, and to how many of them they do now. */
  nameless: counted.default(0),
  named: counted.default(0),
});
/** How much was looked at, and what of it differs. */
export type ReconcileCounts = Readonly<z.infer<typeof countsSchema>>;

/** How far it came: first through the tables, then through the index. */
export const reachedSchema = z.object({
  place: z.discriminatedUnion('in', [
    z.object({ in: z.literal('records'), at: scanPlaceSchema.optional() }),
    z.object({ in: z.literal('index'), after: z.string().optional() }),
  ]),
  counts: countsSchema,
});
/** See {@link reachedSchema}. */
export type Reached = z.infer<typeof reachedSchema>;

/** How an index is held against the records. */
export interface ReconcileOptions {
  /** Which index. Default: the living one. */
  readonly of?: string | undefined;
  /** Whether what differs is written anew. */
  readonly repair: boolean;
  /** Where it goes on. Default: at the beginning. */
  readonly from?: Reached | undefined;
  /** After how many batches of some two hundred records, or five hundred documents, it is told how far it came. Default 50. */
  readonly every?: number | undefined;
  /** From there it goes on. */
  readonly onReached: (reached: Reached) => Promise<void>;
  readonly onDiffering: (differing: Differing, repaired: boolean) => void;
  readonly onNameless?: ((nameless: Nameless) => void) | undefined;
  readonly signal: AbortSignal;
}

/** What it came to; `stopped` before its end by the signal. */
export interface Reconciled {
  readonly counts: ReconcileCounts;
  readonly stopped: boolean;
}

/** How long what differs may take to become the same by itself, since the index follows the records, in milliseconds. */
const SETTLE_MS = 2_000;
/** Differing records looked at again together. */
const MOST_DOUBTFUL = 1_000;
/** Documents in memory at once. */
const TOGETHER = 200;
/** Documents of one page of the index. */
const PAGE = 500;

/** Counts of nothing. */
export const noCounts: ReconcileCounts = {
  items: 0,
  records: 0,
  documents: 0,
  repaired: 0,
  missing: 0,
  extra: 0,
  audience: 0,
  stale: 0,
  different: 0,
  ahead: 0,
  unreadable: 0,
  nameless: 0,
  named: 0,
};

/** What differs and was not repaired. */
export const leftOver = (counts: ReconcileCounts): number =>
  differences.reduce((sum, each) => sum + counts[each], 0) - counts.repaired;

/**
 * Holds an index against the records, both ways: each record's document is compared with what the index holds, then each document of the index with whether there is a record.
 * What differs is looked at once more before it counts, since both go on meanwhile. Memory is bounded whatever there is; it goes on where it was stopped.
 */
export const reconcile = async (parts: ReconcileParts, options: ReconcileOptions): Promise<Reconciled> => {
  const { records, search, describers, names, wait } = parts;
  const { of, repair, from, every = 50, signal, onReached, onDiffering, onNameless } = options;
  const compare = createComparing(parts, of);
  const counts: z.infer<typeof countsSchema> = { ...(from?.counts ?? noCounts) };
  const doubtful = new Set<string>();

  const mend = async (differing: readonly Differing[]): Promise<ReadonlySet<string>> => {
    const documents = differing.flatMap(({ is, document }) => (document && is !== 'ahead' ? [document] : []));
    if (!repair || documents.length === 0) return new Set();
    try {
      const results = await search.index(documents, { into: of, again: true, signal });
      return new Set(results.flatMap(({ id, outcome }) => (outcome === 'failed' ? [] : [id])));
    } catch (error) {
      if (!(error instanceof PortError) || error.retryable) throw error;
      // An index that is damaged within takes none of them.
      return new Set();
    }
  };

  /** Looks once more at what differed. */
  const settle = async (): Promise<void> => {
    if (doubtful.size === 0) return;
    await wait(SETTLE_MS, signal);
    const byKind = Map.groupBy(doubtful, (id) => recordOfDocument(id).kind);
    for (const [kind, ids] of byKind)
      for (let at = 0; at < ids.length; at += TOGETHER) {
        const still = await compare(ids.slice(at, at + TOGETHER), describers[kind], signal);
        const mended = await mend(still);
        for (const differing of still) {
          counts[differing.is] += 1;
          if (mended.has(differing.id)) counts.repaired += 1;
          onDiffering(differing, mended.has(differing.id));
        }
      }
    doubtful.clear();
  };
  const doubt = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) doubtful.add(id);
    if (doubtful.size >= MOST_DOUBTFUL) await settle();
  };
  const reach = async (place: Reached['place']): Promise<void> => {
    await settle();
    await onReached({ place, counts: { ...counts } });
  };

  const throughRecords = async (at: ScanPlace | undefined): Promise<void> => {
    let batches = 0;
    const scanned = scanRecords(records, Object.values(describers), at, signal, names);
    for await (const { describer, ids, items, aside, next } of scanned) {
      const differing = await compare(ids, describer, signal);
      for (const nameless of (await names?.look(aside, { repair, signal })) ?? []) {
        counts.nameless += 1;
        if (nameless.repaired) counts.named += 1;
        onNameless?.(nameless);
      }
      counts.items += items;
      counts.records += ids.length;
      await doubt(differing.map(({ id }) => id));
      batches += 1;
      if (next && batches % every === 0) await reach({ in: 'records', at: next });
    }
  };

  const throughIndex = async (from: string | undefined): Promise<void> => {
    let after = from;
    for (let pages = 1; ; pages += 1) {
      const page = await search.walk({ after, size: PAGE }, { of, signal });
      const shown = page.filter(({ values }) => values !== undefined).map(({ id }) => id);
      const keys = shown.map((id) => describers[recordOfDocument(id).kind].keyOf(id));
      const known = await records.getMany(keys, { consistent: true, signal });
      counts.documents += shown.length;
      await doubt(shown.filter((_, index) => known[index] === undefined));
      after = page.at(-1)?.id;
      if (page.length < PAGE || after === undefined) return;
      if (pages % every === 0) await reach({ in: 'index', after });
    }
  };

  try {
    const place = from?.place ?? { in: 'records' };
    if (place.in === 'records') {
      await throughRecords(place.at);
      await search.refresh({ signal });
      await reach({ in: 'index' });
    }
    await throughIndex(place.in === 'index' ? place.after : undefined);
    await settle();
    return { counts, stopped: false };
  } catch (error) {
    // What was reached last is known; from there it goes on.
    if (signal.aborted) return { counts, stopped: true };
    throw error;
  }
};
