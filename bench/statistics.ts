/** The middle of some numbers; of an even count the mean of the two in the middle. @throws `RangeError` of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no middle of nothing');
  return (low + high) / 2;
};

/** The least of some numbers that so large a share of them, 0 to 1, does not exceed. @throws `RangeError` of none. */
export const atShare = (values: readonly number[], share: number): number => {
  const found = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
  if (found === undefined) throw new RangeError('there is no share of nothing');
  return found;
};

/** A number with three digits that mean something. */
export const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toString() : value.toPrecision(3).replace(/\.?0+$/, '');

/** Rows as a table for a terminal, the first its head; numbers stand to the right. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
};
