import type { ZodType } from 'zod';
import type { Refusal } from '../writes/command.ts';

/** Faults told of one input. */
const MOST_FAULTS = 50;

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

/** An input as its schema makes it, or every fault of it with its place. */
export const checkInput = <Input>(
  schema: ZodType<Input>,
  input: unknown,
): { readonly input: Input } | { readonly faults: readonly Refusal[] } => {
  const { data, error } = schema.safeParse(input);
  if (!error) return { input: data };
  return {
    faults: error.issues
      .slice(0, MOST_FAULTS)
      .map(({ path, message }) => ({ code: 'INVALID', message: `${message}.`, field: placeOf(path) })),
  };
};

/** A command that expects another version than there is. */
export const conflict = (expected: number, found: number | undefined): Refusal => ({
  code: 'VERSION_CONFLICT',
  message:
    found === undefined
      ? `There is no version of that kind; you expected ${expected}.`
      : `It has changed: its current version is ${found}, you expected ${expected}.`,
  field: 'expectedVersion',
});
