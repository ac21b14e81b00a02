/** A cell of a table; nothing shows as `-`. */
export type Cell = string | number | undefined;

const shown = (cell: Cell): string => (cell === undefined || cell === '' ? '-' : String(cell));

/** Rows under their headings, in columns. */
export const table = (headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] => {
  if (rows.length === 0) return ['(none)'];
  const lines = [headings.map((heading) => heading.toUpperCase()), ...rows.map((row) => row.map(shown))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);

/** A thing's properties, one a line. */
export const properties = (value: object): string[] => {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(
    ([name, each]) => `${name.padEnd(width)}  ${Array.isArray(each) ? each.map(text).join(', ') : text(each)}`,
  );
};

/** `1 key`, `2 keys`. */
export const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
