import type { PurgedTable } from '../../writes/purge.ts';
import { partitionTag } from '../tags.ts';
import { contentTable, listOfLink } from './keys.ts';

/**
 * Answers are made from records, terms, names and groups by their partitions, and from lists, in which links lie. A text is none of its own: it changes with its
 * record.
 */
export const purgedContent: PurgedTable = {
  table: contentTable.name,
  tagOf: ({ pk, sk }) => (sk === 'BODY' ? undefined : partitionTag(listOfLink(sk) ?? pk)),
};
