import type { SQLInputValue } from 'node:sqlite';
import type { Hit, Suggestion } from './port.ts';
import type { bindRelated, bindSuggest } from './request.ts';
import { condition } from './sqliteFilter.ts';
import { callerValue } from './sqliteQuery.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import { orderSuggestions } from './suggestions.ts';

/** No character of a word comes after this one. */
const LAST = '\u{10FFFF}';

/** Completes a prefix: values that may be begun so, each with its documents that fit the filter. */
export const runSuggest = (
  prepare: Prepare,
  tables: Tables,
  { prefix, fields, filter, size }: NonNullable<ReturnType<typeof bindSuggest>>,
): readonly Suggestion[] => {
  const fits = condition(tables, filter);
  const found = fields.flatMap(({ name }) => {
    const column = tables.column(name);
    return prepare(
      `SELECT n.value AS text, count(*) AS count
       FROM (SELECT DISTINCT name FROM ${tables.beginnings} WHERE field = ${column} AND words >= ? AND words < ?) b
       CROSS JOIN ${tables.names} n ON n.name = b.name
       CROSS JOIN ${tables.entries} e ON e.field = ${column} AND e.value = n.value
       CROSS JOIN ${tables.docs} d ON d.doc = e.doc
       WHERE d.live = 1 AND ${fits.sql} GROUP BY n.name ORDER BY count DESC, text LIMIT ?`,
    )
      .all(prefix, `${prefix}${LAST}`, ...fits.values, size)
      .map(({ text, count }) => ({ text: String(text), field: name, count: Number(count) }));
  });
  return orderSuggestions(found, size);
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
