import type { SQLOutputValue } from 'node:sqlite';
import type { FieldValue } from './filter.ts';
import type { HeldDocument } from './port.ts';
import { valuesOfCell } from './sqliteCells.ts';
import type { Prepare, Tables } from './sqliteTables.ts';

/** Reads what an index holds, as it stands in its rows. */
export const reading = (prepare: Prepare, tables: Tables) => {
  const { docs, many, columns } = tables;

  const heldIn = (row: Readonly<Record<string, SQLOutputValue>>): HeldDocument => {
    const held = { id: String(row.id), version: Number(row.version) };
    if (row.live !== 1) return { ...held, values: undefined };
    const values = new Map<string, readonly FieldValue[]>();
    for (const { field, column } of columns) {
      const several = (): readonly SQLOutputValue[] =>
        prepare(`SELECT value FROM ${many} WHERE doc = ? AND field = ?`)
          .all(row.doc ?? null, column)
          .map(({ value }) => value ?? null);
      const found = valuesOfCell(field, row[`c${column}`], several);
      if (found !== undefined) values.set(field.name, typeof found === 'object' ? found : [found]);
    }
    return { ...held, values };
  };

  return {
    one: (id: string): HeldDocument | undefined => {
      const row = prepare(`SELECT * FROM ${docs} WHERE id = ?`).get(id);
      return row && heldIn(row);
    },
    beyond: (after: string | undefined, size: number): readonly HeldDocument[] =>
      prepare(`SELECT * FROM ${docs} WHERE id > ? ORDER BY id LIMIT ?`)
        .all(after ?? '', size)
        .map(heldIn),
  };
};
