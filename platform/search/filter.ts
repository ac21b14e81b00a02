/** A value of a field as filters compare it. Dates are ISO 8601 UTC with milliseconds, compared as text. */
export type FieldValue = string | number | boolean;

/** A document's fields; a field may hold several values. Absent and empty are the same. */
export interface Fields {
  readonly [field: string]: FieldValue | readonly FieldValue[] | undefined;
}

/**
 * The filter language, in which record permissions are written too. A field with several values fits where one of them does.
 * `and` of nothing is true, `or` of nothing is false.
 */
export type Filter =
  | { readonly kind: 'and'; readonly filters: readonly Filter[] }
  | { readonly kind: 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'equals'; readonly field: string; readonly value: FieldValue }
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly FieldValue[] }
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly gt?: string | number | undefined;
      readonly gte?: string | number | undefined;
      readonly lt?: string | number | undefined;
      readonly lte?: string | number | undefined;
    }
  | { readonly kind: 'exists'; readonly field: string };

/** Every filter holds. */
export const and = (...filters: readonly Filter[]): Filter => ({ kind: 'and', filters });
/** At least one filter holds. */
export const or = (...filters: readonly Filter[]): Filter => ({ kind: 'or', filters });
/** The filter does not hold; true where the field is absent. */
export const not = (filter: Filter): Filter => ({ kind: 'not', filter });
/** One of the field's values is this one. */
export const equals = (field: string, value: FieldValue): Filter => ({ kind: 'equals', field, value });
/** One of the field's values is one of these. */
export const isIn = (field: string, values: readonly FieldValue[]): Filter => ({ kind: 'in', field, values });
/** One of the field's values lies within the bounds. */
export const range = (field: string, bounds: Omit<Extract<Filter, { kind: 'range' }>, 'kind' | 'field'>): Filter => ({
  kind: 'range',
  field,
  ...bounds,
});
/** The field has a value. */
export const exists = (field: string): Filter => ({ kind: 'exists', field });

/**
 * Compares as the engines do, by code point (the order of UTF-8 bytes); JavaScript's own `<` compares UTF-16 code units,
 * which puts what lies beyond U+FFFF before U+E000.
 */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    if (left >= 0xd800 && right >= 0xd800) return (a.codePointAt(at) ?? left) - (b.codePointAt(at) ?? right);
    return left - right;
  }
  return a.length - b.length;
};

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);

type Test = (value: FieldValue) => boolean;

const all = <Value>(tests: readonly ((value: Value) => boolean)[]): ((value: Value) => boolean) => {
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
};

const any = <Value>(tests: readonly ((value: Value) => boolean)[]): ((value: Value) => boolean) => {
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
};

const holds = {
  gt: (order: number): boolean => order > 0,
  gte: (order: number): boolean => order >= 0,
  lt: (order: number): boolean => order < 0,
  lte: (order: number): boolean => order <= 0,
} as const;

const within = (bounds: Extract<Filter, { kind: 'range' }>): Test =>
  all(
    (['gt', 'gte', 'lt', 'lte'] as const).flatMap((name): readonly Test[] => {
      const bound = bounds[name];
      if (bound === undefined) return [];
      const inOrder = holds[name];
      return [(value) => typeof value !== 'boolean' && typeof bound === typeof value && inOrder(compare(value, bound))];
    }),
  );

/** Whether one of the field's values passes. */
const someOf =
  (field: string, test: Test): ((fields: Fields) => boolean) =>
  (fields) => {
    const value = fields[field];
    if (value === undefined) return false;
    return typeof value === 'object' ? value.some(test) : test(value);
  };

/** A filter as a function over documents in memory: the same answer as the index gives, on every adapter. */
export const matcher = (filter: Filter): ((fields: Fields) => boolean) => {
  switch (filter.kind) {
    case 'and':
      return all(filter.filters.map(matcher));
    case 'or':
      return any(filter.filters.map(matcher));
    case 'not': {
      const inner = matcher(filter.filter);
      return (fields) => !inner(fields);
    }
    case 'equals':
      return someOf(filter.field, (value) => value === filter.value);
    case 'in': {
      const [first, ...others] = filter.values;
      return others.length === 0
        ? someOf(filter.field, (value) => value === first)
        : someOf(filter.field, (value) => filter.values.includes(value));
    }
    case 'range':
      return someOf(filter.field, within(filter));
    case 'exists':
      return someOf(filter.field, () => true);
  }
};

/** {@link matcher} for one document. */
export const matches = (filter: Filter, fields: Fields): boolean => matcher(filter)(fields);
