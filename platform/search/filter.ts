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

const valuesOf = (fields: Fields, field: string): readonly FieldValue[] => {
  const value = fields[field];
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
};

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

const within = (value: FieldValue, bounds: Extract<Filter, { kind: 'range' }>): boolean => {
  const fits = (bound: string | number | undefined, holds: (order: number) => boolean): boolean =>
    bound === undefined ||
    (typeof value !== 'boolean' && typeof bound === typeof value && holds(compare(value, bound)));
  return (
    fits(bounds.gt, (order) => order > 0) &&
    fits(bounds.gte, (order) => order >= 0) &&
    fits(bounds.lt, (order) => order < 0) &&
    fits(bounds.lte, (order) => order <= 0)
  );
};

/** Evaluates a filter over one document in memory: the same answer as the index gives, on every adapter. */
export const matches = (filter: Filter, fields: Fields): boolean => {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((each) => matches(each, fields));
    case 'or':
      return filter.filters.some((each) => matches(each, fields));
    case 'not':
      return !matches(filter.filter, fields);
    case 'equals':
      return valuesOf(fields, filter.field).includes(filter.value);
    case 'in':
      return valuesOf(fields, filter.field).some((value) => filter.values.includes(value));
    case 'range':
      return valuesOf(fields, filter.field).some((value) => within(value, filter));
    case 'exists':
      return valuesOf(fields, filter.field).length > 0;
  }
};
