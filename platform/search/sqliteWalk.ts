import type { SQLOutputValue } from 'node:sqlite';
import type { BoundQuery } from './request.ts';
import type { Way } from './sqliteFilter.ts';
import { allDocuments, condition } from './sqliteFilter.ts';
import type { Order } from './sqliteOrder.ts';
import { cell, orderOf } from './sqliteOrder.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** What {@link walk} found. */
interface Walked {
  readonly page: readonly Readonly<Record<string, SQLOutputValue>>[];
  readonly total: number;
  readonly order: Order;
}

/**
 * Where hits are many: counts them, and takes the page off the entries of the field that they are ordered by, which stand in this order already.
 * @returns nothing where another way reads less: an order by several keys, few hits far apart, or a page that reaches those without a value, which have no entry
 */
export const walk = (prepare: Prepare, tables: Tables, query: BoundQuery, way: Way | undefined): Walked | undefined => {
  const { docs, entries } = tables;
  const { size, after } = query;
  const [key, ...others] = query.order === 'relevance' ? [] : query.order;
  if (key === undefined || others.length > 0 || after?.[0] === null) return undefined;
  const fits = condition(tables, query.filter);
  const counted = way === undefined ? '' : `d.doc IN (${way.sql}) AND`;
  const total = Number(
    prepare(`SELECT count(*) AS n FROM ${docs} d WHERE ${counted} d.live = 1 AND ${fits.sql}`).get(
      ...(way?.values ?? []),
      ...fits.values,
    )?.n ?? 0,
  );
  const order = orderOf(tables, query, 'NULL');
  if (size === 0) return { page: [], total, order };
  // The rows to pass until a page of hits has come, where they stand anywhere.
  if (total < (size * allDocuments(prepare, tables)) / total) return undefined;
  const descending = key.direction === 'descending';
  const [from] = after === undefined ? [] : after.slice(0, 1).map(cell);
  const bound = from === undefined ? '' : `AND e.value ${descending ? '<=' : '>='} ?`;
  const page = prepare(
    `SELECT d.doc AS doc, ${order.selected} FROM ${entries} e CROSS JOIN ${docs} d ON d.doc = e.doc
     WHERE e.field = ${tables.column(key.field.name)} ${bound} AND d.live = 1 AND ${fits.sql} AND k0 = e.value AND (${order.after.sql})
     ORDER BY e.value ${descending ? 'DESC' : 'ASC'}, d.id LIMIT ?`,
  ).all(...(from === undefined ? [] : [from]), ...fits.values, ...order.after.values, size);
  return page.length < size ? undefined : { page, total, order };
};
