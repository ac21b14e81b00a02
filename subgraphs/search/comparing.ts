import { differingFields } from '../../platform/search/compare.ts';
import { checkSchema } from '../../platform/search/fields.ts';
import type { HeldDocument, IndexSchema, Search, SearchDocument } from '../../platform/search/port.ts';
import type { Describer } from '../document.ts';

/**
 * How an index may differ from the records.
 *
 * `missing` a live record is not in it · `extra` it holds one that is not live, or never was · `audience` it holds one for others than those who may see it ·
 * `stale` it holds an older version · `different` the same version says something else, as when a tag was renamed · `ahead` it holds a later version than there is:
 * the records were brought back to an earlier state · `unreadable` the record cannot be read.
 */
export const differences = ['missing', 'extra', 'audience', 'stale', 'different', 'ahead', 'unreadable'] as const;
/** One of {@link differences}. */
export type Difference = (typeof differences)[number];

/** A document that differs from its record. */
export interface Differing {
  /** The document's id. */
  readonly id: string;
  readonly is: Difference;
  /** What the record's document is; `undefined` where it cannot be read. */
  readonly document: SearchDocument | undefined;
  /** The version that the index holds. */
  readonly held: number | undefined;
  /** Which fields differ, where both are live. */
  readonly fields: readonly string[];
}

/** The facts of the record predicate: who may see a record. */
const AUDIENCE: ReadonlySet<string> = new Set([
  'kind',
  'owner',
  'packages',
  'pubStatus',
  'published',
  'expires',
  'excludedTerritories',
]);

/** Holds documents against an index. @param of - which index; by default the living one. */
export const createComparing = (
  { search, schema }: { readonly search: Search; readonly schema: IndexSchema },
  of: string | undefined,
) => {
  const declared = checkSchema(schema);

  const judge = (document: SearchDocument, held: HeldDocument | undefined): Differing | undefined => {
    const differing = (is: Difference, fields: readonly string[] = []): Differing => ({
      id: document.id,
      is,
      document,
      held: held?.version,
      fields,
    });
    if (held && held.version > document.version) return differing('ahead');
    if (!document.fields) return held?.values ? differing('extra') : undefined;
    if (!held?.values) return differing('missing');
    const fields = differingFields(declared, document.fields, held.values);
    if (fields.some((field) => AUDIENCE.has(field))) return differing('audience', fields);
    if (held.version < document.version) return differing('stale', fields);
    return fields.length > 0 ? differing('different', fields) : undefined;
  };

  /** Those of these records, as they are now, of which the index holds something else. */
  return async (
    ids: readonly string[],
    describer: Pick<Describer, 'documents'>,
    signal: AbortSignal,
  ): Promise<readonly Differing[]> => {
    if (ids.length === 0) return [];
    // The index first: what is written in between makes a record newer than its document, never older.
    const held = await search.held(ids, { of, signal });
    const { documents, failed } = await describer.documents(ids, signal);
    const described = new Map(documents.map((document) => [document.id, document]));
    const unreadable = new Set(failed.map(({ id }) => id));
    return ids.flatMap((id, index) => {
      const found = held[index];
      if (unreadable.has(id)) return [{ id, is: 'unreadable', document: undefined, held: found?.version, fields: [] }];
      // Of a record that never was, nothing may be found.
      const none = found?.values ? { id, version: found.version, fields: undefined } : undefined;
      const document = described.get(id) ?? none;
      return (document && judge(document, found)) ?? [];
    });
  };
};
