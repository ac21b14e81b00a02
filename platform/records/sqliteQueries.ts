import type { SQLInputValue } from 'node:sqlite';
import { limits } from './limits.ts';
import type { IndexDefinition, Item, Page, Query, Scan, TableDefinition } from './port.ts';
import { planQuery, planScan, queryContinuation, scanContinuation } from './reads.ts';
import { decodeItem } from './sqliteCodec.ts';
import type { SqliteFile } from './sqliteFile.ts';
import { column, tableName } from './sqliteSchema.ts';
import type { Tables } from './tables.ts';

/** A query's SQL and the values that it takes; apart from running it, so that a test can ask for its plan. */
export interface Sql {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** One page of a query. */
export function queryPage(file: SqliteFile, tables: Tables, query: Query): Page {
  const plan = planQuery(tables, query);
  if (plan.empty) return { items: [] };
  const { sql, values } = querySql(query, plan);
  const { index, definition } = plan;
  const decode = keysOnly(index) ? (row: readonly unknown[]) => keysOf(index, query.pk, row) : itemOf;
  const rows = file.statement(sql).iterate(...values, BigInt(query.limit) + 1n);
  return page(rows, query.limit, decode, (last) =>
    queryContinuation(
      query,
      definition.indexes.find((one) => one === index),
      last,
    ),
  );
}

/** The SQL of a checked query; its last value, the limit, is for the caller to add. */
export function querySql(query: Query, plan: ReturnType<typeof planQuery>): Sql {
  const { definition, index, after } = plan;
  const { pk, sk } = index ?? { pk: 'pk', sk: 'sk' };
  const [ahead, behind, direction] = query.descending === true ? ['<', '>=', 'DESC'] : ['>', '<=', 'ASC'];
  const [start, end] = query.descending === true ? [plan.to, plan.from] : [plan.from, plan.to];
  const order = index === undefined ? ['sk'] : [column(sk), 'pk', 'sk'];
  const terms = [`${column(pk)} = ?`];
  const values: SQLInputValue[] = [query.pk];
  if (index !== undefined) terms.push(`${column(pk)} IS NOT NULL AND ${column(sk)} IS NOT NULL`);
  if (after !== undefined) {
    terms.push(`(${order.join(', ')}) ${ahead} (${order.map(() => '?').join(', ')})`);
    values.push(...(index === undefined ? [after.order] : [after.order, after.pk, after.sk]));
  } else if (start !== undefined) {
    terms.push(`${column(sk)} ${ahead}= ?`);
    values.push(start);
  }
  if (end !== undefined) {
    terms.push(`${column(sk)} ${behind} ?`);
    values.push(end);
  }
  const columns = keysOnly(index) ? `0, pk, sk, ${column(sk)}` : 'size, body, layout, bytes';
  const by = order.map((name) => `${name} ${direction}`).join(', ');
  return {
    sql: `SELECT ${columns} FROM ${tableName(definition.name)} WHERE ${terms.join(' AND ')} ORDER BY ${by} LIMIT ?`,
    values,
  };
}

function keysOnly(index: IndexDefinition | undefined): index is IndexDefinition {
  return index?.projection === 'keys';
}

function keysOf(index: IndexDefinition, indexPk: string, row: readonly unknown[]): Sized {
  const [, pk, sk, order] = row.map(String);
  const item = { pk: pk ?? '', sk: sk ?? '', [index.pk]: indexPk, [index.sk]: order ?? '' };
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  return { item, bytes };
}

function itemOf(row: readonly unknown[]): Sized {
  return { item: decodeItem(row, 1), bytes: Number(row[0]) };
}

interface Sized {
  readonly item: Item;
  readonly bytes: number;
}

function page(
  rows: Iterable<readonly unknown[]>,
  limit: number,
  decode: (row: readonly unknown[]) => Sized,
  continuation: (last: Item, row: readonly unknown[]) => string,
): Page {
  const items: Item[] = [];
  let bytes = 0;
  let last: readonly unknown[] = [];
  for (const row of rows) {
    const next = decode(row);
    const previous = items.at(-1);
    if (previous !== undefined && (items.length === limit || bytes + next.bytes > limits.pageBytes)) {
      return { items, next: continuation(previous, last) };
    }
    items.push(next.item);
    bytes += next.bytes;
    last = row;
  }
  return { items };
}

/** Rows that lie together: a segment of a scan is every `of`-th such block, so that it reads its own rows alone. */
const block = 256;

/** One page of a part of a scan. */
export function scanPage(file: SqliteFile, tables: Tables, scan: Scan): Page {
  const { position } = planScan(tables, scan);
  const definition = tables.table(scan.table);
  const rows = segmentRows(file, definition, scan, position === undefined ? 0 : Number(position[0]) + 1);
  return page(rows, scan.limit, itemOf, (_, row) => scanContinuation(scan, [String(row[4])]));
}

function* segmentRows(
  file: SqliteFile,
  definition: TableDefinition,
  scan: Scan,
  from: number,
): Generator<readonly unknown[]> {
  const table = tableName(definition.name);
  const last = Number(file.statement(`SELECT max(id) FROM ${table}`).get()?.[0] ?? -1);
  const rows = file.statement(
    `SELECT size, body, layout, bytes, id FROM ${table} WHERE id >= ? AND id < ? ORDER BY id`,
  );
  for (let start = from; start <= last; ) {
    const number = Math.floor(start / block);
    const ahead = (scan.segment - (number % scan.of) + scan.of) % scan.of;
    if (ahead > 0) start = (number + ahead) * block;
    else {
      const end = scan.of === 1 ? last + 1 : (number + 1) * block;
      yield* rows.iterate(start, end);
      start = end;
    }
  }
}
