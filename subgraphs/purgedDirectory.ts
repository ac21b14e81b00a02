import { requestedPurge } from '../platform/directory/purgeRequests.ts';
import { directoryTable, ORGANISATIONS } from '../platform/directory.ts';
import type { PurgedTable } from '../writes/purge.ts';
import { partitionTag } from './tags.ts';

/** The tag of all answers that tell of organisations. They are one thing, since they seldom change and lists show them all. */
export const organisationsTag = partitionTag(ORGANISATIONS);

/** Of the directory, answers tell of organisations alone: what else it holds decides who asks, and so which answers are theirs. What operators want purged lies there too. */
export const purgedDirectory: PurgedTable = {
  table: directoryTable.name,
  tagOf: ({ pk }) => (pk === ORGANISATIONS ? organisationsTag : requestedPurge(pk)),
};
