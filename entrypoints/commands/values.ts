import { OperatorError } from '../../platform/errors.ts';

/** The values of an option that takes several, separated by commas, each once. */
export const partsOf = (given: string): string[] => [
  ...new Set(
    given
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  ),
];

/** {@link partsOf} where there are choices. @throws `OperatorError` for one that is none of them. */
export const listOf = <T extends string>(option: string, given: string, choices: readonly T[]): T[] =>
  partsOf(given).map((part) => oneOf(option, part, choices));

/** The value of an option that has choices. @throws `OperatorError` */
export const oneOf = <T extends string>(option: string, given: string, choices: readonly T[]): T => {
  const found = choices.find((choice) => choice === given);
  if (found === undefined)
    throw new OperatorError(`--${option} is ${choices.join(', ')}, not ${JSON.stringify(given)}`);
  return found;
};

/** A moment as `2026-12-31`, its first in UTC, or as `2026-12-31T18:00:00Z`. @throws `OperatorError` */
export const momentOf = (option: string, given: string): string => {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time))
    throw new OperatorError(
      `--${option} is a moment in UTC such as 2026-12-31 or 2026-12-31T18:00:00Z, not ${JSON.stringify(given)}`,
    );
  return new Date(time).toISOString();
};

/** A whole number from 0 on. @throws `OperatorError` */
export const wholeNumberOf = (option: string, given: string): number => {
  if (!/^\d{1,9}$/.test(given)) throw new OperatorError(`--${option} is a whole number, not ${JSON.stringify(given)}`);
  return Number(given);
};

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A span such as `30m`, `12h` or `7d`, in milliseconds. @throws `OperatorError` */
export const spanOf = (option: string, given: string): number => {
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(given) ?? [];
  const length = UNITS[unit];
  if (length === undefined)
    throw new OperatorError(`--${option} is a span such as 30m, 12h or 7d, not ${JSON.stringify(given)}`);
  return Number(count) * length;
};

/** `owner/name` in its parts. @throws `OperatorError` */
export const packageOf = (given: string): { readonly owner: string; readonly name: string } => {
  const [owner, name, ...more] = given.split('/');
  if (!owner || !name || more.length > 0)
    throw new OperatorError(`a package is named OWNER/NAME, not ${JSON.stringify(given)}`);
  return { owner, name };
};
