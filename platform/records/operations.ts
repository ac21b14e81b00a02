import { checkCondition } from './conditions.ts';
import { invalid, limits, nameBytes, tooLarge } from './limits.ts';
import type { Item, Key, Operation, Value } from './port.ts';
import { attributesBytes, checkItem, checkKey, identityOf, nameOf, type Tables } from './tables.ts';

/** The one item an operation is about. */
export function keyOf(operation: Operation): Key {
  if (operation.kind !== 'put') return operation.key;
  return { table: operation.table, pk: operation.item.pk, sk: operation.item.sk };
}

/** Checks a transaction as far as the operations themselves tell. Gives the size of each, in bytes. @throws `INVALID`, `TOO_LARGE`. */
export function checkOperations(tables: Tables, operations: readonly Operation[]): readonly number[] {
  if (operations.length === 0) throw invalid('a transaction needs at least one operation');
  if (operations.length > limits.transactionOperations) {
    throw tooLarge(`a transaction holds at most ${limits.transactionOperations} operations, not ${operations.length}`);
  }
  const touched = new Set<string>();
  const sizes: number[] = [];
  for (const operation of operations) {
    sizes.push(operationBytes(tables, operation));
    const key = keyOf(operation);
    const identity = identityOf(key);
    if (touched.has(identity)) throw invalid(`two operations of one transaction touch ${nameOf(key)}`);
    touched.add(identity);
  }
  checkTransactionBytes(sizes.reduce((sum, size) => sum + size));
  return sizes;
}

/** @throws `TOO_LARGE` beyond 4 MB. */
export function checkTransactionBytes(bytes: number): void {
  if (bytes > limits.transactionBytes) {
    throw tooLarge(`a transaction holds at most ${limits.transactionBytes} bytes, not ${bytes}`);
  }
}

function operationBytes(tables: Tables, operation: Operation): number {
  const key = keyOf(operation);
  const definition = tables.table(key.table);
  checkKey(key);
  if (operation.when !== undefined) checkCondition(operation.when, nameOf(key));
  switch (operation.kind) {
    case 'put':
      return checkItem(definition, operation.item);
    case 'update': {
      const where = nameOf(key);
      checkUpdate(operation, where);
      const bytes =
        keyBytes(key) +
        attributesBytes(definition, operation.set ?? {}, where) +
        attributesBytes(definition, operation.add ?? {}, where);
      if (bytes > limits.itemBytes) throw tooLarge(`${where}: an item holds at most ${limits.itemBytes} bytes`);
      return bytes;
    }
    case 'delete':
    case 'check':
      return keyBytes(key);
  }
}

type Update = Operation & { readonly kind: 'update' };

function checkUpdate(operation: Update, where: string): void {
  const names = [...Object.keys(operation.set ?? {}), ...(operation.remove ?? []), ...Object.keys(operation.add ?? {})];
  if (names.length === 0) throw invalid(`${where}: an update sets, removes or adds something`);
  const seen = new Set<string>();
  for (const name of names) {
    nameBytes(name, where);
    if (name === 'pk' || name === 'sk') throw invalid(`${where}: an update cannot change the key`);
    if (seen.has(name)) throw invalid(`${where}: an update names '${name}' twice`);
    seen.add(name);
  }
  for (const [name, amount] of Object.entries(operation.add ?? {})) {
    // DynamoDB adds decimals, JavaScript binary fractions: only of whole numbers is the sum the same.
    if (!Number.isSafeInteger(amount)) throw invalid(`${where}: what is added to '${name}' must be a whole number`);
  }
}

function keyBytes(key: Key): number {
  return 4 + Buffer.byteLength(key.pk) + Buffer.byteLength(key.sk);
}

/** The item after an update. @throws `INVALID` when it adds to what is no number. */
export function updated(before: Item | undefined, operation: Update): Item {
  const after: { pk: string; sk: string; [attribute: string]: Value } = {
    ...before,
    pk: operation.key.pk,
    sk: operation.key.sk,
    ...operation.set,
  };
  for (const name of operation.remove ?? []) delete after[name];
  for (const [name, amount] of Object.entries(operation.add ?? {})) {
    const current = Object.hasOwn(after, name) ? after[name] : 0;
    if (typeof current !== 'number')
      throw invalid(`${nameOf(operation.key)}: cannot add to '${name}', which is no number`);
    after[name] = current + amount;
  }
  return after;
}

/** Whether two values are the same to a reader: the order of an object's names does not count. */
export function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Uint8Array || other instanceof Uint8Array) {
    return one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries<Value>(one);
  const others = new Map(Object.entries<Value>(other));
  return entries.length === others.size && entries.every(([name, value]) => sameValue(value, others.get(name)));
}
