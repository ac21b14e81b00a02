import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { FieldValue } from './filter.ts';
import type { FieldDefinition } from './port.ts';

/** Stands in a column of `docs` where the document has several values that are not packed into it. A blob: no value is one. */
const SEVERAL = new Uint8Array([1]);
/** The same as SQL writes it. */
export const SEVERAL_SQL = "x'01'";

/** Bytes of one cell's packed values: rows of `docs` stay narrow. */
const MAX_PACKED = 512;

/** Stands before, between and after packed values: no UTF-8 holds this byte, so that a value is found in it whole or not at all. */
const EDGE = Buffer.from([0xff]);

/** A value as SQLite keeps it: booleans are 0 and 1. */
export const stored = (value: FieldValue): string | number => (typeof value === 'boolean' ? Number(value) : value);

/** A keyword as it stands among packed ones. */
export const packed = (...values: readonly string[]): Uint8Array =>
  Buffer.concat([EDGE, ...values.flatMap((value) => [Buffer.from(value), EDGE])]);

/** What a document's row holds of a field: its one value, several keywords packed where they are short, or {@link SEVERAL}. */
export const cellOf = ({ type }: FieldDefinition, values: readonly FieldValue[] | undefined): SQLInputValue => {
  const [first, ...others] = values ?? [];
  if (first === undefined) return null;
  if (others.length === 0) return stored(first);
  if (type !== 'keyword') return SEVERAL;
  const cell = packed(String(first), ...others.map(String));
  return cell.byteLength > MAX_PACKED ? SEVERAL : cell;
};

/** The values of a cell as they were given; those that are not packed into it are read by `several`. */
export const valuesOfCell = (
  { type }: FieldDefinition,
  cell: SQLOutputValue | undefined,
  several: () => readonly SQLOutputValue[],
): FieldValue | readonly FieldValue[] | undefined => {
  const toValue = (value: SQLOutputValue): FieldValue =>
    type === 'boolean' ? value === 1 : type === 'number' ? Number(value) : String(value);
  if (cell === null || cell === undefined) return undefined;
  if (!(cell instanceof Uint8Array)) return toValue(cell);
  if (cell[0] !== EDGE[0]) return several().map(toValue);
  const bytes = Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  const values: string[] = [];
  for (let from = 1; from < bytes.length; ) {
    const end = bytes.indexOf(EDGE, from);
    values.push(bytes.toString('utf8', from, end));
    from = end + 1;
  }
  return values;
};
