import type { Cache } from '../../platform/cache/port.ts';
import { PortError } from '../../platform/errors.ts';
import type { Search } from '../../platform/search/port.ts';
import type { Log } from '../../platform/telemetry.ts';
import type { ChangeConsumer } from '../../writes/changes.ts';
import type { Describer } from '../document.ts';
import { partitionTag } from '../tags.ts';

/** What {@link createIndexer} stands on. */
export interface IndexerOptions {
  readonly search: Search;
  /** One for each data subgraph. */
  readonly describer: Describer;
  readonly log: Log;
  /** The index that is written into. Default: the living one. */
  readonly into?: string | undefined;
  /**
   * Purged of the records once the index knows of them. They were purged as they were written, but whoever asked the index in between was told of them as they were.
   */
  readonly cache?: Pick<Cache, 'purge'> | undefined;
  /** Told after each batch how many documents it indexed. */
  readonly onIndexed?: ((count: number) => void) | undefined;
}

/** How long a purge may take, in milliseconds. */
const PURGE_MS = 1_000;

/**
 * Follows the change feed into the index: the document of each changed record as it is now, under its current version. An index that already knows that
 * version or a later one answers `stale`, which counts as done; a record that is no longer live is a deletion with its version, so no replay brings it back.
 */
export const createIndexer = (name: string, options: IndexerOptions): ChangeConsumer => {
  const { search, describer, log, into, cache, onIndexed } = options;
  /** An index is not kept waiting for a cache: what is not purged ends by itself soon. */
  const purge = async (ids: readonly string[], signal: AbortSignal): Promise<void> => {
    try {
      await cache?.purge(ids.map(partitionTag), { signal: AbortSignal.any([signal, AbortSignal.timeout(PURGE_MS)]) });
    } catch (error) {
      log.warn({ consumer: name, records: ids.length, err: error }, 'answers of the index were not purged');
    }
  };
  return {
    name,
    tables: describer.tables,
    recordOf: (item) => describer.recordOf(item),
    async take(ids, signal) {
      const { documents, failed } = await describer.documents(ids, signal);
      for (const { id, reason } of failed) log.error({ record: id, err: reason }, 'a record cannot be described');
      const results = documents.length === 0 ? [] : await search.index(documents, { into, signal });
      const [first] = results;
      // That is the index's own fault, and none of these documents': they wait for it, and are never passed by.
      if (first?.outcome === 'failed' && results.every((each) => each.outcome === 'failed' && each.retryable))
        throw new PortError('search', 'THROTTLED', `the index takes nothing now: ${first.message}`);
      if (documents.length > 0)
        await purge(
          documents.map(({ id }) => id),
          signal,
        );
      onIndexed?.(documents.length);
      const refused = results.flatMap((result) => {
        if (result.outcome !== 'failed') return [];
        log.warn(
          { record: result.id, retryable: result.retryable, reason: result.message },
          'a document was not indexed',
        );
        return [result.id];
      });
      return [...failed.map(({ id }) => id), ...refused];
    },
  };
};
