import type { PurgedTable } from '../../writes/purge.ts';
import { partitionTag } from '../tags.ts';
import { mediaTable } from './store.ts';

/** Answers are made from assets by their partitions. */
export const purgedMedia: PurgedTable = { table: mediaTable.name, tagOf: ({ pk }) => partitionTag(pk) };
