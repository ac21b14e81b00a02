import type { SQLOutputValue } from 'node:sqlite';
import { compareText, matcher } from './filter.ts';
import { highlight } from './highlight.ts';
import type { Hit, SearchResult, SortPosition } from './port.ts';
import type { BoundQuery } from './request.ts';
import { facetsOf } from './sqliteFacets.ts';
import type { Sql, Way } from './sqliteFilter.ts';
import { allDocuments, condition, wayTo } from './sqliteFilter.ts';
import type { Order } from './sqliteOrder.ts';
import { orderOf } from './sqliteOrder.ts';
import type { Ranked } from './sqliteRanked.ts';
import { readRanked } from './sqliteRanked.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import type { Counted, Unchanged } from './sqliteUnchanged.ts';
import { walk } from './sqliteWalk.ts';

/** A text is looked up document by document where the filter's documents are this many times fewer than the text's own. */
const TEXT_AGAINST_WAY = 20;
/** Documents with the words that are counted before the filter is looked at: counting these costs less than that. */
const TEXT_COUNTED = 20_000;
/** Among so few documents one statement finds, orders and counts the hits. */
const FEW = 1_000;

/** What is kept while nobody writes. */
type Kept = Pick<Unchanged, 'counted' | 'ranked'>;

type Row = Readonly<Record<string, SQLOutputValue>>;

/** A hit in the table of documents. */
type Place = Pick<Hit, 'id' | 'position'> & { readonly doc: number };

/** What a query found, before its hits are told. */
interface Found {
  readonly page: readonly Place[];
  readonly total: number;
  /** Rows that were looked at to find the hits. */
  readonly rows: number;
}

const placesOf = (rows: readonly Row[], order: Order): readonly Place[] =>
  rows.map((row) => ({ ...order.position(row), doc: Number(row.doc) }));

/** FTS5's own language: every word, each in any of the columns. Words are folded, so no quote stands in them. */
const matchOf = (tables: Tables, { terms, textFields }: BoundQuery): string => {
  const words = (terms ?? []).map((term) => `"${term}"`).join(' AND ');
  if (textFields.length === tables.textFields.length) return words;
  return `{${textFields.map(({ name }) => `t${tables.column(name)}`).join(' ')}} : (${words})`;
};

/** The words of a query, and how many documents have them all. */
interface Text {
  readonly match: string;
  /** Counted up to {@link TEXT_COUNTED}. */
  readonly first: number;
  /** Whether that is all of them. */
  readonly counted: boolean;
  fewerThan(limit: number): boolean;
}

const textOf = (prepare: Prepare, tables: Tables, query: BoundQuery, counted: Counted): Text => {
  const { terms } = tables;
  const match = matchOf(tables, query);
  const count = (limit: number): number => {
    const row = prepare(`SELECT count(*) AS n FROM (SELECT rowid FROM ${terms} WHERE ${terms} MATCH ? LIMIT ?)`);
    return Number(row.get(match, limit)?.n ?? 0);
  };
  const first = counted(`${terms} ${match}`, () => count(TEXT_COUNTED));
  const isWhole = first < TEXT_COUNTED;
  return { match, first, counted: isWhole, fewerThan: (limit) => (isWhole ? first : count(limit)) < limit };
};

const scoreOf = (tables: Tables): string =>
  `-bm25(${[tables.terms, ...tables.textFields.map(({ field }) => String(field.boost ?? 1))].join(', ')})`;

/** Finds, orders and counts the hits among few rows `d` in one go. */
const amongFew = (prepare: Prepare, tables: Tables, query: BoundQuery, from: Sql, rows: number): Found => {
  const order = orderOf(tables, query, scoreOf(tables));
  const fits = condition(tables, query.filter);
  // Every hit is handed over: what is not asked for is left out.
  const doc = query.highlight.length === 0 ? '' : 'd.doc AS doc, ';
  const later = query.after === undefined ? '' : `, (${order.after.sql}) AS later`;
  // The limit keeps SQLite from computing a key anew wherever it is named.
  const hits = prepare(
    `SELECT *${later} FROM (SELECT ${doc}${order.selected} FROM ${from.sql} AND d.live = 1 AND ${fits.sql} LIMIT -1) ORDER BY ${order.orderBy}`,
  ).all(...(later === '' ? [] : order.after.values), ...from.values, ...fits.values);
  const page = (later === '' ? hits : hits.filter((hit) => hit.later === 1)).slice(0, query.size);
  return { page: placesOf(page, order), total: hits.length, rows };
};

/** Whether a document comes after a position in the order by relevance. */
const comesAfter = ({ score, id }: Ranked, [least, last]: SortPosition): boolean =>
  score < Number(least) || (score === least && compareText(id, String(last)) > 0);

/** Counts the hits among documents in their order. */
const amongRanked = (tables: Tables, query: BoundQuery, ranked: readonly Ranked[]): Found => {
  const { after, size } = query;
  // By the column's place in a list, which is found faster than a name.
  const fits = matcher(query.filter, (field) => {
    const at = tables.columns.findIndex((each) => each.field.name === field);
    return (cells: Ranked['cells']) => cells[at];
  });
  const page: Place[] = [];
  let total = 0;
  for (const each of ranked) {
    if (!fits(each.cells)) continue;
    total += 1;
    if (page.length === size || (after !== undefined && !comesAfter(each, after))) continue;
    page.push({ id: each.id, position: [each.score, each.id], doc: each.doc });
  }
  return { page, total, rows: ranked.length };
};

/** Counts and orders the documents of `matched`. */
const amongMatched = (prepare: Prepare, tables: Tables, query: BoundQuery, rows: number): Found => {
  const order = orderOf(tables, query, 'm.score');
  const total = Number(prepare('SELECT count(*) AS n FROM temp.matched').get()?.n ?? 0);
  const page =
    query.size === 0
      ? []
      : prepare(
          `SELECT * FROM (SELECT d.doc AS doc, ${order.selected} FROM temp.matched m CROSS JOIN ${tables.docs} d ON d.doc = m.doc) WHERE ${order.after.sql} ORDER BY ${order.orderBy} LIMIT ?`,
        ).all(...order.after.values, query.size);
  return { page: placesOf(page, order), total, rows };
};

/** Fills `matched` with the documents that fit the filter. */
const matchFilter = (prepare: Prepare, { docs }: Tables, fits: Sql, way: Way | undefined): void => {
  const from = way === undefined ? `${docs} d` : `(${way.sql}) w CROSS JOIN ${docs} d ON d.doc = w.doc`;
  prepare('DELETE FROM temp.matched').run();
  prepare(`INSERT OR IGNORE INTO temp.matched (doc) SELECT d.doc FROM ${from} WHERE d.live = 1 AND ${fits.sql}`).run(
    ...(way?.values ?? []),
    ...fits.values,
  );
};

const findFilter = (prepare: Prepare, tables: Tables, query: BoundQuery): Found => {
  const way = wayTo(prepare, tables, query.filter);
  const rows = way?.rows ?? allDocuments(prepare, tables);
  if (query.facets.length === 0) {
    if (way !== undefined && way.rows <= FEW) {
      const from = { sql: `${tables.docs} d WHERE d.doc IN (${way.sql})`, values: way.values };
      return amongFew(prepare, tables, query, from, rows);
    }
    const walked = walk(prepare, tables, query, way);
    if (walked !== undefined) return { page: placesOf(walked.page, walked.order), total: walked.total, rows };
  }
  matchFilter(prepare, tables, condition(tables, query.filter), way);
  return amongMatched(prepare, tables, query, rows);
};

/** Fills `matched` with the documents that fit text and filter, looking for the words among the filter's documents or the other way round. */
const matchText = (prepare: Prepare, tables: Tables, query: BoundQuery, text: Text, way: Way): void => {
  const { terms, docs } = tables;
  const fits = condition(tables, query.filter);
  prepare('DELETE FROM temp.candidates').run();
  prepare(
    `INSERT OR IGNORE INTO temp.candidates (doc) SELECT d.doc FROM (${way.sql}) w CROSS JOIN ${docs} d ON d.doc = w.doc WHERE d.live = 1 AND ${fits.sql}`,
  ).run(...way.values, ...fits.values);
  const scored = query.order === 'relevance';
  prepare('DELETE FROM temp.matched').run();
  prepare(
    scored || text.fewerThan(TEXT_AGAINST_WAY * way.rows)
      ? // bm25 looks at every document with a word anew for each way into the table: one pass over the text, each row looked up among the candidates.
        `INSERT INTO temp.matched (doc, score) SELECT rowid, ${scored ? scoreOf(tables) : 'NULL'} FROM ${terms} WHERE ${terms} MATCH ? AND +rowid IN (SELECT doc FROM temp.candidates)`
      : `INSERT INTO temp.matched (doc) SELECT c.doc FROM temp.candidates c CROSS JOIN ${terms} ON ${terms}.rowid = c.doc WHERE ${terms} MATCH ?`,
  ).run(text.match);
};

const findText = (prepare: Prepare, tables: Tables, query: BoundQuery, kept: Kept): Found => {
  const { terms, docs } = tables;
  const text = textOf(prepare, tables, query, kept.counted);
  const { first, counted, match } = text;
  const from = {
    sql: `${terms} CROSS JOIN ${docs} d ON d.doc = ${terms}.rowid WHERE ${terms} MATCH ?`,
    values: [match],
  };
  if (first <= FEW && query.facets.length === 0) {
    const ranked =
      query.order === 'relevance'
        ? kept.ranked(`${terms} ${match}`, () => readRanked(prepare, tables, match, scoreOf(tables)))
        : undefined;
    return ranked ? amongRanked(tables, query, ranked) : amongFew(prepare, tables, query, from, first);
  }
  const way = first === 0 ? undefined : wayTo(prepare, tables, query.filter, counted ? first : undefined);
  if (way !== undefined) {
    matchText(prepare, tables, query, text, way);
    return amongMatched(prepare, tables, query, way.rows);
  }
  const fits = condition(tables, query.filter);
  const score = query.order === 'relevance' ? scoreOf(tables) : 'NULL';
  prepare('DELETE FROM temp.matched').run();
  prepare(
    `INSERT INTO temp.matched (doc, score) SELECT d.doc, ${score} FROM ${from.sql} AND d.live = 1 AND ${fits.sql}`,
  ).run(...from.values, ...fits.values);
  return amongMatched(prepare, tables, query, counted ? first : allDocuments(prepare, tables));
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

/** Runs a query over an index's tables, in a read transaction of the caller's. `read` is told how many rows were looked at to find the hits. */
export const runQuery = (
  prepare: Prepare,
  tables: Tables,
  query: BoundQuery,
  read: (rows: number) => void,
  kept: Kept,
): SearchResult => {
  if (query.nothing) return { hits: [], total: 0, facets: query.facets.map(({ field }) => ({ field, values: [] })) };
  const found = query.terms === undefined ? findFilter(prepare, tables, query) : findText(prepare, tables, query, kept);
  const { page, total, rows } = found;
  read(rows + total);
  return {
    hits: page.map(({ id, position, doc }) => ({
      id,
      position,
      highlights: highlightsOf(prepare, tables, query, doc),
    })),
    total,
    facets: facetsOf(prepare, tables, query.facets, total),
  };
};
