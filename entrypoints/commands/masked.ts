/** Members of a command's input that name people. */
const PERSONAL: ReadonlySet<string> = new Set(['byline', 'copyrightHolder', 'copyrightNotice', 'credit', 'citation']);

/** As much of a name as tells an operator whether it is the one they were told of. */
export const masked = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : `${/^.{0,2}/su.exec(name)?.[0]}…`;

/** An input with the names of people masked, at any depth. */
export const withoutPeople = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutPeople);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]: [string, unknown]) => [
      name,
      PERSONAL.has(name) && typeof each === 'string' ? masked(each) : withoutPeople(each),
    ]),
  );
};
