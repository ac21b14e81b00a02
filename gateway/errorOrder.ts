import type { GraphQLError } from 'graphql';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Where a path stands in the answer: at each level the position of its name or entry, as far as the answer goes. */
const placeOf = (path: GraphQLError['path'], data: unknown): readonly number[] => {
  const place: number[] = [];
  let at = data;
  for (const key of path ?? []) {
    if (!isRecord(at)) break;
    const position = typeof key === 'number' ? key : Object.keys(at).indexOf(key);
    if (position < 0) break;
    place.push(position);
    at = at[key];
  }
  return place;
};

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [level, position] of a.entries()) {
    const other = b[level];
    if (other === undefined) return 1;
    if (position !== other) return position - other;
  }
  return a.length - b.length;
};

/** Errors in the order of the answer's fields, not in that in which subgraphs happened to answer: the same question has the same answer. */
export const inAnswerOrder = (errors: readonly GraphQLError[], data: unknown): GraphQLError[] =>
  errors
    .map((error) => ({ error, place: placeOf(error.path, data) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ error }) => error);
