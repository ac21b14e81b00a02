import type { SQLInputValue } from 'node:sqlite';
import type { Hit, Suggestion } from './port.ts';
import type { bindRelated, bindSuggest } from './request.ts';
import type { Sql } from './sqliteFilter.ts';
import { condition } from './sqliteFilter.ts';
import { callerValue } from './sqliteQuery.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import { MAX_COMPLETED, orderSuggestions } from './suggestions.ts';

/** No character of a word comes after this one. */
const LAST = '\u{10FFFF}';

type BoundSuggest = NonNullable<ReturnType<typeof bindSuggest>>;

/** Texts in which the prefix stands: FTS5 knows where, the last word by its beginning. */
const inTexts = ({ docs, terms, texts }: Tables, column: number, { prefix }: BoundSuggest): Sql => ({
  sql: `SELECT x.t${column} AS text, d.* FROM ${terms} CROSS JOIN ${docs} d ON d.doc = ${terms}.rowid CROSS JOIN ${texts} x ON x.doc = d.doc
    WHERE ${terms} MATCH ? AND length(x.t${column}) <= ${MAX_COMPLETED}`,
  values: [`{t${column}} : "${prefix}" *`],
});

/** Keywords that may be begun so, in every document that has them. */
const inKeywords = ({ beginnings, names, entries, docs }: Tables, column: number, { prefix }: BoundSuggest): Sql => ({
  sql: `SELECT n.value AS text, d.* FROM (SELECT DISTINCT name FROM ${beginnings} WHERE field = ${column} AND words >= ? AND words < ?) b
    CROSS JOIN ${names} n ON n.name = b.name CROSS JOIN ${entries} e ON e.field = ${column} AND e.value = n.value CROSS JOIN ${docs} d ON d.doc = e.doc`,
  values: [prefix, `${prefix}${LAST}`],
});

/** Completes a prefix: values that may be begun so, each with its documents that fit the filter. */
export const runSuggest = (prepare: Prepare, tables: Tables, query: BoundSuggest): readonly Suggestion[] => {
  const fits = condition(tables, query.filter);
  const found = query.fields.flatMap(({ name, type }) => {
    const from = (type === 'text' ? inTexts : inKeywords)(tables, tables.column(name), query);
    return prepare(
      `SELECT d.text AS text, count(*) AS count FROM (${from.sql}) d WHERE d.live = 1 AND ${fits.sql} GROUP BY d.text ORDER BY count DESC, d.text LIMIT ?`,
    )
      .all(...from.values, ...fits.values, query.size)
      .map(({ text, count }) => ({ text: String(text), field: name, count: Number(count) }));
  });
  return orderSuggestions(found, query.size);
};

/** Documents that share values, the heaviest sum first, then the newest. */
export const runRelated = (
  prepare: Prepare,
  tables: Tables,
  { id, shared, date, filter, size }: ReturnType<typeof bindRelated>,
): readonly Hit[] => {
  if (shared.length === 0) return [];
  const fits = condition(tables, filter);
  const values: SQLInputValue[] = [];
  const each = shared.map(({ field, value, weight }) => {
    values.push(weight, value);
    return `SELECT doc, ? AS weight FROM ${tables.entries} WHERE field = ${tables.column(field.name)} AND value = ?`;
  });
  const column = tables.column(date.name);
  return prepare(
    `SELECT d.id AS id, s.score AS score,
       CASE WHEN typeof(d.c${column}) = 'blob' THEN (SELECT max(y.value) FROM ${tables.many} y WHERE y.doc = d.doc AND y.field = ${column}) ELSE d.c${column} END AS date
     FROM (SELECT doc, sum(weight) AS score FROM (${each.join(' UNION ALL ')}) GROUP BY doc) s
     CROSS JOIN ${tables.docs} d ON d.doc = s.doc
     WHERE d.live = 1 AND d.id <> ? AND ${fits.sql} ORDER BY score DESC, date DESC NULLS LAST, id LIMIT ?`,
  )
    .all(...values, id, ...fits.values, size)
    .map((row) => ({
      id: String(row.id),
      position: [Number(row.score), callerValue(date, row.date), String(row.id)],
      highlights: [],
    }));
};
