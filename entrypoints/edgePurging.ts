import type { CdnTags } from '../gateway/cache/cdnTags.ts';
import type { Cache } from '../platform/cache/port.ts';
import type { Edge } from '../platform/edge/port.ts';
import type { Log } from '../platform/telemetry.ts';
import type { ChangeConsumer } from '../writes/changes.ts';
import type { PurgedTable, PurgerOptions } from '../writes/purge.ts';
import { createPurger } from '../writes/purge.ts';

/** What {@link createEdgePurgers} stands on. */
export interface EdgePurging extends Pick<PurgerOptions, 'wait'> {
  readonly edge: Edge;
  readonly cdnTags: CdnTags;
  readonly tables: readonly PurgedTable[];
  readonly log: Log;
  readonly now: () => number;
}

const RETRY_MS = 2_000;
/** Longer than any request takes that began before a write, a picture's making included. */
const SETTLE_MS = 30_000;

/** The CDN as a cache that is purged by tags. */
export const edgeCache = (edge: Edge, cdnTags: CdnTags): Pick<Cache, 'purge'> => ({
  purge: (tags, options) =>
    edge.purge(
      tags.flatMap((tag) => cdnTags.namesOf(tag)),
      options,
    ),
});

/**
 * Follow the change feed to the CDN, each with a position of its own, so that a slow CDN holds up nobody else: one at once, and one half a minute later for what was under
 * way: an answer that was made before the write, or kept by a process that had not heard of it yet, may reach the CDN after the first purge.
 */
export const createEdgePurgers = ({
  edge,
  cdnTags,
  tables,
  log,
  now,
  wait,
}: EdgePurging): readonly ChangeConsumer[] => {
  const parts = { cache: edgeCache(edge, cdnTags), called: 'the CDN', tables, log, retryMs: RETRY_MS, wait };
  return [createPurger('edge', parts), createPurger('edge-again', { ...parts, settle: { ms: SETTLE_MS, now } })];
};
