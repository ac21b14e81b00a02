import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { FieldValue } from './filter.ts';
import { highlight } from './highlight.ts';
import type { Facet, FacetRequest, FieldDefinition, Hit, SearchResult, SortPosition } from './port.ts';
import type { BoundQuery, BoundSortKey } from './request.ts';
import type { Sql, Way } from './sqliteFilter.ts';
import { condition, wayTo } from './sqliteFilter.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** A text is matched document by document along the filter's way where that way is this many times shorter than the text's own. */
const TEXT_AGAINST_WAY = 20;

/** A stored value as callers know it. */
export const callerValue = (field: FieldDefinition, value: SQLOutputValue | undefined): FieldValue | null => {
  if (value === null || value === undefined) return null;
  return field.type === 'boolean' ? value === 1 : field.type === 'number' ? Number(value) : String(value);
};

const cell = (part: SortPosition[number] | undefined): SQLInputValue =>
  part === undefined ? null : typeof part === 'boolean' ? Number(part) : part;

/** FTS5's own language: every word, each in any of the columns. Words are folded, so no quote stands in them. */
const matchOf = (tables: Tables, query: BoundQuery): string => {
  const columns = query.textFields.map(({ name }) => `t${tables.column(name)}`).join(' ');
  return `{${columns}} : (${(query.terms ?? []).map((term) => `"${term}"`).join(' AND ')})`;
};

const scoreOf = (tables: Tables): string =>
  `-bm25(${[tables.terms, ...tables.textFields.map(({ field }) => String(field.boost ?? 1))].join(', ')})`;

/** Fills `matched` with the hits of a query. @returns how many rows of indexes and documents were read for it */
const match = (prepare: Prepare, tables: Tables, query: BoundQuery): number => {
  prepare('DELETE FROM temp.matched').run();
  prepare('DELETE FROM temp.candidates').run();
  const fits = condition(tables, query.filter);
  const live = `d.live = 1 AND ${fits.sql}`;
  const way = wayTo(prepare, tables, query.filter);
  const along = (from: Way): Sql => ({
    sql: `(${from.sql}) w CROSS JOIN ${tables.docs} d ON d.doc = w.doc`,
    values: from.values,
  });
  const all = (): Sql => ({ sql: `${tables.docs} d`, values: [] });
  const count = (): number => Number(prepare('SELECT count(*) AS n FROM temp.matched').get()?.n ?? 0);
  if (way?.rows === 0) return 0;

  if (query.terms === undefined) {
    const from = way === undefined ? all() : along(way);
    prepare(`INSERT OR IGNORE INTO temp.matched (doc) SELECT d.doc FROM ${from.sql} WHERE ${live}`).run(
      ...from.values,
      ...fits.values,
    );
    return way?.rows ?? Number(prepare(`SELECT count(*) AS n FROM ${tables.docs}`).get()?.n ?? 0);
  }

  const { terms } = tables;
  const text = matchOf(tables, query);
  const score = query.order === 'relevance' ? scoreOf(tables) : 'NULL';
  const enough = way === undefined ? undefined : TEXT_AGAINST_WAY * way.rows + 1;
  const textRows =
    enough === undefined
      ? undefined
      : Number(
          prepare(`SELECT count(*) AS n FROM (SELECT rowid FROM ${terms} WHERE ${terms} MATCH ? LIMIT ?)`).get(
            text,
            enough,
          )?.n ?? 0,
        );
  if (way === undefined || textRows !== enough) {
    prepare(
      `INSERT INTO temp.matched (doc, score) SELECT d.doc, ${score} FROM ${terms} CROSS JOIN ${tables.docs} d ON d.doc = ${terms}.rowid WHERE ${terms} MATCH ? AND ${live}`,
    ).run(text, ...fits.values);
    return textRows ?? count();
  }
  const from = along(way);
  prepare(`INSERT OR IGNORE INTO temp.candidates (doc) SELECT d.doc FROM ${from.sql} WHERE ${live}`).run(
    ...from.values,
    ...fits.values,
  );
  prepare(
    query.order === 'relevance'
      ? // bm25 looks at every document with a word anew for each way into the table: one pass over the text, each row looked up among the candidates.
        `INSERT INTO temp.matched (doc, score) SELECT rowid, ${score} FROM ${terms} WHERE ${terms} MATCH ? AND +rowid IN (SELECT doc FROM temp.candidates)`
      : `INSERT INTO temp.matched (doc) SELECT c.doc FROM temp.candidates c CROSS JOIN ${terms} ON ${terms}.rowid = c.doc WHERE ${terms} MATCH ?`,
  ).run(text);
  return way.rows;
};

/** What a document sorts by: its value, or of several the least when ascending and the greatest when descending. */
export const sortValue = (tables: Tables, { field, direction }: BoundSortKey): string => {
  const column = tables.column(field.name);
  const least = direction === 'ascending' ? 'min' : 'max';
  return `CASE WHEN typeof(d.c${column}) = 'blob' THEN (SELECT ${least}(y.value) FROM ${tables.many} y WHERE y.doc = d.doc AND y.field = ${column}) ELSE d.c${column} END`;
};

interface OrderedBy {
  readonly expression: string;
  readonly descending: boolean;
}

/** What comes after a position: later by one key and equal by those before it; what has no value comes last. */
const afterPosition = (keys: readonly OrderedBy[], after: SortPosition): Sql => {
  const alternatives: Sql[] = [];
  const equal: string[] = [];
  const equalValues: SQLInputValue[] = [];
  keys.forEach(({ descending }, at) => {
    const value = cell(after[at]);
    if (value !== null) {
      const later = `(k${at} ${descending ? '<' : '>'} ? OR k${at} IS NULL)`;
      alternatives.push({ sql: `(${[...equal, later].join(' AND ')})`, values: [...equalValues, value] });
    }
    equal.push(`k${at} IS ?`);
    equalValues.push(value);
  });
  return {
    sql: alternatives.length === 0 ? '0' : alternatives.map(({ sql }) => sql).join(' OR '),
    values: alternatives.flatMap(({ values }) => values),
  };
};

const page = (prepare: Prepare, tables: Tables, query: BoundQuery): readonly Hit[] => {
  if (query.size === 0) return [];
  const { order } = query;
  const keys: OrderedBy[] =
    order === 'relevance'
      ? [{ expression: 'm.score', descending: true }]
      : order.map((key) => ({ expression: sortValue(tables, key), descending: key.direction === 'descending' }));
  keys.push({ expression: 'd.id', descending: false });
  const selected = keys.map(({ expression }, at) => `${expression} AS k${at}`).join(', ');
  const ordered = keys.map(({ descending }, at) => `k${at} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ');
  const after = query.after === undefined ? { sql: '1', values: [] } : afterPosition(keys, query.after);
  const rows = prepare(
    `SELECT * FROM (SELECT d.doc AS doc, ${selected} FROM temp.matched m CROSS JOIN ${tables.docs} d ON d.doc = m.doc) WHERE ${after.sql} ORDER BY ${ordered} LIMIT ?`,
  ).all(...after.values, query.size);
  const last = keys.length - 1;
  return rows.map((row) => ({
    id: String(row[`k${last}`]),
    position: [
      ...(order === 'relevance' ? [Number(row.k0)] : order.map(({ field }, at) => callerValue(field, row[`k${at}`]))),
      String(row[`k${last}`]),
    ],
    highlights: highlightsOf(prepare, tables, query, Number(row.doc)),
  }));
};

const highlightsOf = (prepare: Prepare, tables: Tables, query: BoundQuery, doc: number): Hit['highlights'] => {
  const { terms, highlight: fields } = query;
  if (terms === undefined || fields.length === 0) return [];
  const columns = fields.map(({ name }) => `t${tables.column(name)}`);
  const row = prepare(`SELECT ${columns.join(', ')} FROM ${tables.texts} WHERE doc = ?`).get(doc) ?? {};
  return fields.flatMap(({ name }, at) => {
    const text = row[columns[at] ?? ''];
    return typeof text === 'string' ? highlight(name, text, terms) : [];
  });
};

const facetOf = (prepare: Prepare, tables: Tables, field: FieldDefinition, { size }: FacetRequest): Facet => {
  const column = tables.column(field.name);
  const rows = prepare(
    `SELECT value, count(*) AS n FROM (
       SELECT d.c${column} AS value FROM temp.matched m CROSS JOIN ${tables.docs} d ON d.doc = m.doc
       WHERE d.c${column} IS NOT NULL AND typeof(d.c${column}) <> 'blob'
       UNION ALL SELECT y.value FROM temp.matched m CROSS JOIN ${tables.many} y ON y.doc = m.doc AND y.field = ${column}
     ) GROUP BY value ORDER BY n DESC, value LIMIT ?`,
  ).all(size);
  return {
    field: field.name,
    values: rows.map(({ value, n }) => ({ value: String(callerValue(field, value)), count: Number(n) })),
  };
};

/** Runs a query over an index's tables, in a read transaction of the caller's. `read` is told how many rows were looked at to find the hits. */
export const runQuery = (
  prepare: Prepare,
  tables: Tables,
  query: BoundQuery,
  read: (rows: number) => void,
): SearchResult => {
  const fields = new Map(tables.columns.map(({ field }) => [field.name, field]));
  if (query.nothing) return { hits: [], total: 0, facets: query.facets.map(({ field }) => ({ field, values: [] })) };
  const rows = match(prepare, tables, query);
  const total = Number(prepare('SELECT count(*) AS n FROM temp.matched').get()?.n ?? 0);
  read(rows + total);
  const facets = query.facets.flatMap((facet) => {
    const field = fields.get(facet.field);
    return field === undefined ? [] : [facetOf(prepare, tables, field, facet)];
  });
  return { hits: page(prepare, tables, query), total, facets };
};
