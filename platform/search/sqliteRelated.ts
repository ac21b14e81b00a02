import type { SQLOutputValue } from 'node:sqlite';
import { compareText } from './filter.ts';
import type { Hit } from './port.ts';
import type { BoundRelated, SharedValue } from './request.ts';
import { sharedValues } from './request.ts';
import { allDocuments, condition } from './sqliteFilter.ts';
import { callerValue, sortValue } from './sqliteOrder.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** Documents of which at least so many are looked at together, the heaviest first: a statement costs as much as a few of them. */
const TOGETHER = 32;
/** How many of the newest entries are passed for each document of a weight, before its documents are looked at one by one. */
const PASSED = 2;

/** The values that a document's row holds in a field. */
const valuesIn = (prepare: Prepare, tables: Tables, doc: number, column: number): readonly string[] => {
  const own = prepare(`SELECT c${column} AS value FROM ${tables.docs} WHERE doc = ?`).get(doc)?.value ?? null;
  if (own === null) return [];
  if (!(own instanceof Uint8Array)) return [String(own)];
  return prepare(`SELECT value FROM ${tables.many} WHERE doc = ? AND field = ${column} ORDER BY value`)
    .all(doc)
    .map(({ value }) => String(value));
};

interface Candidate {
  readonly score: number;
  readonly id: string;
  readonly date: string | null;
}

/** The heaviest first, then the newest, then by id. */
const inOrder = (a: Candidate, b: Candidate): number => {
  if (a.score !== b.score) return b.score - a.score;
  if (a.date === null || b.date === null)
    return Number(a.date === null) - Number(b.date === null) || compareText(a.id, b.id);
  return compareText(b.date, a.date) || compareText(a.id, b.id);
};

type Row = Readonly<Record<string, SQLOutputValue>>;

/** What one call reads of the index, each value's documents once for all its ids. */
const reading = (prepare: Prepare, tables: Tables, { date, filter }: BoundRelated) => {
  const { docs, entries } = tables;
  const fits = condition(tables, filter);
  const dated = sortValue(tables, { field: date, direction: 'descending' });
  const dates = `field = ${tables.column(date.name)}`;
  const all = allDocuments(prepare, tables);
  const postings = new Map<string, readonly number[]>();

  /** Of these documents those that fit the filter, in no order. */
  const fitting = (among: readonly number[]): readonly Row[] =>
    prepare(
      `SELECT d.doc AS doc, d.id AS id, ${dated} AS date FROM ${docs} d WHERE d.doc IN (SELECT value FROM json_each(?)) AND ${fits.sql}`,
    ).all(JSON.stringify(among), ...fits.values);

  return {
    fitting,
    /** The document of this id, where it fits the filter: what others are like would tell of its values. */
    own: (id: string): number | undefined => {
      const row = prepare(`SELECT d.doc AS doc FROM ${docs} d WHERE d.id = ? AND d.live = 1 AND ${fits.sql}`).get(
        id,
        ...fits.values,
      );
      return row && Number(row.doc);
    },
    /** The documents that have this value. */
    having: ({ field, value }: SharedValue): readonly number[] => {
      const column = tables.column(field.name);
      const key = `${column} ${value}`;
      const known = postings.get(key);
      if (known !== undefined) return known;
      const row = prepare(
        `SELECT json_group_array(doc) AS docs FROM ${entries} WHERE field = ${column} AND value = ?`,
      ).get(value);
      const parsed: unknown = JSON.parse(String(row?.docs));
      const found = Array.isArray(parsed) ? parsed.map(Number) : [];
      postings.set(key, found);
      return found;
    },
    /** The same as {@link fitting}, or enough of the newest: where documents are many, some of them are met soon along the entries of the dates. */
    newest: (among: readonly number[], enough: number): readonly Row[] => {
      if (among.length ** 2 < enough * all) return fitting(among);
      const last = prepare(`SELECT value FROM ${entries} WHERE ${dates} ORDER BY value DESC LIMIT 1 OFFSET ?`);
      const since = last.get(PASSED * among.length)?.value ?? '';
      const rows = prepare(
        `SELECT d.doc AS doc, d.id AS id, e.value AS date FROM ${entries} e CROSS JOIN ${docs} d ON d.doc = e.doc
         WHERE e.${dates} AND e.value > ? AND e.doc IN (SELECT value FROM json_each(?)) AND ${fits.sql} AND e.value = ${dated}
         ORDER BY e.value DESC, d.id LIMIT ?`,
      ).all(since, JSON.stringify(among), ...fits.values, enough);
      return rows.length === enough ? rows : fitting(among);
    },
  };
};

type Reading = ReturnType<typeof reading>;

/** What each document that shares a value weighs. */
const weigh = ({ having }: Reading, shared: readonly SharedValue[]): Map<number, number> => {
  const weights = new Map<number, number>();
  for (const value of shared) for (const doc of having(value)) weights.set(doc, (weights.get(doc) ?? 0) + value.weight);
  return weights;
};

/** Documents of the same weight together, the heaviest first. */
const byWeight = (weights: ReadonlyMap<number, number>): readonly (readonly number[])[] => {
  const classes = new Map<number, number[]>();
  for (const [doc, weight] of weights) {
    const same = classes.get(weight);
    if (same === undefined) classes.set(weight, [doc]);
    else same.push(doc);
  }
  return [...classes].toSorted(([a], [b]) => b - a).map(([, docs]) => docs);
};

const relatedTo = (
  prepare: Prepare,
  tables: Tables,
  query: BoundRelated,
  read: Reading,
  id: string,
): readonly Hit[] => {
  const doc = read.own(id);
  if (doc === undefined) return [];
  const { date, size } = query;
  const weights = weigh(
    read,
    sharedValues(query, ({ name }) => valuesIn(prepare, tables, doc, tables.column(name))),
  );
  weights.delete(doc);

  const found: Candidate[] = [];
  const add = (rows: readonly Row[]): void => {
    const candidates = rows.map((row) => {
      const moment = callerValue(date, row.date);
      return {
        score: weights.get(Number(row.doc)) ?? 0,
        id: String(row.id),
        date: moment === null ? null : String(moment),
      };
    });
    found.push(...candidates.toSorted(inOrder).slice(0, size - found.length));
  };
  let waiting: number[] = [];
  const look = (): void => {
    if (waiting.length > 0) add(read.fitting(waiting));
    waiting = [];
  };
  for (const docs of byWeight(weights)) {
    const many = docs.length >= TOGETHER;
    if (many || waiting.length >= TOGETHER) look();
    if (found.length >= size) break;
    if (many) add(read.newest(docs, size - found.length));
    else waiting.push(...docs);
  }
  look();
  return found.map(({ score, id: other, date: moment }) => ({
    id: other,
    position: [score, moment, other],
    highlights: [],
  }));
};

/** For each id the documents that share its values, the heaviest sum first, then the newest. What is alike is weighed by numbers; only the heaviest are looked at, until enough fit the filter. */
export const runRelated = (prepare: Prepare, tables: Tables, query: BoundRelated): readonly (readonly Hit[])[] => {
  const read = reading(prepare, tables, query);
  return query.ids.map((id) => relatedTo(prepare, tables, query, read, id));
};
