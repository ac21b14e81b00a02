import { holds } from './conditions.ts';
import { checkTransactionBytes, keyOf, sameValue, updated } from './operations.ts';
import { ConditionFailed, type FailedCondition, type Item, type Operation, type TableDefinition } from './port.ts';
import { decodeItem, encodeItem, type Row } from './sqliteCodec.ts';
import { appendChange } from './sqliteFeed.ts';
import type { SqliteFile } from './sqliteFile.ts';
import type { SqliteItems } from './sqliteItems.ts';
import { textOrNull } from './sqliteSchema.ts';
import { checkItem } from './tables.ts';

/**
 * Applies checked operations: to be run inside a transaction, which a throw undoes. Gives the number of changes written to the feed.
 *
 * @param sizes what the check found each operation to weigh
 * @throws {@link ConditionFailed}; `TOO_LARGE` or `INVALID` for what an update would make.
 */
export function applyOperations(
  file: SqliteFile,
  itemsOf: (table: string) => SqliteItems,
  operations: readonly Operation[],
  sizes: readonly number[],
  now: () => number,
): number {
  const befores = operations.map((operation) => before(itemsOf, operation));
  const failed: FailedCondition[] = [];
  operations.forEach(({ when }, operation) => {
    const item = befores[operation]?.item;
    if (when !== undefined && !holds(when.condition, item)) failed.push({ operation, name: when.name, item });
  });
  if (failed.length > 0) throw new ConditionFailed(failed);

  let changes = 0;
  let bytes = 0;
  operations.forEach((operation, at) => {
    if (operation.kind === 'check') return;
    const written = write(file, itemsOf, operation, sizes[at] ?? 0, befores[at] ?? absent, now);
    bytes += written.bytes;
    if (written.changed) changes++;
  });
  checkTransactionBytes(bytes);
  return changes;
}

interface Before {
  /** Whether it was not looked at, since nothing depends on it. */
  readonly blind: boolean;
  readonly item: Item | undefined;
  readonly row: Row | undefined;
}

const absent: Before = { blind: false, item: undefined, row: undefined };
const unseen: Before = { blind: true, item: undefined, row: undefined };

function before(itemsOf: (table: string) => SqliteItems, operation: Operation): Before {
  const key = keyOf(operation);
  const items = itemsOf(key.table);
  if (operation.when === undefined && operation.kind !== 'update' && !items.definition.feed) return unseen;
  const row = items.row(key);
  if (row === undefined) return absent;
  const [body, layout, bytes] = row;
  return {
    blind: false,
    item: decodeItem(row),
    row: { body: String(body), layout: textOrNull(layout), bytes: bytes instanceof Uint8Array ? bytes : null },
  };
}

function write(
  file: SqliteFile,
  itemsOf: (table: string) => SqliteItems,
  operation: Exclude<Operation, { kind: 'check' }>,
  size: number,
  old: Before,
  now: () => number,
): { readonly bytes: number; readonly changed: boolean } {
  const key = keyOf(operation);
  const items = itemsOf(key.table);
  const after = afterOf(operation, old.item);
  const bytes = sizeOf(operation, size, after, items.definition);
  // What changes nothing is no change: as DynamoDB, which makes no stream record of it.
  if (!old.blind && sameValue(old.item, after)) return { bytes, changed: false };

  const row = after === undefined ? undefined : encodeItem(after);
  if (after === undefined || row === undefined) items.delete(key);
  else items.put(after, row, bytes);
  if (!items.definition.feed) return { bytes, changed: false };
  appendChange(file, { at: now(), ...key, before: old.row, after: row });
  return { bytes, changed: true };
}

/** What an update makes is seen only now. */
function sizeOf(operation: Operation, size: number, after: Item | undefined, definition: TableDefinition): number {
  if (after === undefined) return 0;
  return operation.kind === 'put' ? size : checkItem(definition, after);
}

function afterOf(operation: Exclude<Operation, { kind: 'check' }>, old: Item | undefined): Item | undefined {
  switch (operation.kind) {
    case 'put':
      return operation.item;
    case 'update':
      return updated(old, operation);
    case 'delete':
      return undefined;
  }
}
