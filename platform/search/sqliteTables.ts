import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DeclaredFields } from './fields.ts';
import type { FieldDefinition } from './port.ts';

/**
 * Shape of the tables; an index of another shape is refused and must be rebuilt.
 *
 * `docs` one narrow row a document, tombstones included: a column `c<field>` for each field but text, which holds the one value, or of several a blob (see `cellOf`) ·
 * `many` the values of such a field by document · `entries` every value by field and value, the way to documents ·
 * `texts` a text field's original in `t<field>` · `terms` FTS5 over the folded words, without content ·
 * `names` keywords that can be suggested · `beginnings` how each may be begun; in texts FTS5 finds beginnings.
 */
const FORMAT = 1;

const CACHED_STATEMENTS = 200;

/** An index's tables, with the fields' numbers as their columns are named. */
export interface Tables {
  readonly number: number;
  readonly name: string;
  /** Number of a declared field. */
  column(field: string): number;
  readonly columns: readonly { readonly field: FieldDefinition; readonly column: number }[];
  readonly textFields: readonly { readonly field: FieldDefinition; readonly column: number }[];
  readonly docs: string;
  readonly many: string;
  readonly entries: string;
  readonly texts: string;
  readonly terms: string;
  readonly names: string;
  readonly beginnings: string;
}

/** Names the tables of the index with this number. */
export const tablesOf = (declared: DeclaredFields, number: number, name: string): Tables => {
  const numbered = [...declared.values()].map((field, column) => ({ field, column }));
  const columns = new Map(numbered.map(({ field, column }) => [field.name, column]));
  return {
    number,
    name,
    column: (field) => columns.get(field) ?? -1,
    columns: numbered.filter(({ field }) => field.type !== 'text'),
    textFields: numbered.filter(({ field }) => field.type === 'text'),
    docs: `docs_${number}`,
    many: `many_${number}`,
    entries: `entries_${number}`,
    texts: `texts_${number}`,
    terms: `terms_${number}`,
    names: `names_${number}`,
    beginnings: `beginnings_${number}`,
  };
};

/** What an index is made of, as lines of text: two indexes of the same shape have the same ones. */
export const shapeOf = (declared: DeclaredFields): string =>
  [
    `format ${FORMAT}`,
    ...[...declared.values()].map(
      ({ name, type, suggest }) => `${name} ${type}${suggest === false ? ' unsuggested' : ''}`,
    ),
  ].join('\n');

/** The lines by which two shapes differ, for the one who reads the error. */
export const differences = (shape: string, stored: string): string => {
  const [ours, theirs] = [shape.split('\n'), stored.split('\n')];
  const missing = ours.filter((line) => !theirs.includes(line)).map((line) => `lacks ${line}`);
  const foreign = theirs.filter((line) => !ours.includes(line)).map((line) => `has ${line}`);
  return [...missing, ...foreign].join(', ') || 'their order';
};

/** Tables that stand once in the file. */
export const REGISTRY = `
CREATE TABLE IF NOT EXISTS search_indexes (
  number INTEGER PRIMARY KEY AUTOINCREMENT, alias TEXT NOT NULL, name TEXT NOT NULL, shape TEXT NOT NULL, UNIQUE (alias, name)
) STRICT;
CREATE TABLE IF NOT EXISTS search_aliases (alias TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;`;

/** Tables of the connection: the documents of the query at hand. */
export const WORKING = `
CREATE TEMP TABLE matched (doc INTEGER PRIMARY KEY, score REAL);
CREATE TEMP TABLE candidates (doc INTEGER PRIMARY KEY);`;

/** Makes an index's tables. */
export const createTables = (tables: Tables): string => {
  const columns = tables.columns.map(({ column }) => `, c${column}`).join('');
  const texts = tables.textFields.map(({ column }) => `t${column}`);
  return `
CREATE TABLE ${tables.docs} (doc INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, live INTEGER NOT NULL${columns});
CREATE TABLE ${tables.many} (doc INTEGER, field INTEGER, value, PRIMARY KEY (doc, field, value)) WITHOUT ROWID;
CREATE TABLE ${tables.entries} (field INTEGER, value, doc INTEGER, PRIMARY KEY (field, value, doc)) WITHOUT ROWID;
CREATE TABLE ${tables.names} (name INTEGER PRIMARY KEY, field INTEGER, value TEXT, UNIQUE (field, value));
CREATE TABLE ${tables.beginnings} (field INTEGER, words TEXT, name INTEGER, PRIMARY KEY (field, words, name)) WITHOUT ROWID;
CREATE TABLE ${tables.texts} (${['doc INTEGER PRIMARY KEY', ...texts].join(', ')});
${
  texts.length === 0
    ? ''
    : // `ascii` takes every character beyond ASCII as part of a word and, of ASCII, letters and digits: it splits folded terms at blanks alone.
      `CREATE VIRTUAL TABLE ${tables.terms} USING fts5(${texts.join(', ')}, content='', contentless_delete=1, tokenize='ascii');
INSERT INTO ${tables.terms} (${tables.terms}, rank) VALUES ('hashsize', 16777216);
INSERT INTO ${tables.terms} (${tables.terms}, rank) VALUES ('automerge', 8);
INSERT INTO ${tables.terms} (${tables.terms}, rank) VALUES ('crisismerge', 64);`
}`;
};

/** Removes an index's tables. */
export const dropTables = (tables: Tables): string =>
  [tables.docs, tables.many, tables.entries, tables.names, tables.beginnings, tables.texts, tables.terms]
    .map((table) => `DROP TABLE IF EXISTS ${table};`)
    .join('\n');

/** Prepares a statement once. The oldest of 200 is forgotten. */
export type Prepare = (sql: string) => StatementSync;

/** Statements of one connection, prepared once each. */
export const preparing = (database: DatabaseSync): Prepare => {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) {
      statements.delete(sql);
      statements.set(sql, known);
      return known;
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    const oldest = statements.keys().next();
    if (statements.size > CACHED_STATEMENTS && oldest.done !== true) statements.delete(oldest.value);
    return statement;
  };
};
