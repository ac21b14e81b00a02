import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { FieldValue } from './filter.ts';
import { highlight } from './highlight.ts';
import type { Facet, FacetRequest, FieldDefinition, Hit, SearchResult, SortPosition } from './port.ts';
import type { BoundQuery, BoundSortKey } from './request.ts';
import type { Sql } from './sqliteFilter.ts';
import { allDocuments, condition, wayTo } from './sqliteFilter.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** A text is looked up document by document where the filter's documents are this many times fewer than the text's own. */
const TEXT_AGAINST_WAY = 20;
/** Documents with the words that are counted before the filter is looked at: counting these costs less than that. */
const TEXT_COUNTED = 20_000;

/** Hits are most of the documents from a third of them on. */
const MOST = 3;

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

/** Fills `matched` with the documents that fit the filter. @returns how many rows were read for it */
const matchFilter = (prepare: Prepare, tables: Tables, query: BoundQuery): number => {
  const { docs } = tables;
  const fits = condition(tables, query.filter);
  const way = wayTo(prepare, tables, query.filter);
  const from = way === undefined ? `${docs} d` : `(${way.sql}) w CROSS JOIN ${docs} d ON d.doc = w.doc`;
  prepare(`INSERT OR IGNORE INTO temp.matched (doc) SELECT d.doc FROM ${from} WHERE d.live = 1 AND ${fits.sql}`).run(
    ...(way?.values ?? []),
    ...fits.values,
  );
  return way?.rows ?? allDocuments(prepare, tables);
};

/** Fills `matched` with the documents that fit text and filter, by way of whichever reads less. @returns how many rows were read for it */
const matchText = (prepare: Prepare, tables: Tables, query: BoundQuery): number => {
  const { terms, docs } = tables;
  const text = matchOf(tables, query);
  const countText = (limit: number): number =>
    Number(
      prepare(`SELECT count(*) AS n FROM (SELECT rowid FROM ${terms} WHERE ${terms} MATCH ? LIMIT ?)`).get(text, limit)
        ?.n ?? 0,
    );
  const first = countText(TEXT_COUNTED);
  if (first === 0) return 0;
  const way = wayTo(prepare, tables, query.filter, first < TEXT_COUNTED ? first : undefined);
  const score = query.order === 'relevance' ? scoreOf(tables) : 'NULL';
  const fits = condition(tables, query.filter);
  const live = `d.live = 1 AND ${fits.sql}`;
  if (way === undefined) {
    prepare(
      `INSERT INTO temp.matched (doc, score) SELECT d.doc, ${score} FROM ${terms} CROSS JOIN ${docs} d ON d.doc = ${terms}.rowid WHERE ${terms} MATCH ? AND ${live}`,
    ).run(text, ...fits.values);
    return first < TEXT_COUNTED ? first : allDocuments(prepare, tables);
  }
  prepare(
    `INSERT OR IGNORE INTO temp.candidates (doc) SELECT d.doc FROM (${way.sql}) w CROSS JOIN ${docs} d ON d.doc = w.doc WHERE ${live}`,
  ).run(...way.values, ...fits.values);
  const many = TEXT_AGAINST_WAY * way.rows;
  const onePass = query.order === 'relevance' || (first < TEXT_COUNTED ? first : countText(many)) < many;
  prepare(
    onePass
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

/** Counts fields' values among the hits: hit by hit, or where most documents are hits along the index, where values stand in order already. */
const facetsOf = (
  prepare: Prepare,
  tables: Tables,
  facets: readonly FacetRequest[],
  total: number,
): readonly Facet[] => {
  const all = allDocuments(prepare, tables);
  return facets.flatMap(({ field: name, size }) =>
    tables.columns
      .filter(({ field }) => field.name === name)
      .map(({ field }) => facetOf(prepare, tables, field, size, total * MOST > all)),
  );
};

/** Runs a query over an index's tables, in a read transaction of the caller's. `read` is told how many rows were looked at to find the hits. */
export const runQuery = (
  prepare: Prepare,
  tables: Tables,
  query: BoundQuery,
  read: (rows: number) => void,
): SearchResult => {
  if (query.nothing) return { hits: [], total: 0, facets: query.facets.map(({ field }) => ({ field, values: [] })) };
  prepare('DELETE FROM temp.matched').run();
  prepare('DELETE FROM temp.candidates').run();
  const rows = (query.terms === undefined ? matchFilter : matchText)(prepare, tables, query);
  const total = Number(prepare('SELECT count(*) AS n FROM temp.matched').get()?.n ?? 0);
  read(rows + total);
  return { hits: page(prepare, tables, query), total, facets: facetsOf(prepare, tables, query.facets, total) };
};
