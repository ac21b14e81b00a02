import { invalid, limits } from './limits.ts';
import type { IndexDefinition, Item, Query, Scan, TableDefinition } from './port.ts';
import { checkKeyPart, type Tables } from './tables.ts';

/** A query as checked: its bounds hold the continuation already. */
export interface QueryPlan {
  readonly definition: TableDefinition;
  readonly index: IndexDefinition | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Where the page before ended: exclusive. Lies within the bounds. */
  readonly after: QueryPosition | undefined;
  /** The bounds hold nothing: there is nothing to ask. */
  readonly empty: boolean;
}

/** The item at which a page ended: its sort key in what is queried, and its own key. */
export interface QueryPosition {
  readonly order: string;
  readonly pk: string;
  readonly sk: string;
}

/** Checks a query and reads its continuation. @throws `INVALID`, `TOO_LARGE`. */
export function planQuery(tables: Tables, query: Query): QueryPlan {
  const definition = tables.table(query.table);
  const index = query.index === undefined ? undefined : tables.index(query.table, query.index);
  const where = `query of ${query.table}${index === undefined ? '' : ` by ${index.name}`}`;
  checkKeyPart(query.pk, limits.pkBytes, `${where}: pk`);
  if (query.from) checkKeyPart(query.from, limits.skBytes, `${where}: from`);
  if (query.to) checkKeyPart(query.to, limits.skBytes, `${where}: to`);
  checkLimit(query.limit, where);
  if (query.consistent === true && index !== undefined) throw invalid(`${where}: an index cannot be read consistently`);

  const { to } = query;
  const from = query.from === '' ? undefined : query.from;
  let after = query.after === undefined ? undefined : queryPosition(query, query.after, where);
  let empty = to === '' || (from !== undefined && to !== undefined && compareUtf8(from, to) > 0);
  if (after !== undefined) {
    // The bounds may differ from those of the page before. A position before them says nothing; one behind them leaves nothing.
    const below = from !== undefined && compareUtf8(after.order, from) < 0;
    const above = to !== undefined && compareUtf8(after.order, to) > 0;
    if (query.descending === true ? below : above) empty = true;
    if (below || above) after = undefined;
  }
  return { definition, index, from, to, after, empty };
}

/** The continuation of a page that ended at this item. */
export function queryContinuation(query: Query, index: IndexDefinition | undefined, last: Item): string {
  const order = index === undefined ? last.sk : last[index.sk];
  if (typeof order !== 'string') throw invalid(`${last.pk}/${last.sk} has no place in the index it was read from`);
  return seal(['q', query.table, query.index ?? '', query.pk, order, last.pk, last.sk]);
}

function queryPosition(query: Query, token: string, where: string): QueryPosition {
  const [kind, table, index, pk, order, lastPk, lastSk] = open(token, where);
  if (kind !== 'q' || table !== query.table || index !== (query.index ?? '') || pk !== query.pk) {
    throw invalid(`${where}: 'after' belongs to another query`);
  }
  if (!order || !lastPk || !lastSk || (query.index === undefined && (lastPk !== pk || lastSk !== order))) {
    throw invalid(`${where}: 'after' is no continuation`);
  }
  return { order, pk: lastPk, sk: lastSk };
}

/** Checks a scan and reads where it goes on: the adapter's own words. @throws `INVALID`. */
export function planScan(tables: Tables, scan: Scan): { readonly position: readonly string[] | undefined } {
  tables.table(scan.table);
  const where = `scan of ${scan.table}`;
  if (!Number.isInteger(scan.of) || scan.of < 1 || scan.of > limits.segments) {
    throw invalid(`${where}: 'of' must be a whole number from 1 to ${limits.segments}`);
  }
  if (!Number.isInteger(scan.segment) || scan.segment < 0 || scan.segment >= scan.of) {
    throw invalid(`${where}: 'segment' must be a whole number from 0 to ${scan.of - 1}`);
  }
  checkLimit(scan.limit, where);
  if (scan.after === undefined) return { position: undefined };
  const [kind, table, segment, of, ...position] = open(scan.after, where);
  if (kind !== 's' || table !== scan.table || segment !== String(scan.segment) || of !== String(scan.of)) {
    throw invalid(`${where}: 'after' belongs to another scan`);
  }
  return { position };
}

/** The continuation of a scan's page. */
export function scanContinuation(scan: Scan, position: readonly string[]): string {
  return seal(['s', scan.table, String(scan.segment), String(scan.of), ...position]);
}

function checkLimit(limit: number, where: string): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 31 - 1) {
    throw invalid(`${where}: 'limit' must be a whole number of at least 1`);
  }
}

function seal(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function open(token: string, where: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string')) return parts;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw invalid(`${where}: 'after' is no continuation`);
}

/** The order of sort keys in every adapter: by their UTF-8 bytes, which JavaScript's own order is not beyond U+FFFF. */
export function compareUtf8(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
