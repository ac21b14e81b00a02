import { z } from 'zod';
import type { Records } from '../../platform/records/port.ts';
import type { IndexSchema, Search } from '../../platform/search/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import { consumeChanges } from '../../writes/changes.ts';
import type { Describer } from '../document.ts';
import { createIndexer } from './indexer.ts';
import type { Reached, ReconcileCounts } from './reconcile.ts';
import { leftOver, reachedSchema, reconcile } from './reconcile.ts';
import { scanPlaceSchema, scanRecords } from './scan.ts';

/*
 * A new index beside the living one, while writes go on:
 *
 *   begin    the feed is followed into the new index, from the oldest change kept
 *   scan     every record as it is, and after some of them what was written meanwhile
 *   compare  the new index is held against the records; what differs is written anew, and nothing may be left
 *   swap     the alias points at it; what was written up to then follows once more, since it may have gone into the other alone
 *
 * The newest version of a document wins wherever it comes from. Killed between any two steps, it goes on where it was.
 */

/** What {@link rebuild} stands on. */
export interface RebuildParts {
  readonly records: Records;
  readonly search: Search;
  readonly schema: IndexSchema;
  readonly describers: Readonly<Record<'CONTENT' | 'MEDIA', Describer>>;
  readonly log: Log;
}

const counted = z.int().min(0);

/** How far a rebuild has come. */
export const rebuildingSchema = z.object({
  /** The index that is being built. */
  name: z.string(),
  stage: z.discriminatedUnion('is', [
    z.object({ is: z.literal('scan'), at: scanPlaceSchema.optional() }),
    z.object({ is: z.literal('compare'), reached: reachedSchema.optional() }),
    z.object({ is: z.literal('swap') }),
  ]),
  /** Items read, records found, and documents that were refused, of the scan. */
  items: counted,
  records: counted,
  refused: counted,
});
/** See {@link rebuildingSchema}. */
export type Rebuilding = z.infer<typeof rebuildingSchema>;

/** A rebuild that begins. */
export const beginning = (name: string): Rebuilding => ({
  name,
  stage: { is: 'scan' },
  items: 0,
  records: 0,
  refused: 0,
});

/** How it goes. */
export interface RebuildOptions {
  readonly from: Rebuilding;
  /** After how many batches of some two hundred records it is told how far it came. Default 10. */
  readonly every?: number | undefined;
  /** Whether records that cannot be read are left out; else nothing is swapped while there are any. */
  readonly withoutUnreadable: boolean;
  readonly onReached: (reached: Rebuilding) => Promise<void>;
  readonly signal: AbortSignal;
}

/** What it came to. `swapped`: the new index is the living one. `differs`: it is not as the records say, and was not swapped. */
export type Rebuilt =
  | { readonly outcome: 'swapped'; readonly before: string | undefined; readonly counts: ReconcileCounts | undefined }
  | { readonly outcome: 'differs'; readonly counts: ReconcileCounts }
  | { readonly outcome: 'stopped' };

/** How often a change is tried that nothing looks at afterwards. */
const LAST_ATTEMPTS = 10;

const consumerOf = (kind: string): string => `rebuild-${kind.toLowerCase()}`;

/** Ends what a rebuild follows of the feed. */
export const forgetRebuild = async (
  { records, describers }: Pick<RebuildParts, 'records' | 'describers'>,
  signal: AbortSignal,
): Promise<void> => {
  for (const kind of Object.keys(describers)) await records.forget(consumerOf(kind), { signal });
};

/** Builds an index that is there, empty or not, and swaps it for the living one. */
export const rebuild = async (parts: RebuildParts, options: RebuildOptions): Promise<Rebuilt> => {
  const { records, search, schema, describers, log } = parts;
  const { every = 10, withoutUnreadable, onReached, signal } = options;
  const { name } = options.from;
  let state = options.from;

  const reach = async (next: Partial<Rebuilding>): Promise<void> => {
    state = { ...state, ...next };
    await onReached(state);
  };

  /** Brings what was written up to now into the new index. @param attempts - few while it is compared afterwards, which finds what was passed by. */
  const follow = async (attempts = 3): Promise<void> => {
    for (const [kind, describer] of Object.entries(describers)) {
      const consumer = { ...createIndexer(consumerOf(kind), { search, describer, log, into: name }), attempts };
      await consumeChanges({ records, consumer, log, signal, mode: 'catchUp' });
    }
  };

  const scan = async (at: z.infer<typeof scanPlaceSchema> | undefined): Promise<void> => {
    let batches = 0;
    for await (const found of scanRecords(records, Object.values(describers), at, signal)) {
      const { describer, ids, items, next } = found;
      const { documents, failed } = await describer.documents(ids, signal);
      const results = documents.length === 0 ? [] : await search.index(documents, { into: name, signal });
      const refused = failed.length + results.filter(({ outcome }) => outcome === 'failed').length;
      state = {
        ...state,
        items: state.items + items,
        records: state.records + ids.length,
        refused: state.refused + refused,
      };
      batches += 1;
      if (next === undefined || batches % every !== 0) continue;
      await follow();
      await reach({ stage: { is: 'scan', at: next } });
    }
    await follow();
    await search.refresh({ signal });
  };

  const compare = async (from: Reached | undefined): Promise<ReconcileCounts | undefined> => {
    const { counts, stopped } = await reconcile(
      { records, search, schema, describers, wait: () => follow() },
      {
        of: name,
        repair: true,
        from,
        every,
        onReached: (reached) => reach({ stage: { is: 'compare', reached } }),
        onDiffering: ({ id, is }, repaired) =>
          log.warn({ document: id, is, repaired, index: name }, 'a document of the new index differed'),
        signal,
      },
    );
    return stopped ? undefined : counts;
  };

  const swap = async (): Promise<string | undefined> => {
    await follow(LAST_ATTEMPTS);
    await search.refresh({ signal });
    const before = await search.swap(name, { signal });
    await follow(LAST_ATTEMPTS);
    await search.refresh({ signal });
    return before;
  };

  try {
    let counts: ReconcileCounts | undefined;
    if (state.stage.is === 'scan') {
      await follow();
      await scan(state.stage.at);
      await reach({ stage: { is: 'compare' } });
    }
    if (state.stage.is === 'compare') {
      counts = await compare(state.stage.reached);
      if (!counts) return { outcome: 'stopped' };
      const accepted = withoutUnreadable ? counts.unreadable : 0;
      if (leftOver(counts) > accepted) return { outcome: 'differs', counts };
      await reach({ stage: { is: 'swap' } });
    }
    const before = await swap();
    return { outcome: 'swapped', before: before === name ? undefined : before, counts };
  } catch (error) {
    if (signal.aborted) return { outcome: 'stopped' };
    throw error;
  }
};
