import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { FieldValue } from './filter.ts';
import type { FieldDefinition, SortPosition } from './port.ts';
import type { BoundQuery, BoundSortKey } from './request.ts';
import type { Sql } from './sqliteFilter.ts';
import type { Tables } from './sqliteTables.ts';

/** A stored value as callers know it. */
export const callerValue = (field: FieldDefinition, value: SQLOutputValue | undefined): FieldValue | null => {
  if (value === null || value === undefined) return null;
  return field.type === 'boolean' ? value === 1 : field.type === 'number' ? Number(value) : String(value);
};

/** A part of a position as SQLite compares it. */
export const cell = (part: SortPosition[number] | undefined): SQLInputValue =>
  part === undefined ? null : typeof part === 'boolean' ? Number(part) : part;

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

/** The order of a query in SQL: its keys are selected as `k0`, `k1` … and the id is the last of them. */
export interface Order {
  /** The keys of a row `d` of `docs`, named. */
  readonly selected: string;
  readonly orderBy: string;
  /** Whether a row of these keys comes after the position of the query. */
  readonly after: Sql;
  position(row: Readonly<Record<string, SQLOutputValue>>): { readonly id: string; readonly position: SortPosition };
}

/** @param score - what a document weighs, where the order is by relevance */
export const orderOf = (tables: Tables, { order, after }: BoundQuery, score: string): Order => {
  const keys: OrderedBy[] =
    order === 'relevance'
      ? [{ expression: score, descending: true }]
      : order.map((key) => ({ expression: sortValue(tables, key), descending: key.direction === 'descending' }));
  keys.push({ expression: 'd.id', descending: false });
  const last = keys.length - 1;
  return {
    selected: keys.map(({ expression }, at) => `${expression} AS k${at}`).join(', '),
    orderBy: keys.map(({ descending }, at) => `k${at} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', '),
    after: after === undefined ? { sql: '1', values: [] } : afterPosition(keys, after),
    position: (row) => {
      const id = String(row[`k${last}`]);
      const values =
        order === 'relevance' ? [Number(row.k0)] : order.map(({ field }, at) => callerValue(field, row[`k${at}`]));
      return { id, position: [...values, id] };
    },
  };
};
