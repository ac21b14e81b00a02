import { invalid, limits, nameBytes, tooLarge, utf8Bytes, valueBytes } from './limits.ts';
import type { IndexDefinition, Item, Key, TableDefinition, Value } from './port.ts';

/** The tables an adapter was given; it refuses any other. */
export interface Tables {
  readonly all: readonly TableDefinition[];
  /** @throws `INVALID` for a table that was not given. */
  table(name: string): TableDefinition;
  /** @throws `INVALID` for an index that the table does not have. */
  index(table: string, name: string): IndexDefinition;
}

const namePattern = /^[a-zA-Z0-9_.-]{3,200}$/u;

/** Checks the definitions when the adapter is made. @throws `INVALID`, naming the option and table. */
export function createTables(definitions: readonly TableDefinition[]): Tables {
  const byName = new Map<string, TableDefinition>();
  if (definitions.length === 0) throw invalid('tables: an adapter serves at least one table');
  for (const definition of definitions) {
    checkName(definition.name, 'tables');
    if (byName.has(definition.name)) throw invalid(`tables: '${definition.name}' is defined twice`);
    byName.set(definition.name, definition);
    checkIndexes(definition);
  }
  const names = [...byName.keys()];
  const columns = definitions.map(({ indexes }) => indexes.flatMap((index) => [index.pk, index.sk]));
  for (const group of [names, ...columns]) {
    // DynamoDB tells them apart, SQLite does not.
    const spelled = new Map<string, string>();
    for (const name of group) {
      const other = spelled.get(name.toLowerCase()) ?? name;
      if (other !== name) throw invalid(`tables: '${other}' and '${name}' differ by case alone`);
      spelled.set(name.toLowerCase(), name);
    }
  }

  const table = (name: string): TableDefinition => {
    const found = byName.get(name);
    if (found === undefined) {
      throw invalid(`table '${name}' was not given to this adapter; it has ${[...byName.keys()].join(', ')}`);
    }
    return found;
  };
  return {
    all: [...definitions],
    table,
    index(tableName, name) {
      const found = table(tableName).indexes.find((index) => index.name === name);
      if (found === undefined) throw invalid(`table '${tableName}' has no index '${name}'`);
      return found;
    },
  };
}

function checkIndexes(definition: TableDefinition): void {
  const seen = new Set<string>();
  for (const index of definition.indexes) {
    const where = `tables: index '${index.name}' of '${definition.name}'`;
    checkName(index.name, where);
    if (seen.has(index.name)) throw invalid(`${where} is defined twice`);
    seen.add(index.name);
    if (index.pk === index.sk) throw invalid(`${where} has one attribute for both keys`);
    nameBytes(index.pk, where);
    nameBytes(index.sk, where);
  }
}

function checkName(name: string, where: string): void {
  if (!namePattern.test(name))
    throw invalid(`${where}: '${name}' is no name of 3 to 200 letters, digits, '_', '-', '.'`);
}

/** How errors and logs name an item. */
export function nameOf(key: Key): string {
  return `${key.table} ${key.pk}/${key.sk}`;
}

/** A string that tells items apart: no part can run into the next. */
export function identityOf(key: Key): string {
  return `${key.table}\n${key.pk.length}\n${key.pk}${key.sk}`;
}

/** @throws `INVALID` for an empty key, `TOO_LARGE` beyond 2 048 and 1 024 bytes. */
export function checkKey(key: Key): void {
  checkKeyPart(key.pk, limits.pkBytes, `${key.table}: pk`);
  checkKeyPart(key.sk, limits.skBytes, `${key.table}: sk`);
}

/** Checks a partition key (of a table or an index). */
export function checkKeyPart(value: unknown, most: number, where: string): void {
  if (typeof value !== 'string' || value === '') throw invalid(`${where} must be a string that is not empty`);
  // A UTF-16 unit is at most three bytes: short keys, nearly all, need no count.
  if (value.length * 3 <= most && value.isWellFormed()) return;
  if (utf8Bytes(value, where) > most) throw tooLarge(`${where} is longer than ${most} bytes`);
}

/** Checks an item as a whole and gives its size. @throws `INVALID`, `TOO_LARGE` beyond 400 KB. */
export function checkItem(definition: TableDefinition, item: Item): number {
  const key = { table: definition.name, pk: item.pk, sk: item.sk };
  checkKey(key);
  const where = nameOf(key);
  const bytes = attributesBytes(definition, item, where);
  if (bytes > limits.itemBytes)
    throw tooLarge(`${where} has ${bytes} bytes; an item holds at most ${limits.itemBytes}`);
  return bytes;
}

/** The size of some attributes; checks those that are an index's keys, and `expiresAt`. */
export function attributesBytes(
  definition: TableDefinition,
  attributes: { readonly [name: string]: Value },
  where: string,
): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(attributes)) {
    bytes += nameBytes(name, where) + valueBytes(value, `${where} ${name}`);
  }
  for (const index of definition.indexes) {
    const { [index.pk]: pk, [index.sk]: sk } = attributes;
    if (pk !== undefined) checkKeyPart(pk, limits.pkBytes, `${where}: ${index.pk}, a key of index '${index.name}',`);
    if (sk !== undefined) checkKeyPart(sk, limits.skBytes, `${where}: ${index.sk}, a key of index '${index.name}',`);
  }
  checkExpiry(attributes.expiresAt, where);
  return bytes;
}

const earliestMilliseconds = 100_000_000_000;

function checkExpiry(value: Value | undefined, where: string): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) >= earliestMilliseconds) {
    throw invalid(`${where}: expiresAt must be whole seconds since the epoch`);
  }
}
