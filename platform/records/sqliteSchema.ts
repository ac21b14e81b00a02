import type { IndexDefinition, TableDefinition } from './port.ts';
import { decodeItem } from './sqliteCodec.ts';
import { fileVersion, type SqliteFile } from './sqliteFile.ts';

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A declared table's own table. */
export function tableName(table: string): string {
  return quoted(`t.${table}`);
}

/** The column that holds an index's key attribute; `pk` and `sk` have theirs. */
export function column(attribute: string): string {
  return attribute === 'pk' || attribute === 'sk' ? attribute : quoted(`x.${attribute}`);
}

/** The attributes that have columns because an index is over them, `pk` and `sk` apart. */
export function indexedAttributes(definition: TableDefinition): readonly string[] {
  const names = new Set(definition.indexes.flatMap((index) => [index.pk, index.sk]));
  names.delete('pk');
  names.delete('sk');
  return [...names];
}

const feed = `
  CREATE TABLE IF NOT EXISTS feed (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, tbl TEXT NOT NULL, pk TEXT NOT NULL, sk TEXT NOT NULL,
    before_body TEXT, before_layout TEXT, before_bytes BLOB, after_body TEXT, after_layout TEXT, after_bytes BLOB
  )`;

const consumers =
  'CREATE TABLE IF NOT EXISTS feed_consumers (consumer TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID';

/** Makes what is missing of the tables, and fills new indexes from the items that are there. Runs in a transaction. */
export function makeTables(file: SqliteFile, definitions: readonly TableDefinition[]): void {
  file.statement(feed).run();
  file.statement(consumers).run();
  for (const definition of definitions) makeTable(file, definition);
  file.statement(`PRAGMA user_version = ${fileVersion}`).run();
}

function makeTable(file: SqliteFile, definition: TableDefinition): void {
  const table = tableName(definition.name);
  // A row's id never changes while the item is there: a scan follows it.
  file
    .statement(
      `CREATE TABLE IF NOT EXISTS ${table} (
        id INTEGER PRIMARY KEY AUTOINCREMENT, pk TEXT NOT NULL, sk TEXT NOT NULL, size INTEGER NOT NULL,
        body TEXT NOT NULL, layout TEXT, bytes BLOB, UNIQUE (pk, sk)
      )`,
    )
    .run();

  const present = new Set(file.statement(`SELECT name FROM pragma_table_info('t.${definition.name}')`).all().flat());
  const missing = indexedAttributes(definition).filter((attribute) => !present.has(`x.${attribute}`));
  for (const attribute of missing) file.statement(`ALTER TABLE ${table} ADD COLUMN ${column(attribute)} TEXT`).run();
  if (missing.length > 0) fillColumns(file, definition, missing);
  for (const index of definition.indexes) makeIndex(file, definition, index);
}

function fillColumns(file: SqliteFile, definition: TableDefinition, attributes: readonly string[]): void {
  const table = tableName(definition.name);
  const page = file.statement(`SELECT id, body, layout, bytes FROM ${table} WHERE id > ? ORDER BY id LIMIT 500`);
  const update = file.statement(
    `UPDATE ${table} SET ${attributes.map((name) => `${column(name)} = ?`).join(', ')} WHERE id = ?`,
  );
  for (let last = -1, rows = page.all(last); rows.length > 0; rows = page.all(last)) {
    for (const row of rows) {
      const item = decodeItem(row, 1);
      last = Number(row[0]);
      update.run(...attributes.map((name) => textOrNull(item[name])), last);
    }
  }
}

/** A key attribute's value as its column holds it. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function makeIndex(file: SqliteFile, definition: TableDefinition, index: IndexDefinition): void {
  const name = `i.${definition.name}.${index.name}`;
  const columns = [index.pk, index.sk, ...['pk', 'sk'].filter((key) => key !== index.pk && key !== index.sk)].map(
    column,
  );
  const sql = `CREATE INDEX ${quoted(name)} ON ${tableName(definition.name)} (${columns.join(', ')}) WHERE ${column(index.pk)} IS NOT NULL AND ${column(index.sk)} IS NOT NULL`;
  const present = file.statement('SELECT sql FROM sqlite_schema WHERE type = ? AND name = ?').get('index', name);
  if (present?.[0] === sql) return;
  if (present !== undefined) file.statement(`DROP INDEX ${quoted(name)}`).run();
  file.statement(sql).run();
}
