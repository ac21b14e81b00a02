import { expect } from 'vitest';
import type { Fields } from '../../platform/search/filter.ts';
import { and, compareText } from '../../platform/search/filter.ts';
import type {
  FieldDefinition,
  Search,
  SearchDocument,
  SearchQuery,
  SearchResult,
  SortPosition,
} from '../../platform/search/port.ts';

/** An index of its own that `prepare` made, and further adapters over it as other processes have them. */
export interface SearchUnderTest extends AsyncDisposable {
  readonly search: Search;
  beside(fields?: readonly FieldDefinition[]): Search;
}

/** Makes an index of these fields under a name of its own. */
export type MakeSearch = (fields: readonly FieldDefinition[]) => Promise<SearchUnderTest>;

/** The fields of the suite. */
export const searchFields: readonly FieldDefinition[] = [
  { name: 'headline', type: 'text', boost: 3 },
  { name: 'body', type: 'text' },
  { name: 'owner', type: 'keyword' },
  { name: 'tags', type: 'keyword' },
  { name: 'published', type: 'date' },
  { name: 'words', type: 'number' },
  { name: 'live', type: 'boolean' },
];

export const ALL = and();

export const day = (number: number): string => new Date(Date.UTC(2024, 0, number)).toISOString();

export const write = async (search: Search, documents: readonly SearchDocument[]): Promise<void> => {
  for (let from = 0; from < documents.length; from += 1_000) {
    const results = await search.index(documents.slice(from, from + 1_000));
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  }
  await search.refresh();
};

export const documentsOf = (fields: { readonly [id: string]: Fields }): readonly SearchDocument[] =>
  Object.entries(fields).map(([id, own]) => ({ id, version: 1, fields: own }));

export const idsOf = ({ hits }: SearchResult): readonly string[] => hits.map(({ id }) => id);

export const found = async (search: Search, text: string, fields?: readonly string[]): Promise<readonly string[]> =>
  idsOf(await search.query({ text, fields, filter: ALL, size: 100 })).toSorted(compareText);

/** Every hit of a query, page by page. `between` runs after each page. */
export const pages = async (
  search: Search,
  query: Omit<SearchQuery, 'after'>,
  between: () => Promise<void> = async () => {},
): Promise<readonly string[]> => {
  const ids: string[] = [];
  let after: SortPosition | undefined;
  for (;;) {
    const { hits } = await search.query({ ...query, after });
    ids.push(...hits.map(({ id }) => id));
    after = hits.at(-1)?.position;
    if (hits.length < query.size) return ids;
    expect(JSON.parse(JSON.stringify(after))).toEqual(after);
    await between();
  }
};

export const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it succeeded',
    (error: unknown) => error,
  );

/** Fits a message that holds this. */
export const containing = (text: string): unknown => expect.stringContaining(text);
