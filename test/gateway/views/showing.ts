import type { Shown } from '../../../platform/visibility.ts';

/** What is shown of a small graph: all but these types, with what they are made of, and these elements, a field with its arguments. Nothing that is in every schema has a say. */
export const showing = (hidden: readonly string[]): Shown => {
  const gone = new Set(hidden);
  const everywhere = new Set(['Boolean', 'Float', 'ID', 'Int', 'String']);
  const hasType = (name: string): boolean => !name.startsWith('__') && !everywhere.has(name) && !gone.has(name);
  const has = (coordinate: string): boolean => {
    const [field = ''] = coordinate.split('(');
    const [type = ''] = coordinate.split('.');
    return hasType(type) && !gone.has(field) && !gone.has(coordinate);
  };
  return { has, hasType, coordinates: new Set() };
};
