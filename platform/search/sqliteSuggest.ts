import type { Hit, Suggestion } from './port.ts';
import type { BoundRelated, bindSuggest } from './request.ts';
import { sharedValues } from './request.ts';
import type { Sql } from './sqliteFilter.ts';
import { condition } from './sqliteFilter.ts';
import { callerValue, sortValue } from './sqliteOrder.ts';
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

/** The values that a document's row holds in a field. */
const valuesIn = (prepare: Prepare, tables: Tables, doc: number, column: number): readonly string[] => {
  const own = prepare(`SELECT c${column} AS value FROM ${tables.docs} WHERE doc = ?`).get(doc)?.value ?? null;
  if (own === null) return [];
  if (!(own instanceof Uint8Array)) return [String(own)];
  return prepare(`SELECT value FROM ${tables.many} WHERE doc = ? AND field = ${column} ORDER BY value`)
    .all(doc)
    .map(({ value }) => String(value));
};

const relatedTo = (prepare: Prepare, tables: Tables, query: BoundRelated, id: string): readonly Hit[] => {
  const doc = prepare(`SELECT doc FROM ${tables.docs} WHERE id = ? AND live = 1`).get(id)?.doc;
  if (doc === undefined) return [];
  const shared = sharedValues(query, ({ name }) => valuesIn(prepare, tables, Number(doc), tables.column(name)));
  if (shared.length === 0) return [];
  const { date, filter, size } = query;
  const fits = condition(tables, filter);
  const each = shared.map(
    ({ field }) =>
      `SELECT doc, ? AS weight FROM ${tables.entries} WHERE field = ${tables.column(field.name)} AND value = ?`,
  );
  const dated = sortValue(tables, { field: date, direction: 'descending' });
  return prepare(
    `SELECT d.id AS id, s.score AS score, ${dated} AS date
     FROM (SELECT doc, sum(weight) AS score FROM (${each.join(' UNION ALL ')}) GROUP BY doc) s
     CROSS JOIN ${tables.docs} d ON d.doc = s.doc
     WHERE d.doc <> ? AND ${fits.sql} ORDER BY score DESC, date DESC NULLS LAST, id LIMIT ?`,
  )
    .all(...shared.flatMap(({ weight, value }) => [weight, value]), doc, ...fits.values, size)
    .map((row) => ({
      id: String(row.id),
      position: [Number(row.score), callerValue(date, row.date), String(row.id)],
      highlights: [],
    }));
};

/** For each id the documents that share its values, the heaviest sum first, then the newest. */
export const runRelated = (prepare: Prepare, tables: Tables, query: BoundRelated): readonly (readonly Hit[])[] =>
  query.ids.map((id) => relatedTo(prepare, tables, query, id));
