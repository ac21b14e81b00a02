import type { Key } from '../platform/records/port.ts';
import type { IndexSchema, SearchDocument } from '../platform/search/port.ts';

/**
 * The one index: content and media side by side, in neutral documents. Only what is `public` is indexed, beside the facts of the record predicate,
 * since filters, sorts, facets, highlights and full text would tell it; what a view hides of that by name, `search/sources.ts` keeps it from.
 */
export const indexSchema: IndexSchema = {
  alias: 'masthead',
  fields: [
    { name: 'kind', type: 'keyword' },
    { name: 'type', type: 'keyword' },
    { name: 'owner', type: 'keyword' },
    { name: 'packages', type: 'keyword' },
    { name: 'pubStatus', type: 'keyword' },
    { name: 'published', type: 'date' },
    { name: 'expires', type: 'date' },
    { name: 'excludedTerritories', type: 'keyword' },
    { name: 'section', type: 'keyword' },
    { name: 'tags', type: 'keyword' },
    { name: 'contributors', type: 'keyword' },
    { name: 'language', type: 'keyword' },
    { name: 'names', type: 'keyword' },
    { name: 'headline', type: 'text', boost: 4 },
    { name: 'standfirst', type: 'text', boost: 2 },
    { name: 'credits', type: 'text', boost: 2 },
    { name: 'subjects', type: 'text', boost: 2 },
    { name: 'body', type: 'text', boost: 1 },
  ],
};

/** Content and media share one index, so a document's id says which it is of. */
export const documentId = (kind: 'CONTENT' | 'MEDIA', id: string): string => `${kind === 'CONTENT' ? 'C' : 'M'}#${id}`;

/** What a document is of. */
export const recordOfDocument = (document: string): { readonly kind: 'CONTENT' | 'MEDIA'; readonly id: string } => ({
  kind: document.startsWith('M#') ? 'MEDIA' : 'CONTENT',
  id: document.slice(2),
});

/** The fields in which `search(query:)` looks for words. */
export const textFields = ['headline', 'standfirst', 'credits', 'subjects', 'body'] as const;

/** How a data subgraph tells the index and the caches of its records. */
export interface Describer {
  /** The tables whose changes it understands. */
  readonly tables: readonly string[];
  /** The document that an item is of, where it is one that the index and the caches know; parts, pointers and links drive nothing. */
  recordOf(item: Key): string | undefined;
  /** The item that is there as long as anything is known of a record, by its document's id: what {@link Describer.recordOf} makes a document of. */
  keyOf(document: string): Key;
  /**
   * The documents of these records (ids as {@link documentId} makes them) as they are now, read consistently, each under its current version; a record that is no longer live is its deletion.
   * A record that never was is left out; one that cannot be read is among the failed.
   */
  documents(ids: readonly string[], signal: AbortSignal): Promise<Described>;
}

/** What became of the records that were to be described. */
export interface Described {
  readonly documents: readonly SearchDocument[];
  readonly failed: readonly { readonly id: string; readonly reason: Error }[];
}

/** Parts what was read of records (in the order of their documents' ids) into what there is and what failed. */
export const partedReads = <T extends object>(
  ids: readonly string[],
  read: readonly (T | Error | undefined)[],
): { readonly sound: readonly T[]; readonly failed: Described['failed'] } => {
  const sound: T[] = [];
  const failed: Described['failed'][number][] = [];
  for (const [index, id] of ids.entries()) {
    const found = read[index];
    if (found instanceof Error) failed.push({ id, reason: found });
    else if (found) sound.push(found);
  }
  return { sound, failed };
};
