import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { Fields, FieldValue, Filter } from '../../platform/search/filter.ts';
import { and, compareText, equals, exists, isIn, matches, not, or, range } from '../../platform/search/filter.ts';
import type { Search, SortKey } from '../../platform/search/port.ts';
import { day, idsOf, write } from './searchSupport.ts';

const OWNERS = ['north', 'south', 'Süd', '', 'a "b"', '\u{1F600}', '\uFF5E', "o'clock", 'a,b'] as const;
const TAGS = ['x', 'y', 'z', 'x y', 'X'] as const;
const NUMBERS = [-1.5, -0, 0, 1, 2, 2.5, 1e15, -1e-7] as const;
const DATES = [1, 2, 3, 4, 5].map(day);
const WORDS = ['alpha', 'bêta', 'Gamma', '東京', 'delta'] as const;

const several = <Value extends FieldValue>(
  values: readonly Value[],
): fc.Arbitrary<readonly Value[] | Value | undefined> =>
  fc.oneof(fc.constant(undefined), fc.constantFrom(...values), fc.array(fc.constantFrom(...values), { maxLength: 3 }));

const arbitraryFields: fc.Arbitrary<Fields> = fc.record({
  headline: fc.option(
    fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(' ')),
    {
      nil: undefined,
    },
  ),
  owner: several(OWNERS),
  tags: several(TAGS),
  published: several(DATES),
  words: several(NUMBERS),
  live: several([true, false]),
});

const FILTERED: readonly (readonly [field: string, values: readonly FieldValue[]])[] = [
  ['owner', [...OWNERS, 'nobody', 5]],
  ['tags', [...TAGS, true]],
  ['published', [...DATES, day(9)]],
  ['words', [...NUMBERS, 77, 'x']],
  ['live', [true, false, 'true', 1]],
];

const arbitraryLeaf: fc.Arbitrary<Filter> = fc
  .constantFrom(...FILTERED)
  .chain(([field, values]): fc.Arbitrary<Filter> => {
    const value = fc.constantFrom(...values);
    const bound = fc.option(fc.constantFrom(...values.filter((each) => typeof each !== 'boolean')), { nil: undefined });
    return fc.oneof(
      value.map((each) => equals(field, each)),
      fc.array(value, { maxLength: 4 }).map((each) => isIn(field, each)),
      fc.constant(exists(field)),
      ...(field === 'live'
        ? []
        : [
            fc.record({ gt: bound, lte: bound }).map((each) => range(field, each)),
            fc.record({ gte: bound, lt: bound }).map((each) => range(field, each)),
          ]),
    );
  });

const arbitraryFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    arbitraryLeaf,
    arbitraryLeaf,
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => and(...filters)),
    fc.array(tie('filter'), { maxLength: 3 }).map((filters) => or(...filters)),
    tie('filter').map(not),
  ),
})).filter;

const valuesOf = (fields: Fields, field: string): readonly FieldValue[] => {
  const value = fields[field];
  return value === undefined ? [] : typeof value === 'object' ? value : [value];
};

const compareValues = (a: FieldValue, b: FieldValue): number =>
  typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);

/** The order of documents by one field, in memory. */
const inOrder = (
  documents: readonly { id: string; fields: Fields }[],
  { field, direction }: SortKey,
): readonly string[] => {
  const sign = direction === 'ascending' ? 1 : -1;
  const key = (fields: Fields): FieldValue | undefined =>
    valuesOf(fields, field).toSorted((a, b) => sign * compareValues(a, b))[0];
  return documents
    .toSorted((a, b) => {
      const [left, right] = [key(a.fields), key(b.fields)];
      if (left === undefined || right === undefined)
        return Number(left === undefined) - Number(right === undefined) || compareText(a.id, b.id);
      return sign * compareValues(left, right) || compareText(a.id, b.id);
    })
    .map(({ id }) => id);
};

/** The counts of a keyword field's values, in memory. */
const facetIn = (
  documents: readonly { fields: Fields }[],
  field: string,
): readonly { value: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const { fields } of documents)
    for (const value of new Set(valuesOf(fields, field)))
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || compareText(a.value, b.value));
};

/** Rounds of random documents, each asked with many random filters; documents of a round replace or delete those of the one before. */
export async function agreesWithMemory(search: Search): Promise<void> {
  let version = 0;
  const round = fc.record({
    documents: fc.array(fc.option(arbitraryFields, { nil: undefined, freq: 6 }), { minLength: 40, maxLength: 40 }),
    asked: fc.array(
      fc.record({
        filter: arbitraryFilter,
        field: fc.constantFrom('owner', 'published', 'words', 'live', 'tags'),
        direction: fc.constantFrom('ascending', 'descending'),
        word: fc.option(fc.constantFrom('ALPHA', 'beta', 'gamma', '京'), { nil: undefined }),
        size: fc.integer({ min: 1, max: 45 }),
      }),
      { minLength: 25, maxLength: 25 },
    ),
  });
  const written = { ALPHA: 'alpha', beta: 'bêta', gamma: 'Gamma', 京: '東京' } as const;
  await fc.assert(
    fc.asyncProperty(round, async ({ documents, asked }) => {
      version += 1;
      await write(
        search,
        documents.map((fields, at) => ({ id: `d${at}`, version, fields })),
      );
      const living = documents.flatMap((fields, at) => (fields === undefined ? [] : [{ id: `d${at}`, fields }]));
      for (const { filter, field, direction, word, size } of asked) {
        const expected = living.filter(
          ({ fields }) =>
            matches(filter, fields) &&
            (word === undefined || (fields.headline?.toString() ?? '').split(' ').includes(written[word])),
        );
        const sort = [{ field, direction }] as const;
        const facets = ['owner', 'tags'].map((name) => ({ field: name, size: 100 }));
        const result = await search.query({ text: word, filter, sort, facets, size });
        expect(result.total).toBe(expected.length);
        expect(idsOf(result)).toEqual(inOrder(expected, sort[0]).slice(0, size));
        expect(result.facets.map(({ values }) => values)).toEqual(
          facets.map((facet) => facetIn(expected, facet.field)),
        );
        const scored = await search.query({ text: word, filter, size: 100 });
        expect(idsOf(scored).toSorted(compareText)).toEqual(expected.map(({ id }) => id).toSorted(compareText));
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
}

/** What is like each document, as weighing all of them in memory gives it. */
const alikeIn = (
  documents: readonly { id: string; fields: Fields }[],
  filter: Filter,
  size: number,
): ReadonlyMap<string, readonly (readonly [id: string, score: number])[]> =>
  new Map(
    documents.map(({ id, fields }) => {
      const scores = new Map<string, number>();
      for (const other of documents) {
        if (other.id === id || !matches(filter, fields) || !matches(filter, other.fields)) continue;
        let score = 0;
        for (const { field, weight } of ALIKE)
          for (const value of new Set(valuesOf(fields, field)))
            if (valuesOf(other.fields, field).includes(value)) score += weight;
        if (score > 0) scores.set(other.id, score);
      }
      const newest = inOrder(documents, { field: 'published', direction: 'descending' });
      const found = newest.flatMap((each) => {
        const score = scores.get(each);
        return score === undefined ? [] : [[each, score] as const];
      });
      return [id, found.toSorted(([, a], [, b]) => b - a).slice(0, size)];
    }),
  );

const ALIKE = [
  { field: 'tags', weight: 2 },
  { field: 'owner', weight: 0.5 },
] as const;

/** Random documents, few and many of one weight, related under random filters. */
export async function relatesAsMemory(search: Search): Promise<void> {
  let version = 0;
  const round = fc.record({
    documents: fc.array(fc.option(arbitraryFields, { nil: undefined, freq: 6 }), { minLength: 90, maxLength: 90 }),
    asked: fc.array(fc.record({ filter: arbitraryFilter, size: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 5,
      maxLength: 5,
    }),
  });
  await fc.assert(
    fc.asyncProperty(round, async ({ documents, asked }) => {
      version += 1;
      await write(
        search,
        documents.map((fields, at) => ({ id: `d${at}`, version, fields })),
      );
      const living = documents.flatMap((fields, at) => (fields === undefined ? [] : [{ id: `d${at}`, fields }]));
      const ids = documents.map((_, at) => `d${at}`);
      for (const { filter, size } of [{ filter: and(), size: 3 }, ...asked]) {
        const expected = alikeIn(living, filter, size);
        const related = await search.related({ ids, shared: ALIKE, dateField: 'published', filter, size });
        expect(related.map((hits) => hits.map(({ id, position }) => [id, position[0]]))).toEqual(
          ids.map((id) => expected.get(id) ?? []),
        );
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
}
