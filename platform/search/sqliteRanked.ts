import type { FieldValue } from './filter.ts';
import { compareText } from './filter.ts';
import { valuesOfCell } from './sqliteCells.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** A document that has the words of a text, as filters and relevance look at it. */
export interface Ranked {
  readonly doc: number;
  readonly id: string;
  readonly score: number;
  /** What it holds, in the order of the tables' columns. */
  readonly cells: readonly (FieldValue | readonly FieldValue[] | undefined)[];
}

/** Reads the living documents that `match` finds, by relevance, then id. @param score - in SQL, over the row of `terms`. */
export const readRanked = (prepare: Prepare, tables: Tables, match: string, score: string): readonly Ranked[] => {
  const { docs, terms, many, columns } = tables;
  const cells = columns.map(({ column }) => `, d.c${column}`).join('');
  const several = (doc: number, column: number) =>
    prepare(`SELECT value FROM ${many} WHERE doc = ? AND field = ${column}`)
      .all(doc)
      .map(({ value }) => value ?? null);
  return prepare(
    `SELECT d.doc, d.id, ${score} AS score${cells} FROM ${terms} CROSS JOIN ${docs} d ON d.doc = ${terms}.rowid WHERE ${terms} MATCH ? AND d.live = 1`,
  )
    .all(match)
    .map((row) => {
      const doc = Number(row.doc);
      return {
        doc,
        id: String(row.id),
        score: Number(row.score),
        cells: columns.map(({ field, column }) => valuesOfCell(field, row[`c${column}`], () => several(doc, column))),
      };
    })
    .toSorted((a, b) => b.score - a.score || compareText(a.id, b.id));
};
