import type { SQLInputValue } from 'node:sqlite';
import type { Filter } from './filter.ts';
import { packed, SEVERAL_SQL, stored } from './sqliteCells.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** Keywords of one clause that are looked for in packed cells one by one; more are looked up together in `many`. */
const MAX_SOUGHT = 8;

/** A piece of SQL with the values of its placeholders, in order. */
export interface Sql {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

type Comparison = Extract<Filter, { kind: 'in' | 'range' | 'equals' }>;

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

const comparison = (left: string, filter: Comparison): Sql => {
  if (filter.kind === 'range') {
    const bounds = (['gt', 'gte', 'lt', 'lte'] as const).flatMap((name) => {
      const bound = filter[name];
      return bound === undefined ? [] : [{ sql: `${left} ${OPERATORS[name]} ?`, value: bound }];
    });
    return { sql: bounds.map(({ sql }) => sql).join(' AND '), values: bounds.map(({ value }) => value) };
  }
  const values = (filter.kind === 'in' ? filter.values : [filter.value]).map(stored);
  const [first] = values;
  if (values.length === 1 && first !== undefined) return { sql: `${left} = ?`, values };
  return { sql: `${left} IN (${values.map(() => '?').join(', ')})`, values };
};

/** Whether one of several values fits: read in the cell where they are packed into it, which spares a look into `many`. */
const amongSeveral = (tables: Tables, column: number, filter: Comparison): Sql => {
  const { sql, values } = comparison('y.value', filter);
  const looked = `EXISTS (SELECT 1 FROM ${tables.many} y WHERE y.doc = d.doc AND y.field = ${column} AND ${sql})`;
  const sought = values.flatMap((value) => (typeof value === 'string' ? [packed(value)] : []));
  if (filter.kind === 'range' || sought.length === 0 || sought.length > MAX_SOUGHT) return { sql: looked, values };
  const found = sought.map(() => `instr(d.c${column}, ?)`).join(' OR ');
  return { sql: `(${found} OR (d.c${column} = ${SEVERAL_SQL} AND ${looked}))`, values: [...sought, ...values] };
};

/** Whether a value of the field fits: true, or false or NULL. */
const fitting = (tables: Tables, filter: Comparison): Sql => {
  const column = `d.c${tables.column(filter.field)}`;
  const one = comparison(column, filter);
  const several = amongSeveral(tables, tables.column(filter.field), filter);
  // Every blob is greater than any value.
  const single = filter.kind === 'range' ? `(${one.sql} AND ${column} < x'')` : one.sql;
  return { sql: `(${single} OR (${column} > x'' AND ${several.sql}))`, values: [...one.values, ...several.values] };
};

const joined = (parts: readonly Sql[], operator: 'AND' | 'OR', empty: '0' | '1'): Sql =>
  parts.length === 0
    ? { sql: empty, values: [] }
    : { sql: `(${parts.map(({ sql }) => sql).join(` ${operator} `)})`, values: parts.flatMap(({ values }) => values) };

/**
 * A bound filter, or its contrary, as a condition over a row `d` of `docs`. `not` is carried down to the single comparisons, so that what is NULL may count as
 * false everywhere: SQLite then stops at the first column that decides.
 */
export const condition = (tables: Tables, filter: Filter, holds = true): Sql => {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((each) => condition(tables, each, holds));
      return (filter.kind === 'and') === holds ? joined(parts, 'AND', '1') : joined(parts, 'OR', '0');
    }
    case 'not':
      return condition(tables, filter.filter, !holds);
    case 'exists':
      return { sql: `d.c${tables.column(filter.field)} IS ${holds ? 'NOT ' : ''}NULL`, values: [] };
    case 'equals':
    case 'in':
    case 'range': {
      const fits = fitting(tables, filter);
      if (holds) return fits;
      return { sql: `(d.c${tables.column(filter.field)} IS NULL OR NOT ${fits.sql})`, values: fits.values };
    }
  }
};

/** A way to documents that holds all hits: a select of `doc`, perhaps repeated, and how many rows it gives. */
export interface Way extends Sql {
  readonly rows: number;
}

/**
 * Looks for the way through `entries` with the fewest rows, below `limit`. A clause that another makes needless is not counted further than that one's rows,
 * so that the search costs no more than the best way found, times the clauses.
 */
const wayBelow = (prepare: Prepare, tables: Tables, filter: Filter, limit: number): Way | undefined => {
  switch (filter.kind) {
    case 'not':
      return undefined;
    case 'and': {
      let best: Way | undefined;
      for (const each of filter.filters) best = wayBelow(prepare, tables, each, best?.rows ?? limit) ?? best;
      return best;
    }
    case 'or': {
      let rows = 0;
      const ways: Way[] = [];
      for (const each of filter.filters) {
        const way = wayBelow(prepare, tables, each, limit - rows);
        if (way === undefined) return undefined;
        rows += way.rows;
        if (way.rows > 0) ways.push(way);
      }
      if (ways.length === 0) return { sql: 'SELECT NULL AS doc WHERE 0', values: [], rows: 0 };
      return {
        sql: ways.map(({ sql }) => sql).join(' UNION ALL '),
        values: ways.flatMap(({ values }) => values),
        rows,
      };
    }
    case 'exists':
    case 'equals':
    case 'in':
    case 'range': {
      const field = `field = ${tables.column(filter.field)}`;
      const narrowed = filter.kind === 'exists' ? { sql: '1', values: [] } : comparison('value', filter);
      const sql = `SELECT doc FROM ${tables.entries} WHERE ${field} AND ${narrowed.sql}`;
      const rows = Number(prepare(`SELECT count(*) AS n FROM (${sql} LIMIT ?)`).get(...narrowed.values, limit)?.n ?? 0);
      return rows < limit ? { sql, values: narrowed.values, rows } : undefined;
    }
  }
};

/** How many documents there are, deleted ones included: read off the end of the table. */
export const allDocuments = (prepare: Prepare, tables: Tables): number =>
  Number(prepare(`SELECT ifnull(max(doc), 0) AS n FROM ${tables.docs}`).get()?.n ?? 0);

/**
 * The way to a filter's documents that reads least, if one reads fewer rows than `most`; by default a third of all documents, from where on a walk over
 * all of them is quicker.
 */
export const wayTo = (prepare: Prepare, tables: Tables, filter: Filter, most?: number): Way | undefined => {
  const all = allDocuments(prepare, tables);
  const bound = Math.min(most ?? Number.POSITIVE_INFINITY, Math.ceil(all / 3) + 1);
  for (let limit = 256; ; limit *= 8) {
    const way = wayBelow(prepare, tables, filter, Math.min(limit, bound));
    if (way !== undefined || bound <= limit) return way;
  }
};
