import type { Facet, FacetRequest, FieldDefinition } from './port.ts';
import { allDocuments } from './sqliteFilter.ts';
import { callerValue } from './sqliteOrder.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** Hits are most of the documents from a third of them on. */
const MOST = 3;

const facetOf = (prepare: Prepare, tables: Tables, field: FieldDefinition, size: number, most: boolean): Facet => {
  const column = tables.column(field.name);
  const counted = most
    ? `SELECT value, count(*) AS n FROM ${tables.entries} WHERE field = ${column} AND doc IN (SELECT doc FROM temp.matched) GROUP BY value`
    : `SELECT value, count(*) AS n FROM (
         SELECT d.c${column} AS value FROM temp.matched m CROSS JOIN ${tables.docs} d ON d.doc = m.doc
         WHERE d.c${column} IS NOT NULL AND typeof(d.c${column}) <> 'blob'
         UNION ALL SELECT y.value FROM temp.matched m CROSS JOIN ${tables.many} y ON y.doc = m.doc AND y.field = ${column}
       ) GROUP BY value`;
  const rows = prepare(`${counted} ORDER BY n DESC, value LIMIT ?`).all(size);
  return {
    field: field.name,
    values: rows.map(({ value, n }) => ({ value: String(callerValue(field, value)), count: Number(n) })),
  };
};

/** Counts fields' values among the documents of `matched`: hit by hit, or where most documents are hits along the index, where values stand in order already. */
export const facetsOf = (
  prepare: Prepare,
  tables: Tables,
  facets: readonly FacetRequest[],
  total: number,
): readonly Facet[] => {
  if (facets.length === 0) return [];
  const all = allDocuments(prepare, tables);
  return facets.flatMap(({ field: name, size }) =>
    tables.columns
      .filter(({ field }) => field.name === name)
      .map(({ field }) => facetOf(prepare, tables, field, size, total * MOST > all)),
  );
};
