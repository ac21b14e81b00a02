import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { PreparedDocument } from './document.ts';
import { faultOf, prepareDocument } from './document.ts';
import type { DeclaredFields } from './fields.ts';
import type { IndexResult, SearchDocument } from './port.ts';
import { cellOf, stored } from './sqliteCells.ts';
import type { Prepare, Tables } from './sqliteTables.ts';
import type { Completion } from './suggestions.ts';
import { completionOf } from './suggestions.ts';

interface Row {
  readonly doc: number;
  readonly version: number;
  readonly live: boolean;
}

/** The statements that write, prepared once for an index. */
const statementsOf = (prepare: Prepare, tables: Tables) => {
  const { docs, many, entries, texts, terms, names, beginnings } = tables;
  const columnNames = tables.columns.map(({ column }) => `c${column}`);
  const textNames = tables.textFields.map(({ column }) => `t${column}`);
  const insert = (table: string, columns: readonly string[]): StatementSync =>
    prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  return {
    find: prepare(`SELECT doc, version, live FROM ${docs} WHERE id = ?`),
    row: prepare(`SELECT * FROM ${docs} WHERE doc = ?`),
    insertRow: insert(docs, ['id', 'version', 'live', ...columnNames]),
    updateRow: prepare(
      `UPDATE ${docs} SET ${['version', 'live', ...columnNames].map((name) => `${name} = ?`).join(', ')} WHERE doc = ?`,
    ),
    insertEntry: insert(entries, ['field', 'value', 'doc']),
    removeEntry: prepare(`DELETE FROM ${entries} WHERE field = ? AND value = ? AND doc = ?`),
    hasEntry: prepare(`SELECT 1 FROM ${entries} WHERE field = ? AND value = ? LIMIT 1`),
    several: prepare(`SELECT value FROM ${many} WHERE doc = ? AND field = ?`),
    insertSeveral: insert(many, ['doc', 'field', 'value']),
    removeSeveral: prepare(`DELETE FROM ${many} WHERE doc = ?`),
    name: prepare(`SELECT name FROM ${names} WHERE field = ? AND value = ?`),
    insertName: prepare(`INSERT OR IGNORE INTO ${names} (field, value) VALUES (?, ?)`),
    removeName: prepare(`DELETE FROM ${names} WHERE name = ?`),
    insertBeginning: insert(beginnings, ['field', 'words', 'name']),
    removeBeginning: prepare(`DELETE FROM ${beginnings} WHERE field = ? AND words = ? AND name = ?`),
    text:
      textNames.length === 0
        ? undefined
        : {
            insert: insert(texts, ['doc', ...textNames]),
            remove: prepare(`DELETE FROM ${texts} WHERE doc = ?`),
            insertTerms: insert(terms, ['rowid', ...textNames]),
            removeTerms: prepare(`DELETE FROM ${terms} WHERE rowid = ?`),
          },
  };
};

/** Writes documents into an index's tables. Every call stands in a transaction of the caller's. `prepare` keeps no statement for others. */
export const createWriter = (prepare: Prepare, tables: Tables, declared: DeclaredFields) => {
  const run = statementsOf(prepare, tables);

  const find = (id: string): Row | undefined => {
    const row = run.find.get(id);
    return row && { doc: Number(row.doc), version: Number(row.version), live: row.live === 1 };
  };

  const forgetName = (column: number, value: SQLOutputValue): void => {
    if (run.hasEntry.get(column, value) !== undefined) return;
    const name = run.name.get(column, value)?.name;
    if (name === undefined) return;
    for (const words of completionOf(String(value))?.beginnings ?? []) run.removeBeginning.run(column, words, name);
    run.removeName.run(name);
  };

  /** The values in a document's columns, as stored. */
  const valuesIn = (doc: number): readonly { column: number; value: SQLOutputValue }[] => {
    const row = run.row.get(doc) ?? {};
    return tables.columns.flatMap(({ column }) => {
      const value = row[`c${column}`] ?? null;
      if (value instanceof Uint8Array)
        return run.several.all(doc, column).map((each) => ({ column, value: each.value ?? null }));
      return value === null ? [] : [{ column, value }];
    });
  };

  /** Removes all but the document's own row. */
  const clear = (doc: number): void => {
    for (const { column, value } of valuesIn(doc)) {
      run.removeEntry.run(column, value, doc);
      if (typeof value === 'string') forgetName(column, value);
    }
    run.removeSeveral.run(doc);
    run.text?.remove.run(doc);
    run.text?.removeTerms.run(doc);
  };

  const writeRow = (known: Row | undefined, document: SearchDocument, cells: readonly SQLInputValue[]): number => {
    const live = document.fields === undefined ? 0 : 1;
    if (known === undefined)
      return Number(run.insertRow.run(document.id, document.version, live, ...cells).lastInsertRowid);
    run.updateRow.run(document.version, live, ...cells, known.doc);
    return known.doc;
  };

  const complete = (column: number, completions: readonly Completion[]): void => {
    for (const { value, beginnings } of completions) {
      const added = run.insertName.run(column, value);
      if (added.changes === 0) continue;
      for (const words of beginnings) run.insertBeginning.run(column, words, added.lastInsertRowid);
    }
  };

  const fill = (doc: number, { values, texts, completions }: PreparedDocument): void => {
    for (const { field, column } of tables.columns) {
      const own = values.get(field.name);
      if (own === undefined) continue;
      for (const value of own) {
        run.insertEntry.run(column, stored(value), doc);
        if (own.length > 1) run.insertSeveral.run(doc, column, stored(value));
      }
      complete(column, completions.get(field.name) ?? []);
    }
    if (texts.size === 0 || run.text === undefined) return;
    const row = tables.textFields.map(({ field }) => texts.get(field.name));
    run.text.insert.run(doc, ...row.map((text) => text?.original ?? null));
    run.text.insertTerms.run(doc, ...row.map((text) => text?.folded ?? null));
  };

  /** Writes one document unless a newer version is known, or, but for `again`, an equal one. */
  return (document: SearchDocument, again = false): IndexResult => {
    const { id, fields } = document;
    const prepared = faultOf(document) ?? (fields === undefined ? undefined : prepareDocument(declared, fields));
    if (typeof prepared === 'string')
      return { id, outcome: 'failed', retryable: false, message: `document ${id}: ${prepared}` };
    const known = find(id);
    const newest = again ? document.version : document.version - 1;
    if (known !== undefined && known.version > newest) return { id, outcome: 'stale' };
    if (known?.live === true) clear(known.doc);
    const cells = tables.columns.map(({ field }) => cellOf(field, prepared?.values.get(field.name)));
    const doc = writeRow(known, document, cells);
    if (prepared === undefined) return { id, outcome: 'deleted' };
    fill(doc, prepared);
    return { id, outcome: 'indexed' };
  };
};

/** See {@link createWriter}. */
export type Writer = ReturnType<typeof createWriter>;
