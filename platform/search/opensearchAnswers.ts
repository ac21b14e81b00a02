import { z } from 'zod';
import { PortError } from '../errors.ts';
import type { DeclaredFields } from './fields.ts';
import { highlight } from './highlight.ts';
import { completedValue } from './opensearchMapping.ts';
import { positionOf } from './opensearchQuery.ts';
import type { Facet, Hit, SearchResult, Suggestion } from './port.ts';
import type { BoundQuery, bindSuggest } from './request.ts';
import { orderSuggestions } from './suggestions.ts';

const Bucket = z.object({
  key: z.union([z.string(), z.number()]),
  key_as_string: z.string().optional(),
  doc_count: z.number(),
});
const Buckets = z.object({ buckets: z.array(Bucket) });
const HitAnswer = z
  .object({
    sort: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
    _source: z.object({ originals: z.record(z.string(), z.string()).optional() }).optional(),
  })
  .transform(({ sort, _source: source }) => ({ sort, originals: source?.originals ?? {} }));
const QueryAnswer = z.object({
  hits: z.object({ total: z.object({ value: z.number() }), hits: z.array(HitAnswer) }),
  aggregations: z.record(z.string(), Buckets).optional(),
});
const RankedAnswer = z.object({ hits: z.object({ hits: z.array(HitAnswer) }) });
const SuggestAnswer = z.object({ aggregations: z.record(z.string(), z.object({ values: Buckets })) });
const Values = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const SharedAnswer = z.object({
  hits: z.object({
    hits: z.array(
      z
        .object({ _source: z.object({ id: z.string(), values: Values.optional() }) })
        .transform(({ _source: source }) => source),
    ),
  }),
});

/** Reads an answer, or refuses one of another shape: it must not pass for no hits. @throws `UNAVAILABLE` */
export const parsed = <Shape extends z.ZodType>(shape: Shape, body: unknown): z.infer<Shape> => {
  const answer = shape.safeParse(body);
  if (answer.success) return answer.data;
  throw new PortError('search', 'UNAVAILABLE', 'search (opensearch): an answer of another shape', {
    cause: answer.error,
  });
};

/** The result of a query that can find nothing. */
export const nothingFound = ({ facets }: BoundQuery): SearchResult => ({
  hits: [],
  total: 0,
  facets: facets.map(({ field }) => ({ field, values: [] })),
});

/** The result of a query. */
export const resultOf = (declared: DeclaredFields, query: BoundQuery, body: unknown): SearchResult => {
  const { hits, aggregations } = parsed(QueryAnswer, body);
  const terms = query.terms ?? [];
  return {
    total: hits.total.value,
    hits: hits.hits.map(({ sort, originals }) => ({
      id: String(sort.at(-1)),
      position: positionOf(query.order, sort),
      highlights: query.highlight.flatMap(({ name }) => highlight(name, originals[name] ?? '', terms)),
    })),
    facets: query.facets.map(
      ({ field }, at): Facet => ({
        field,
        values: (aggregations?.[`facet${at}`]?.buckets ?? []).map(({ key, key_as_string: text, doc_count: count }) => ({
          value: declared.get(field)?.type === 'number' ? String(key) : (text ?? String(key)),
          count,
        })),
      }),
    ),
  };
};

/** The suggestions of all fields. */
export const suggestionsOf = (
  { fields, size }: NonNullable<ReturnType<typeof bindSuggest>>,
  body: unknown,
): readonly Suggestion[] => {
  const { aggregations } = parsed(SuggestAnswer, body);
  const found = fields.flatMap(({ name, type }, at): readonly Suggestion[] => {
    const counts = new Map<string, number>();
    for (const { key, doc_count: count } of aggregations[`field${at}`]?.values.buckets ?? [])
      counts.set(type === 'text' ? String(key) : completedValue(String(key)), count);
    return [...counts].map(([text, count]) => ({ text, field: name, count }));
  });
  return orderSuggestions(found, size);
};

/** The values of the documents that others may be like, by id. */
export const sharedOf = (body: unknown): ReadonlyMap<string, z.infer<typeof Values>> =>
  new Map(parsed(SharedAnswer, body).hits.hits.map(({ id, values }) => [id, values ?? {}]));

/** Documents related to one, by score and the order after it. */
export const relatedOf = (order: BoundQuery['order'], body: unknown): readonly Hit[] =>
  parsed(RankedAnswer, body).hits.hits.map(({ sort }) => ({
    id: String(sort.at(-1)),
    position: [Number(sort[0]), ...positionOf(order, sort.slice(1))],
    highlights: [],
  }));
