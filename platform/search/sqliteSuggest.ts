import type { Suggestion } from './port.ts';
import type { bindSuggest } from './request.ts';
import type { Sql } from './sqliteFilter.ts';
import { condition } from './sqliteFilter.ts';
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
