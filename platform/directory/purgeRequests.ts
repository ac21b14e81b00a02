import type { Operation } from '../records/port.ts';
import { directoryTable, put } from './table.ts';

/*
 * Kept answers lie in caches that an operator's command may not reach: in the memory of running processes. So what it wants purged it writes down, and whoever
 * purges what is written purges that too.
 */

/** `PURGE#<tag>` / `REQUEST`: the key says what, so that it stands in the feed; the last request for a tag replaces the one before. */
const PREFIX = 'PURGE#';
const REQUEST = 'REQUEST';

/** When somebody wanted a tag purged, and who. */
export interface PurgeRequest {
  /** Tells it from every other, so that it is a change. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
}

/** The write that asks for a tag to be purged. */
export const purgeRequest = (tag: string, request: PurgeRequest): Operation =>
  put({ table: directoryTable.name, pk: `${PREFIX}${tag}`, sk: REQUEST }, request);

/** The tag that an item of the directory asks to be purged, by its partition; `undefined` for any other item's. */
export const requestedPurge = (pk: string): string | undefined =>
  pk.startsWith(PREFIX) ? pk.slice(PREFIX.length) : undefined;
