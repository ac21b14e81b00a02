import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { PreparedDocument } from './document.ts';
import { faultOf, prepareDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import type { FieldValue } from './filter.ts';
import type { IndexResult, SearchDocument } from './port.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import { SEVERAL } from './sqliteTables.ts';
import type { Completion } from './suggestions.ts';
import { completionOf } from './suggestions.ts';

/** A value as SQLite keeps it: booleans are 0 and 1. */
export const stored = (value: FieldValue): string | number => (typeof value === 'boolean' ? Number(value) : value);

const placeholders = (count: number): string => Array<string>(count).fill('?').join(', ');

interface Row {
  readonly doc: number;
  readonly version: number;
  readonly live: boolean;
}

/** Writes documents into an index's tables. Every call stands in a transaction of the caller's. */
export const createWriter = (prepare: Prepare, tables: Tables, declared: DeclaredFields) => {
  const { docs, many, entries, texts, terms, names, beginnings } = tables;
  const columnNames = tables.columns.map(({ column }) => `c${column}`);
  const textNames = tables.textFields.map(({ column }) => `t${column}`);
  const completed = [...tables.columns, ...tables.textFields].filter(
    ({ field }) => field.suggest !== false && (field.type === 'text' || field.type === 'keyword'),
  );

  const find = (id: string): Row | undefined => {
    const row = prepare(`SELECT doc, version, live FROM ${docs} WHERE id = ?`).get(id);
    return row && { doc: Number(row.doc), version: Number(row.version), live: row.live === 1 };
  };

  const forgetName = (column: number, value: SQLOutputValue): void => {
    if (prepare(`SELECT 1 FROM ${entries} WHERE field = ${column} AND value = ? LIMIT 1`).get(value) !== undefined)
      return;
    const name = prepare(`SELECT name FROM ${names} WHERE field = ${column} AND value = ?`).get(value)?.name;
    if (name === undefined) return;
    const remove = prepare(`DELETE FROM ${beginnings} WHERE field = ${column} AND words = ? AND name = ?`);
    for (const words of completionOf(String(value))?.beginnings ?? []) remove.run(words, name);
    prepare(`DELETE FROM ${names} WHERE name = ?`).run(name);
  };

  /** Removes all but the document's own row. */
  const clear = (doc: number): void => {
    const row = prepare(`SELECT * FROM ${docs} WHERE doc = ?`).get(doc) ?? {};
    const original = textNames.length === 0 ? {} : (prepare(`SELECT * FROM ${texts} WHERE doc = ?`).get(doc) ?? {});
    const removeEntry = (column: number, value: SQLOutputValue): void => {
      prepare(`DELETE FROM ${entries} WHERE field = ${column} AND value = ? AND doc = ?`).run(value, doc);
    };
    for (const { column } of tables.columns) {
      const value = row[`c${column}`] ?? null;
      if (value === null) continue;
      if (value instanceof Uint8Array)
        for (const each of prepare(`SELECT value FROM ${many} WHERE doc = ? AND field = ${column}`).all(doc))
          removeEntry(column, each.value ?? null);
      else removeEntry(column, value);
    }
    for (const { column } of tables.textFields) removeEntry(column, original[`t${column}`] ?? null);
    for (const { field, column } of completed) {
      const value = (field.type === 'text' ? original[`t${column}`] : row[`c${column}`]) ?? null;
      if (value instanceof Uint8Array)
        for (const each of prepare(`SELECT value FROM ${many} WHERE doc = ? AND field = ${column}`).all(doc))
          forgetName(column, each.value ?? null);
      else if (value !== null) forgetName(column, value);
    }
    prepare(`DELETE FROM ${many} WHERE doc = ?`).run(doc);
    if (textNames.length === 0) return;
    prepare(`DELETE FROM ${texts} WHERE doc = ?`).run(doc);
    prepare(`DELETE FROM ${terms} WHERE rowid = ?`).run(doc);
  };

  const writeRow = (
    known: Row | undefined,
    { id, version }: SearchDocument,
    cells: readonly SQLInputValue[],
    live: 0 | 1,
  ): number => {
    if (known === undefined)
      return Number(
        prepare(
          `INSERT INTO ${docs} (${['id', 'version', 'live', ...columnNames].join(', ')}) VALUES (${placeholders(3 + cells.length)})`,
        ).run(id, version, live, ...cells).lastInsertRowid,
      );
    const set = ['version', 'live', ...columnNames].map((name) => `${name} = ?`).join(', ');
    prepare(`UPDATE ${docs} SET ${set} WHERE doc = ?`).run(version, live, ...cells, known.doc);
    return known.doc;
  };

  const complete = (column: number, text: boolean, doc: number, completions: readonly Completion[]): void => {
    for (const { value, beginnings: all } of completions) {
      // A keyword stands in `entries` already, as every value that filters compare.
      if (text) prepare(`INSERT INTO ${entries} (field, value, doc) VALUES (${column}, ?, ?)`).run(value, doc);
      const added = prepare(`INSERT OR IGNORE INTO ${names} (field, value) VALUES (${column}, ?)`).run(value);
      if (added.changes === 0) continue;
      const insert = prepare(`INSERT INTO ${beginnings} (field, words, name) VALUES (${column}, ?, ?)`);
      for (const words of all) insert.run(words, added.lastInsertRowid);
    }
  };

  const fill = (doc: number, { values, texts: given, completions }: PreparedDocument): void => {
    for (const { field, column } of tables.columns) {
      const own = values.get(field.name);
      if (own === undefined) continue;
      const entry = prepare(`INSERT INTO ${entries} (field, value, doc) VALUES (${column}, ?, ?)`);
      for (const value of own) entry.run(stored(value), doc);
      if (own.length === 1) continue;
      const each = prepare(`INSERT INTO ${many} (doc, field, value) VALUES (?, ${column}, ?)`);
      for (const value of own) each.run(doc, stored(value));
    }
    for (const { field, column } of completed)
      complete(column, field.type === 'text', doc, completions.get(field.name) ?? []);
    if (given.size === 0) return;
    const row = tables.textFields.map(({ field }) => given.get(field.name));
    const marks = placeholders(1 + row.length);
    prepare(`INSERT INTO ${texts} (${['doc', ...textNames].join(', ')}) VALUES (${marks})`).run(
      doc,
      ...row.map((text) => text?.original ?? null),
    );
    prepare(`INSERT INTO ${terms} (${['rowid', ...textNames].join(', ')}) VALUES (${marks})`).run(
      doc,
      ...row.map((text) => text?.folded ?? null),
    );
  };

  /** Writes one document unless an equal or newer version is known. */
  return (document: SearchDocument): IndexResult => {
    const { id, fields } = document;
    const prepared = faultOf(document) ?? (fields === undefined ? undefined : prepareDocument(declared, fields));
    if (typeof prepared === 'string')
      return { id, outcome: 'failed', retryable: false, message: `document ${id}: ${prepared}` };
    const known = find(id);
    if (known !== undefined && known.version >= document.version) return { id, outcome: 'stale' };
    if (known?.live === true) clear(known.doc);
    const cells = tables.columns.map(({ field }) => {
      const own = prepared?.values.get(field.name);
      const first = own?.[0];
      return first === undefined ? null : own?.length === 1 ? stored(first) : SEVERAL;
    });
    const doc = writeRow(known, document, cells, prepared === undefined ? 0 : 1);
    if (prepared === undefined) return { id, outcome: 'deleted' };
    fill(doc, prepared);
    return { id, outcome: 'indexed' };
  };
};

/** See {@link createWriter}. */
export type Writer = ReturnType<typeof createWriter>;
