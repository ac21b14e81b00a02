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

/** What a document holds of one field. */
type Read<Document> = (document: Document) => FieldValue | readonly FieldValue[] | undefined;

/** Whether one of the field's values passes. */
const someOf =
  <Document>(read: Read<Document>, test: Test) =>
  (document: Document): boolean => {
    const value = read(document);
    if (value === undefined) return false;
    return typeof value === 'object' ? value.some(test) : test(value);
  };

/**
 * A filter as a function over documents in memory: the same answer as the index gives, on every adapter.
 * @param reading - how a field of a document is read.
 */
export const matcher = <Document>(
  filter: Filter,
  reading: (field: string) => Read<Document>,
): ((document: Document) => boolean) => {
  const made = (each: Filter): ((document: Document) => boolean) => {
    switch (each.kind) {
      case 'and':
        return all(each.filters.map(made));
      case 'or':
        return any(each.filters.map(made));
      case 'not': {
        const inner = made(each.filter);
        return (document) => !inner(document);
      }
      case 'equals':
        return someOf(reading(each.field), (value) => value === each.value);
      case 'in': {
        const { values } = each;
        const [first, ...others] = values;
        return someOf(
          reading(each.field),
          others.length === 0 ? (value) => value === first : (value) => values.includes(value),
        );
      }
      case 'range':
        return someOf(reading(each.field), within(each));
      case 'exists':
        return someOf(reading(each.field), () => true);
    }
  };
  return made(filter);
};

/** {@link matcher} over documents as they are indexed. */
export const fieldsMatcher = (filter: Filter): ((fields: Fields) => boolean) =>
  matcher(filter, (field) => (fields) => fields[field]);

/** {@link fieldsMatcher} for one document. */
export const matches = (filter: Filter, fields: Fields): boolean => fieldsMatcher(filter)(fields);
